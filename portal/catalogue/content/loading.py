"""A content folder, read: procedures, forms, sample answers, shared lists; what cannot be read is named."""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from forms.assembly import assemble
from forms.procedure import FormDefinition, LifeEvent, Procedure
from portal.catalogue.content.documents import Document, Where, read_json, read_yaml
from portal.catalogue.content.errors import ContentError
from portal.catalogue.content.lists import LANGUAGES, choice_lists, read_places
from portal.catalogue.content.map_file import pack_places
from portal.catalogue.content.shape import faults_of_shape

LIFE_EVENTS = "shared/life_events.yaml"


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
        self._errors: list[ContentError] = []
        self._documents: dict[str, Document] = {}

    def load(self) -> Content:
        shared = self._folder / "shared"
        places = read_places(shared / "places.csv")
        defs = self._json(shared / "defs.json") or {}
        texts = {language: self._yaml(shared / f"texts.{language}.yaml") or {} for language in LANGUAGES}
        procedures, fixtures, folders = [], {}, {}
        homes = sorted(path for path in self._folder.iterdir() if path.is_dir() and path != shared)
        for home in homes:
            procedure = self._procedure(home, defs, texts)
            if procedure:
                procedures.append(procedure)
                folders[procedure.code] = home.name
                fixtures[procedure.code] = self._fixtures(home)
        about = self._yaml(shared / "catalogue.yaml") or {}
        return Content(
            procedures=tuple(sorted(procedures, key=lambda procedure: procedure.code)),
            fixtures=fixtures,
            life_events=self._life_events(),
            lists=choice_lists(self._yaml(shared / "lists.yaml") or {}, places),
            calendar=plain(self._yaml(shared / "calendar.yaml") or {}),
            places=pack_places(shared),
            as_of=about.get("as_of", date(2026, 1, 1)),
            shared_texts=texts,
            errors=tuple(self._errors),
            documents=self._documents,
            folders=folders,
            homes=tuple(home.name for home in homes),
        )

    def _life_events(self) -> tuple[LifeEvent, ...]:
        entries = self._yaml(self._folder / LIFE_EVENTS) or ()
        found = [self._value(LifeEvent, entry, (place,), LIFE_EVENTS) for place, entry in enumerate(entries)]
        return tuple(event for event in found if event)

    def _procedure(
        self, home: Path, defs: Mapping[str, Any], shared_texts: Mapping[str, Mapping[str, Any]]
    ) -> Procedure | None:
        entry, file = self._yaml(home / "procedure.yaml"), f"{home.name}/procedure.yaml"
        if not isinstance(entry, dict):
            if file in self._documents:
                self._errors.append(ContentError(file, "", "the file is empty, or no list of fields", 1))
            return None
        has_form = (home / "form.schema.json").exists()
        form = self._form(home, defs, shared_texts) if has_form else None
        said = {**plain(entry), "form": form.version if form else None}
        found: Procedure | None = self._value(Procedure, entry, (), file, filled={"version": digest(said)})
        return found.model_copy(update={"form": form}) if found and bool(form) == has_form else None

    def _form(
        self, home: Path, defs: Mapping[str, Any], shared_texts: Mapping[str, Mapping[str, Any]]
    ) -> FormDefinition | None:
        schema, ui = self._json(home / "form.schema.json"), self._json(home / "form.ui.json")
        texts = {language: self._yaml(home / f"texts.{language}.yaml") or {} for language in LANGUAGES}
        if schema is None or ui is None:
            return None
        return assemble(schema, ui, texts=texts, shared_defs=defs, shared_texts=shared_texts)

    def _fixtures(self, home: Path) -> dict[str, dict[str, Any]]:
        return {path.stem: self._json(path) or {} for path in sorted((home / "fixtures").glob("*.json"))}

    def _value(self, model: Any, entry: Any, path: Where, file: str, *, filled: Mapping[str, Any] | None = None) -> Any:
        document = self._documents[file]
        self._errors += [document.error((*path, *where), said) for where, said in faults_of_shape(model, entry)]
        try:
            return model.model_validate({**entry, **(filled or {})} if isinstance(entry, Mapping) else entry)
        except ValidationError as error:
            for fault in error.errors():
                where = [part for part in fault["loc"] if isinstance(part, int) or "[" not in part]
                self._errors.append(document.error((*path, *where), _said(fault)))
            return None

    def _yaml(self, path: Path) -> Any:
        return self._read(path, read_yaml)

    def _json(self, path: Path) -> Any:
        return self._read(path, read_json)

    def _read(self, path: Path, read: Callable[[str, str], Document | ContentError]) -> Any:
        file = path.relative_to(self._folder).as_posix()
        try:
            found = read(file, path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            found = ContentError(file, "", "the file is missing")
        except UnicodeDecodeError as error:
            found = ContentError(file, "", f"cannot be read: it is not UTF-8 (byte {error.start})")
        if isinstance(found, ContentError):
            self._errors.append(found)
            return None
        self._documents[file] = found
        self._errors += [
            ContentError(file, ".".join(str(part) for part in where), "this key stands here twice", line)
            for where, line in found.repeated_keys()
        ]
        return found.value


def _said(fault: Any) -> str:
    """Return a validator's message; a number where a text belongs is a code or a date without quotes."""
    is_unquoted = fault["type"] == "string_type" and isinstance(fault["input"], (int, float, bool, date))
    return f"{fault['msg']}; put {fault['input']} in quotes" if is_unquoted else str(fault["msg"])


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
