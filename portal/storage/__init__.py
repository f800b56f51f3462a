"""Where file contents live: chunks of uploads on their way, and finished files."""
