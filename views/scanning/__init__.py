"""Scanning an identity card instead of typing what stands on it."""
