"""Everything wrong in a content folder, in the authors' words, with file, line and field."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from forms.faults import faults_of_form
from forms.flow import Form
from forms.places import Places
from forms.procedure import AUDIENCES, LEVELS, Procedure
from forms.references import written_out
from portal.catalogue.content.documents import Where
from portal.catalogue.content.errors import ContentError
from portal.catalogue.content.loading import LIFE_EVENTS, Content, load
from portal.catalogue.content.parts import faults_of_parts
from portal.catalogue.content.references import Known, faults_of_references
from portal.catalogue.content.rules import faults_of_rules

CODE = re.compile(r"[1-6]\.\d{6}")
"""A national procedure code; domain facts A."""
OWN_CODE = re.compile(r"[A-Z]{2,8}(\.[A-Z0-9]{2,10})+")
"""Our own code of what has no national one, such as ``EVN.HA``: nobody takes it for a national one."""
LEGAL_NUMBER = re.compile(r"\d[\d.]*/(\d{4}/)?[A-ZĐ][A-Za-zĐ0-9\-]*")


def check(folder: Path) -> list[ContentError]:
    """Return everything wrong in ``folder``, in the authors' words; an empty list means that it builds."""
    return faults(load(folder))


def faults(content: Content) -> list[ContentError]:
    """Return everything wrong in contents that were read, each thing once, file by file."""
    found = {(error.file, error.line or 0, error.where, error.message): error for error in _faults(content)}
    return [found[key] for key in sorted(found)]


def _faults(content: Content) -> Iterator[ContentError]:
    yield from content.errors
    known = Known.of(content)
    places = Places.decode(content.places) if content.places else None
    for procedure in content.procedures:
        yield from _procedure_faults(procedure, content, known)
        if procedure.form:
            found = list(form_faults(procedure, content))
            yield from found or _fixture_faults(procedure, content, places)
    for place, event in enumerate(content.life_events):
        for index, code in enumerate(event.procedures):
            if code not in known.codes:
                yield content.error(LIFE_EVENTS, (place, "procedures", index), f"there is no procedure {code}")


def _procedure_faults(procedure: Procedure, content: Content, known: Known) -> Iterator[ContentError]:
    file = f"{content.folders[procedure.code]}/procedure.yaml"
    entry = content.documents[file].value
    samples = list(content.fixtures.get(procedure.code, {}).values())
    for where, message in (
        *_fact_faults(procedure),
        *_code_faults(procedure, content.folders),
        *_ids_faults(entry),
        *_question_faults(procedure, content),
        *faults_of_references(procedure, known),
        *faults_of_parts(procedure),
        *faults_of_rules(procedure, entry, samples, today=content.as_of),
    ):
        yield content.error(file, where, message)


def _code_faults(procedure: Procedure, folders: Mapping[str, str]) -> Iterator[tuple[Where, str]]:
    code = procedure.code
    if not CODE.fullmatch(code) and not OWN_CODE.fullmatch(code):
        yield ("code",), f"{code} is no national code (1.001193) and no own one (EVN.HA)"
    if folders[code] != code:
        yield ("code",), f"the folder is called {folders[code]}; folder and code are the same"


def _fact_faults(procedure: Procedure) -> Iterator[tuple[Where, str]]:
    for name, known, said in (("audience", AUDIENCES, procedure.audience), ("level", LEVELS, procedure.level)):
        for index, value in enumerate(said):
            if value not in known:
                yield (name, index), f"{value} is none of {', '.join(known)}"
    for index, number in enumerate(procedure.legal):
        if not LEGAL_NUMBER.fullmatch(number):
            yield ("legal", index), "only the number of a document, such as 123/2015/NĐ-CP or 60/2014/QH13"
    if not procedure.field:
        yield ("field",), "the field (lĩnh vực) is missing"
    if procedure.source is None:
        yield ("source",), "every procedure says where its figures come from"
    elif not procedure.source.verified and procedure.time and procedure.time.verified:
        yield ("time", "verified"), "a verified figure needs a verified source"
    for index, fee in enumerate(procedure.fees):
        source = fee.source or procedure.source
        if fee.verified and not (source and source.verified):
            yield ("fees", index, "verified"), "a verified figure needs a verified source"
        if fee.set_by and fee.amount_vnd is not None:
            yield ("fees", index, "set_by"), "who sets a fee is said where its amount_vnd is null"
    for index, paper in enumerate(procedure.papers):
        if paper.office_can_look_up and paper.required is True:
            yield (
                ("papers", index, "required"),
                "what the office can look up is not required in every case: say in which",
            )
    if procedure.filing and procedure.filing.of == "fixed" and "{place}" in "".join(procedure.filing.office.values()):
        yield ("filing", "office"), "a fixed office has one name, without {place}"
    yield from _state_faults(procedure)


def _state_faults(procedure: Procedure) -> Iterator[tuple[Where, str]]:
    if procedure.state == "moved" and not procedure.moved_to:
        yield ("state",), "moved needs moved_to, the address of the service that took it over"
    if procedure.state == "suspended" and not procedure.state_note:
        yield ("state",), "suspended needs state_note: why"
    if procedure.valid_from and procedure.valid_to and procedure.valid_from > procedure.valid_to:
        yield ("valid_to",), "it ends before it begins"
    addresses: list[tuple[Where, str | None]] = [(("moved_to",), procedure.moved_to)]
    addresses += [(("templates", index, "url"), one.url) for index, one in enumerate(procedure.templates)]
    for where, address in addresses:
        if address and not address.startswith("https://"):
            yield where, "an address begins with https://"


def _ids_faults(entry: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    for name in ("papers", "fees", "questions", "advice", "templates"):
        seen: set[str] = set()
        for index, item in enumerate(entry.get(name) or ()):
            if item["id"] in seen:
                yield (name, index, "id"), f"{item['id']} stands here twice"
            seen.add(item["id"])


def _question_faults(procedure: Procedure, content: Content) -> Iterator[tuple[Where, str]]:
    for index, question in enumerate(procedure.questions):
        if (question.kind == "choice") != bool(question.choices):
            yield ("questions", index, "kind"), "choices belong to a question of kind choice, and to no other"
        if procedure.form is None:
            continue
        properties = procedure.form.schema_.get("properties", {})
        if question.id not in properties:
            yield (
                ("questions", index, "id"),
                f"the form has no answer {question.id!r}; the answer must go into the draft",
            )
            continue
        values = _values_of(properties[question.id], procedure.form.schema_, content)
        for place, choice in enumerate(question.choices):
            if values is not None and choice.value not in values:
                yield (
                    ("questions", index, "choices", place, "value"),
                    f"the form's {question.id} has no {choice.value!r}",
                )


def _values_of(schema: Mapping[str, Any], root: Mapping[str, Any], content: Content) -> list[Any] | None:
    """Return the values that a property of a form may have; None when it is no choice."""
    part = written_out(schema, root.get("$defs", {}))
    if "oneOf" in part:
        return [one.get("const") for one in part["oneOf"]]
    if "x-list" in part:
        return [entry["value"] for entry in content.lists.get(part["x-list"], ())]
    return None


def form_faults(procedure: Procedure, content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with a procedure's form, the sample answers left aside."""
    assert procedure.form is not None
    shared = {language: frozenset(_keys(texts)) for language, texts in content.shared_texts.items()}
    for fault in faults_of_form(procedure.form, content.lists, shared_keys=shared):
        file = f"{content.folders[procedure.code]}/{fault.file}"
        document = content.documents.get(file)
        line = _line_of(document, fault.where) if document else None
        yield ContentError(file=file, where=fault.where, message=fault.message, line=line)


def _line_of(document: Any, where: str) -> int | None:
    """Return the line of a fault in a form's file; a bare name is a property."""
    path = tuple(part for part in re.split(r"[/.]", where.removeprefix("#")) if part)
    lines = [document.line(path), document.line(("properties", *path))]
    return max((line for line in lines if line), default=None)


def _keys(texts: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in texts.items():
        if isinstance(value, Mapping):
            yield from _keys(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _fixture_faults(procedure: Procedure, content: Content, places: Places | None) -> Iterator[ContentError]:
    """Yield what is wrong with the sample answers of a form that has no fault itself."""
    assert procedure.form is not None
    form = Form(procedure.form, content.lists, procedure.papers, places)
    if not content.fixtures.get(procedure.code):
        schema = f"{content.folders[procedure.code]}/form.schema.json"
        yield content.error(schema, (), "a form needs sample answers: fixtures/*.json, one file a case")
    for name, answers in content.fixtures.get(procedure.code, {}).items():
        file = f"{content.folders[procedure.code]}/fixtures/{name}.json"
        for problem in form.problems(answers, today=content.as_of):
            where = tuple(part for part in problem.pointer.split("/") if part)
            yield content.error(file, where, problem.message.get("en", problem.id))
