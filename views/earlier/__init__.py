"""Offering the answers of earlier applications, and forgetting them."""
