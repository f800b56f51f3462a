"""The catalogue on this device: procedures, search, places."""

from app.catalogue.model import Hit, Refreshed
from app.catalogue.service import CatalogueService

__all__ = ["CatalogueService", "Hit", "Refreshed"]
