"""Checks signed statements (slips, receipts, results) without a network."""
