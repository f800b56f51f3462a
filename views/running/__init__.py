"""The composition root: what the commands start. It builds, it decides nothing; only ``main.py`` imports it."""
