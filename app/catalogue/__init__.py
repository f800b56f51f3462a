"""The catalogue on this device: procedures, search, places."""
