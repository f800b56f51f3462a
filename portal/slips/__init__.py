"""Signed statements on slips, receipts and results."""
