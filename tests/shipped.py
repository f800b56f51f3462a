"""The catalogue that comes with the app, read once for all tests that ask it and change nothing."""

from copy import copy
from functools import cache
from pathlib import Path

from app.catalogue.seen import SeenProcedures
from app.catalogue.service import CatalogueService
from app.listeners import Listeners

SHIPPED = Path(__file__).resolve().parents[1] / "assets" / "catalogue.json.gz"


def shipped_catalogue() -> CatalogueService:
    """Return a service that has seen nothing and tells nobody yet."""
    service = copy(_read())
    service._seen, service._listeners = SeenProcedures(), Listeners()
    return service


@cache
def _read() -> CatalogueService:
    service = CatalogueService(None, SHIPPED)
    assert service.places is not None  # reads them
    return service
