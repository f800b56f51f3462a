"""Measurements, never assertions: ``python3 dev.py bench [name ...]`` prints figures and ratios to named peers."""
