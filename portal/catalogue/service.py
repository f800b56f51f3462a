"""The catalogue as this portal publishes it, decoded once."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from forms.procedure import Catalogue, FormDefinition, Procedure

if TYPE_CHECKING:
    from forms.calendar import Calendar
    from forms.flow import Form
    from forms.places import Places


@dataclass(frozen=True)
class PublishedCatalogue:
    """The catalogue's bytes as built, and its values."""

    raw: bytes = field(repr=False)
    """The JSON object, as every client gets it."""
    catalogue: Catalogue = field(repr=False)
    places_path: Path | None = None
    _by_code: dict[str, Procedure] = field(default_factory=dict, repr=False)
    _held: "dict[str, tuple[Procedure, Callable[[], date]]]" = field(default_factory=dict, repr=False)
    _forms: "dict[tuple[str, str], Form]" = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path) -> "PublishedCatalogue":
        """Return the catalogue of a ``.json.gz`` file; an empty one when there is no such file."""
        if not path.exists():
            return cls.decode(b'{"version": "0", "built_on": "2026-01-01", "procedures": []}')
        places = path.with_name("places.json.gz")
        return cls.decode(gzip.decompress(path.read_bytes()), places_path=places if places.exists() else None)

    @classmethod
    def decode(cls, raw: bytes, *, places_path: Path | None = None) -> "PublishedCatalogue":
        """Return the catalogue of a JSON object."""
        catalogue = Catalogue.model_validate_json(raw)
        return cls(raw, catalogue, places_path, {procedure.code: procedure for procedure in catalogue.procedures})

    @property
    def version(self) -> str:
        """Return the version, which is also the ETag."""
        return self.catalogue.version

    def find(self, code: str) -> Procedure | None:
        """Return the procedure with this code as it is in force today, or None."""
        if code in self._held:
            procedure, today = self._held[code]
            return procedure.standing_on(today())
        return self._by_code.get(code)

    def hold_back(self, procedure: Procedure, today: Callable[[], date]) -> None:
        """Let the earlier version of a procedure stand until the day from which this one holds.

        Args:
            procedure: With that version as ``before``.
            today: Tells the day, asked at every ``find``.
        """
        self._held[procedure.code] = procedure, today

    @cached_property
    def json_by_code(self) -> dict[str, Any]:
        """Return the procedures as JSON objects by code, exactly as built."""
        return {procedure["code"]: procedure for procedure in json.loads(self.raw)["procedures"]}

    @cached_property
    def calendar(self) -> "Calendar | None":
        """Return the calendar of working days, or None when the catalogue has none."""
        from forms.calendar import Calendar

        return Calendar.decode(self.catalogue.calendar) if self.catalogue.calendar else None

    @cached_property
    def places(self) -> "Places | None":
        """Return today's provinces and communes, or None when they are not shipped."""
        from forms.places import Places

        return Places.decode(self.places_path.read_bytes()) if self.places_path else None

    def find_form(self, session: Session, code: str, version: str) -> "Form | None":
        """Return a procedure's form in a version ever published here, compiled once; None if there is none."""
        procedure = self.find(code)
        if procedure is None:
            return None
        if (code, version) not in self._forms:
            definition = self._definition(session, procedure, version)
            if definition is None:
                return None
            from forms.flow import Form

            self._forms[code, version] = Form(definition, self.catalogue.lists, procedure.papers, self.places)
        return self._forms[code, version]

    @staticmethod
    def _definition(session: Session, procedure: Procedure, version: str) -> FormDefinition | None:
        if procedure.form is not None and procedure.form.version == version:
            return procedure.form
        from portal.catalogue.tables import PublishedForm

        stored = session.get(PublishedForm, (procedure.code, version))
        return FormDefinition.model_validate(stored.definition) if stored is not None else None
