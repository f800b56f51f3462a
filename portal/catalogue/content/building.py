"""The catalogue and the map that portal and app read, made from a content folder without errors."""

from pathlib import Path

from forms.procedure import Catalogue
from portal.catalogue.content.checks import faults
from portal.catalogue.content.errors import ContentBrokenError
from portal.catalogue.content.loading import digest, load, packed


def build(folder: Path, out: Path) -> Catalogue:
    """Write ``catalogue.json.gz`` and ``places.json.gz`` into ``out`` and return the catalogue.

    The same contents give the same bytes.

    Raises:
        ContentBrokenError: if ``check`` finds anything.
    """
    content = load(folder)
    if errors := faults(content):
        raise ContentBrokenError(errors)
    said = {
        "built_on": content.as_of.isoformat(),
        "procedures": [
            procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True) for procedure in content.procedures
        ],
        "life_events": [event.model_dump(mode="json") for event in content.life_events],
        "lists": {name: list(entries) for name, entries in content.lists.items()},
        "calendar": content.calendar,
    }
    version = f"{content.as_of.isoformat()}-{digest(said)}"
    out.mkdir(parents=True, exist_ok=True)
    (out / "catalogue.json.gz").write_bytes(packed({"version": version, **said}))
    (out / "places.json.gz").write_bytes(content.places)
    return Catalogue.model_validate({"version": version, **said})
