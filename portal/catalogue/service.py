"""The catalogue as this portal publishes it, decoded once."""

import gzip
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from forms.procedure import Catalogue, Procedure


@dataclass(frozen=True)
class PublishedCatalogue:
    """The catalogue's bytes as built, and its values."""

    raw: bytes
    """The JSON object, as every client gets it."""
    catalogue: Catalogue
    _by_code: dict[str, Procedure] = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> "PublishedCatalogue":
        """Return the catalogue of a ``.json.gz`` file; an empty one when there is no such file."""
        if not path.exists():
            return cls.decode(b'{"version": "0", "built_on": "2026-01-01", "procedures": []}')
        return cls.decode(gzip.decompress(path.read_bytes()))

    @classmethod
    def decode(cls, raw: bytes) -> "PublishedCatalogue":
        """Return the catalogue of a JSON object."""
        catalogue = Catalogue.model_validate_json(raw)
        return cls(raw, catalogue, {procedure.code: procedure for procedure in catalogue.procedures})

    @property
    def version(self) -> str:
        """Return the version, which is also the ETag."""
        return self.catalogue.version

    def find(self, code: str) -> Procedure | None:
        """Return the procedure with this code, or None."""
        return self._by_code.get(code)

    @cached_property
    def json_by_code(self) -> dict[str, Any]:
        """Return the procedures as JSON objects by code, exactly as built."""
        return {procedure["code"]: procedure for procedure in json.loads(self.raw)["procedures"]}
