"""The dossiers that the portal has, as this device last saw them."""
