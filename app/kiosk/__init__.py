"""A terminal used by many: one citizen at a time, and nothing of them afterwards."""
