"""Papers: read on one's own device, printed at a terminal."""
