"""What only a terminal used by many shows: its home, the bar that always stands, the question whether one is there."""
