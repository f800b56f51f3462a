"""Resumable uploads (tus 1.0) with a hash per file."""
