"""Drafts: from the first keystroke to Submit."""
