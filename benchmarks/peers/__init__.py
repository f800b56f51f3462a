"""What we compare with, measured in the same run."""
