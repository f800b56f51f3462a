"""The search index as the catalogue's file keeps it."""

from app.catalogue.index import SearchIndex


def load(dumped: bytes) -> SearchIndex | None:
    """Return the index of a dump, None when these bytes are of another version of the app or damaged."""
    try:
        return SearchIndex.load(dumped)
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is made anew
        return None
