"""Drafts and papers between a public terminal and a phone."""
