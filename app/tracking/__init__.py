"""Dossiers at the portal, as last seen."""
