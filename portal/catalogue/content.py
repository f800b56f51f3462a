"""Authors' folders: loaded, checked and built into the catalogue that portal and app read.

``docs/authoring.md`` describes the files. Nothing here runs in a served portal.
"""

import csv
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from pydantic import ValidationError

from forms.assembly import assemble
from forms.faults import faults_of_form, faults_of_logic
from forms.flow import Form
from forms.folding import collation_key, fold
from forms.places import Places
from forms.procedure import Catalogue, FormDefinition, LifeEvent, Procedure

LANGUAGES = ("vi", "en")
_YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it: ten times faster."""
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


@dataclass(frozen=True, slots=True)
class ContentError:
    """One thing an author must mend: in which file, where in it, and what to do."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message}" if self.where else f"{self.file}: {self.message}"


class ContentBrokenError(Exception):
    """The contents cannot be built; ``errors`` says why."""

    def __init__(self, errors: Sequence[ContentError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


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


def load(folder: Path) -> Content:
    """Return what ``folder`` holds; files that cannot be read are named in ``errors``, the rest is there."""
    return _Loader(folder).load()


class _Loader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._errors: list[ContentError] = []

    def load(self) -> Content:
        shared = self._folder / "shared"
        places = self._places(shared / "places.csv")
        defs = self._json(shared / "defs.json") or {}
        texts = {language: self._yaml(shared / f"texts.{language}.yaml") or {} for language in LANGUAGES}
        procedures, fixtures = [], {}
        for home in sorted(path.parent for path in self._folder.glob("*/procedure.yaml")):
            procedure = self._procedure(home, defs, texts)
            if procedure:
                procedures.append(procedure)
                fixtures[procedure.code] = self._fixtures(home)
        about = self._yaml(shared / "catalogue.yaml") or {}
        return Content(
            procedures=tuple(sorted(procedures, key=lambda procedure: procedure.code)),
            fixtures=fixtures,
            life_events=tuple(
                event
                for entry in self._yaml(shared / "life_events.yaml") or ()
                if (event := self._value(LifeEvent, entry, shared / "life_events.yaml"))
            ),
            lists=_lists(self._yaml(shared / "lists.yaml") or {}, places),
            calendar=_plain(self._yaml(shared / "calendar.yaml") or {}),
            places=_packed({"provinces": places}),
            as_of=about.get("as_of", date(2026, 1, 1)),
            shared_texts=texts,
            errors=tuple(self._errors),
        )

    def _procedure(
        self, home: Path, defs: Mapping[str, Any], shared_texts: Mapping[str, Mapping[str, Any]]
    ) -> Procedure | None:
        entry = self._yaml(home / "procedure.yaml")
        if not isinstance(entry, dict):
            return None
        if (home / "form.schema.json").exists():
            entry["form"] = self._form(home, defs, shared_texts)
        found: Procedure | None = self._value(Procedure, _with_version(entry), home / "procedure.yaml")
        return found

    def _form(
        self, home: Path, defs: Mapping[str, Any], shared_texts: Mapping[str, Mapping[str, Any]]
    ) -> FormDefinition | None:
        schema, ui = self._json(home / "form.schema.json"), self._json(home / "form.ui.json")
        if schema is None or ui is None:
            return None
        texts = {language: self._yaml(home / f"texts.{language}.yaml") or {} for language in LANGUAGES}
        return assemble(schema, ui, texts=texts, shared_defs=defs, shared_texts=shared_texts)

    def _fixtures(self, home: Path) -> dict[str, dict[str, Any]]:
        return {path.stem: self._json(path) or {} for path in sorted((home / "fixtures").glob("*.json"))}

    def _value(self, model: Any, entry: Any, path: Path) -> Any:
        try:
            return model.model_validate(entry)
        except ValidationError as error:
            for fault in error.errors():
                where = ".".join(str(part) for part in fault["loc"])
                name = entry.get("code") or entry.get("id") if isinstance(entry, dict) else ""
                self._fail(path, f"{name} {where}".strip(), fault["msg"])
            return None

    def _yaml(self, path: Path) -> Any:
        return self._read(path, lambda text: yaml.load(text, Loader=_YAML))  # noqa: S506 - a safe loader, see _YAML

    def _json(self, path: Path) -> Any:
        return self._read(path, json.loads)

    def _read(self, path: Path, decode: Any) -> Any:
        try:
            return decode(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self._fail(path, "", "the file is missing")
        except (yaml.YAMLError, json.JSONDecodeError, UnicodeDecodeError) as error:
            self._fail(path, "", f"cannot be read: {error}")
        return None

    def _fail(self, path: Path, where: str, message: str) -> None:
        file = path.relative_to(self._folder).as_posix()
        self._errors.append(ContentError(file=file, where=where, message=message))

    def _places(self, path: Path) -> list[list[Any]]:
        provinces: dict[str, list[Any]] = {}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["code"]:
                    provinces[row["province"]][3].append([row["code"], row["kind"], row["name"]])
                else:
                    provinces[row["province"]] = [row["province"], row["kind"], row["name"], []]
        for province in provinces.values():
            province[3].sort(key=lambda commune: collation_key(commune[2]))
        return sorted(provinces.values(), key=lambda province: collation_key(province[2]))


def _with_version(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a procedure's entry with a version that changes whenever anything in it does."""
    form = entry.get("form")
    said = {**_plain({k: v for k, v in entry.items() if k != "form"}), "form": form.version if form else None}
    return {"version": _digest(said), **entry}


def _plain(value: Any) -> Any:
    """Return YAML values as JSON has them: dates in ISO form."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _packed(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _lists(written: Mapping[str, Any], places: Sequence[Sequence[Any]]) -> dict[str, tuple[dict[str, Any], ...]]:
    lists = {name: tuple(_entry(value) for value in values) for name, values in written.items()}
    groups = lists.get("ethnic_groups", ())
    lists["ethnic_groups"] = (*groups, {"value": "khac", "vi": "Dân tộc khác", "en": "Another ethnic group"})
    lists["countries"] = _countries()
    lists["provinces"] = tuple({"value": code, "vi": name, "en": name} for code, _kind, name, _inside in places)
    return lists


def _entry(value: Any) -> dict[str, Any]:
    """Return a list's entry; a plain name is its own text and, folded, its value (a code in capitals stays itself)."""
    if isinstance(value, Mapping):
        return dict(value)
    name = str(value)
    key = name if (name.isascii() and name.isupper()) or name[-1:].isdecimal() else fold(name).replace(" ", "_")
    return {"value": key, "vi": name, "en": name}


def _countries() -> tuple[dict[str, Any], ...]:
    names = {language: Locale(language).territories for language in LANGUAGES}
    every = [str(code) for code in names["vi"]]
    codes = [code for code in every if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES]
    ordered = sorted(codes, key=lambda code: (code != "VN", collation_key(names["vi"][code])))
    return tuple({"value": code, "vi": names["vi"][code], "en": names["en"][code]} for code in ordered)


def check(folder: Path) -> list[ContentError]:
    """Return everything wrong in ``folder``, in the authors' words; an empty list means that it builds."""
    content = load(folder)
    return [*content.errors, *_faults(content)]


def _faults(content: Content) -> Iterator[ContentError]:
    codes = [procedure.code for procedure in content.procedures]
    places = Places.decode(content.places)
    for procedure in content.procedures:
        if codes.count(procedure.code) > 1:
            yield ContentError(file=procedure.code, where="code", message="two procedures have this code")
        yield from _procedure_faults(procedure)
        if procedure.form:
            faults = list(_form_faults(procedure, content))
            yield from faults or _fixture_faults(procedure, content, places)
    for event in content.life_events:
        for code in event.procedures:
            if code not in codes:
                yield ContentError(file="shared/life_events.yaml", where=event.id, message=f"no procedure {code}")


def _procedure_faults(procedure: Procedure) -> Iterator[ContentError]:
    file = f"{procedure.code}/procedure.yaml"
    for where, text in _texts_of(procedure.model_dump(exclude={"form"}, mode="json")):
        for language in LANGUAGES:
            if not text.get(language):
                yield ContentError(file=file, where=where, message=f"no text in {language}")
    logic = [(f"papers.{paper.id}.required", paper.required) for paper in procedure.papers]
    logic += [(f"papers.{paper.id}.shown", paper.shown) for paper in procedure.papers]
    logic += [(f"fees.{fee.id}.amount_vnd", fee.amount_vnd) for fee in procedure.fees]
    names = frozenset(procedure.form.schema_.get("properties", {})) if procedure.form else None
    for where, rule in logic:
        for message in faults_of_logic(rule, names):
            yield ContentError(file=file, where=where, message=message)


def _texts_of(value: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES) and all(isinstance(item, str) for item in value.values()):
            yield where, value
            return
        for name, item in value.items():
            yield from _texts_of(item, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts_of(item, f"{where}.{index}")


def _form_faults(procedure: Procedure, content: Content) -> Iterator[ContentError]:
    assert procedure.form is not None
    shared = {language: frozenset(_keys(texts)) for language, texts in content.shared_texts.items()}
    for fault in faults_of_form(procedure.form, content.lists, shared_keys=shared):
        yield ContentError(file=f"{procedure.code}/{fault.file}", where=fault.where, message=fault.message)


def _keys(texts: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in texts.items():
        if isinstance(value, Mapping):
            yield from _keys(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _fixture_faults(procedure: Procedure, content: Content, places: Places) -> Iterator[ContentError]:
    """Yield what is wrong with the sample answers of a form that has no fault itself."""
    assert procedure.form is not None
    form = Form(procedure.form, content.lists, procedure.papers, places)
    for name, answers in content.fixtures.get(procedure.code, {}).items():
        file = f"{procedure.code}/fixtures/{name}.json"
        for problem in form.problems(answers, today=content.as_of):
            yield ContentError(file=file, where=problem.pointer, message=problem.message.get("en", problem.id))


def build(folder: Path, out: Path) -> Catalogue:
    """Write ``catalogue.json.gz`` and ``places.json.gz`` into ``out`` and return the catalogue.

    The same contents give the same bytes.

    Raises:
        ContentBrokenError: if ``check`` finds anything.
    """
    content = load(folder)
    errors = [*content.errors, *_faults(content)]
    if errors:
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
    version = f"{content.as_of.isoformat()}-{_digest(said)}"
    out.mkdir(parents=True, exist_ok=True)
    (out / "catalogue.json.gz").write_bytes(_packed({"version": version, **said}))
    (out / "places.json.gz").write_bytes(content.places)
    return Catalogue.model_validate({"version": version, **said})


def check_command(arguments: Sequence[str]) -> int:
    """Run ``motcua-portal check [FOLDER]``: print every error, return 1 when there is one."""
    folder = Path(arguments[0] if arguments else "content")
    errors = check(folder)
    for error in errors:
        sys.stderr.write(f"{error}\n")
    if not errors:
        sys.stdout.write(f"{folder}: {len(load(folder).procedures)} procedures, nothing to mend\n")
    return 1 if errors else 0


def build_command(arguments: Sequence[str]) -> int:
    """Run ``motcua-portal build [FOLDER] [--out FOLDER]``: write the catalogue, or print why it cannot be."""
    words = [word for word in arguments if not word.startswith("--out")]
    out = Path("assets")
    for place, word in enumerate(arguments):
        if word == "--out":
            out = Path(arguments[place + 1])
            words.remove(arguments[place + 1])
        elif word.startswith("--out="):
            out = Path(word.removeprefix("--out="))
    try:
        catalogue = build(Path(words[0] if words else "content"), out)
    except ContentBrokenError as broken:
        sys.stderr.write(f"{broken}\n")
        return 1
    sys.stdout.write(f"{out / 'catalogue.json.gz'}: {len(catalogue.procedures)} procedures, {catalogue.version}\n")
    return 0
