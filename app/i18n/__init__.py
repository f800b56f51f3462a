"""Texts, dates, money and sorting in the reader's language."""
