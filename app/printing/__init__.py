"""Paper: what a terminal's printer takes, and what came of it."""
