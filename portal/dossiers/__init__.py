"""Dossiers: from submission to result."""
