"""Drafts and papers between a public terminal and a phone, sealed, through the portal's relay."""
