"""A content folder, read: procedures, forms, sample answers, shared lists; what cannot be read is named."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from forms.assembly import assemble
from forms.calendar import Calendar
from forms.extension import EXTENDS, ExtensionError, Written, extended, extended_code
from forms.procedure import FormDefinition, LifeEvent, Procedure
from portal.catalogue.content.documents import Document, Where
from portal.catalogue.content.errors import ContentError
from portal.catalogue.content.lists import LANGUAGES, choice_lists, read_places
from portal.catalogue.content.map_file import pack_places
from portal.catalogue.content.reading import Files

LIFE_EVENTS = "shared/life_events.yaml"
LISTS = "shared/lists.yaml"
CALENDAR = "shared/calendar.yaml"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in a content folder, read; ``errors`` are what could not be."""

    procedures: tuple[Procedure, ...]
    fixtures: Mapping[str, Mapping[str, Mapping[str, Any]]]
    """Sample answers by procedure code and fixture name."""
    life_events: tuple[LifeEvent, ...]
    lists: Mapping[str, tuple[dict[str, Any], ...]]
    calendar: Mapping[str, Any]
    places: bytes
    as_of: date
    shared_texts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: tuple[ContentError, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    """Every file that was read, by its path inside the folder: it knows its lines."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """The folder of each procedure by its code."""
    homes: tuple[str, ...] = ()
    """Every procedure's folder, also of those that could not be read."""

    def error(self, file: str, where: Where, message: str) -> ContentError:
        """Return an error at a place of a file, with its line when the file was read."""
        document = self.documents.get(file)
        if document:
            return document.error(where, message)
        return ContentError(file=file, where=".".join(str(part) for part in where), message=message)


def load(folder: Path) -> Content:
    """Return what ``folder`` holds; files that cannot be read are named in ``errors``, the rest is there."""
    return _Loader(folder).load()


class _Loader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = Files(folder)

    def load(self) -> Content:
        files = self._files
        provinces, places = self._places()
        defs = files.mapping("shared/defs.json")
        texts = {language: files.mapping(f"shared/texts.{language}.yaml") for language in LANGUAGES}
        homes = sorted(path.name for path in self._folder.iterdir() if path.is_dir() and _is_home(path))
        found = {home: procedure for home in homes if (procedure := self._procedure(home, defs, texts))}
        about = files.mapping("shared/catalogue.yaml")
        return Content(
            procedures=tuple(sorted(found.values(), key=lambda procedure: procedure.code)),
            fixtures={procedure.code: self._fixtures(home) for home, procedure in found.items()},
            life_events=self._life_events(),
            lists=self._lists(provinces),
            calendar=self._calendar(),
            places=places,
            as_of=about["as_of"] if isinstance(about.get("as_of"), date) else date(2026, 1, 1),
            shared_texts=texts,
            errors=tuple(files.errors),
            documents=files.documents,
            folders={procedure.code: home for home, procedure in found.items()},
            homes=tuple(homes),
        )

    def _places(self) -> tuple[list[list[Any]], bytes]:
        """Return today's provinces, and the file of the map; nothing when a table cannot be read."""
        shared = self._folder / "shared"
        try:
            provinces = read_places(shared / "places.csv")
            map_file, mistakes = pack_places(shared)
        except FileNotFoundError as error:
            self._fail(f"shared/{Path(str(error.filename)).name}", "the file is missing")
        except (KeyError, ValueError, TypeError, IndexError) as error:
            self._fail("shared/places.csv", f"this table is broken: {error!r}")
        else:
            self._files.errors += (
                mistakes if provinces else [ContentError("shared/places.csv", "", "it has no place", 1)]
            )
            return provinces, map_file
        return [], b""

    def _life_events(self) -> tuple[LifeEvent, ...]:
        entries = self._files.sequence(LIFE_EVENTS)
        found = [self._files.value(LifeEvent, entry, (place,), LIFE_EVENTS) for place, entry in enumerate(entries)]
        return tuple(event for event in found if event)

    def _lists(self, provinces: list[list[Any]]) -> dict[str, tuple[dict[str, Any], ...]]:
        written = self._files.mapping(LISTS)
        for name in [name for name, entries in written.items() if not isinstance(entries, list)]:
            self._files.errors.append(self._files.documents[LISTS].error((name,), "this should be a list"))
            del written[name]
        return choice_lists(written, provinces)

    def _calendar(self) -> dict[str, Any]:
        said: dict[str, Any] = plain(self._files.mapping(CALENDAR))
        try:
            Calendar.decode(said)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            self._fail(CALENDAR, f"this is no calendar: {error!r}")
        return said

    def _procedure(
        self, home: str, defs: Mapping[str, Any], shared_texts: Mapping[str, Mapping[str, Any]]
    ) -> Procedure | None:
        file = f"{home}/procedure.yaml"
        entry = self._files.mapping(file)
        if not entry:
            return None
        has_form = (self._folder / home / "form.schema.json").exists()
        form = self._form(home, defs, shared_texts) if has_form else None
        said = {**plain(entry), "form": form.version if form else None}
        found = self._files.value(Procedure, entry, (), file, filled={"version": digest(said)})
        return found.model_copy(update={"form": form}) if found and bool(form) == has_form else None

    def _form(
        self, home: str, defs: Mapping[str, Any], shared_texts: Mapping[str, Mapping[str, Any]]
    ) -> FormDefinition | None:
        form = self._written(home)
        if form is None:
            return None
        return assemble(form.schema, form.ui, texts=form.texts, shared_defs=defs, shared_texts=shared_texts)

    def _written(self, home: str) -> Written | None:
        """Return what a form's author wrote, with what it takes from the form it extends."""
        own = self._read_form(home)
        base = extended_code(own.schema) if own else None
        if own is None or base is None:
            return own
        has_base = base != home and (self._folder / base / "form.schema.json").exists()
        try:
            return extended(own, self._read_form(base) if has_base else None)
        except ExtensionError as error:
            self._files.errors.append(self._files.documents[f"{home}/form.schema.json"].error((EXTENDS,), str(error)))
            return None

    def _read_form(self, home: str) -> Written | None:
        schema, ui = (self._files.mapping(f"{home}/form.{part}.json") for part in ("schema", "ui"))
        texts = {language: self._files.mapping(f"{home}/texts.{language}.yaml") for language in LANGUAGES}
        return Written(schema, ui, texts) if schema and ui else None

    def _fixtures(self, home: str) -> dict[str, dict[str, Any]]:
        paths = sorted((self._folder / home / "fixtures").glob("*.json"))
        return {path.stem: self._files.mapping(f"{home}/fixtures/{path.name}") for path in paths}

    def _fail(self, file: str, message: str) -> None:
        self._files.errors.append(ContentError(file, "", message))


def _is_home(path: Path) -> bool:
    return path.name != "shared" and not path.name.startswith((".", "_"))


def plain(value: Any) -> Any:
    """Return YAML values as JSON has them: dates in ISO form."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def digest(value: Any) -> str:
    """Return twelve hexadecimal digits that change whenever the value does."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def packed(value: Any) -> bytes:
    """Return JSON, gzipped; the same value gives the same bytes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)
