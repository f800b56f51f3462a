"""Signed statements: verify slips, receipts and results offline."""
