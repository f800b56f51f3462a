"""Answers of one's own earlier applications, offered again where a later one asks the same."""
