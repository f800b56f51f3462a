"""A copy of one's answers, to read, print and keep."""
