"""The reference portal: FastAPI over SQLite or PostgreSQL, one package per feature."""
