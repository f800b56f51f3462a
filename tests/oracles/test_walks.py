"""Answers at random on every form that is shipped: app and portal agree, and what is worked out key by key is right."""

import gzip
import json
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from forms.evaluation import Evaluation
from forms.fields import Field
from forms.flow import Form
from forms.places import Places
from forms.procedure import Catalogue, Procedure
from portal.catalogue.service import PublishedCatalogue
from portal.dossiers.filing import check_submission
from portal.dossiers.schemas import SubmissionInput
from portal.problems import Problem
from tests.conftest import ROOT
from tests.oracles import json_forms, node
from tests.oracles.walks import moves

TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
ASSET = ROOT / "assets" / "catalogue.json.gz"
CATALOGUE = Catalogue.model_validate_json(gzip.decompress(ASSET.read_bytes()))
WITH_FORM = {procedure.code: procedure for procedure in CATALOGUE.procedures if procedure.form}
KEYS, LOOKS = 60, 6
NOT_PLAIN = {("", "not-plain", "")}
"""What the portal refuses at its door, as numbers beyond 10^15: the app must have found something wrong too."""


@pytest.fixture(scope="module")
def places() -> Places:
    return Places.decode((ROOT / "assets" / "places.json.gz").read_bytes())


@pytest.fixture(scope="module")
def portal() -> PublishedCatalogue:
    return PublishedCatalogue.load(ASSET)


@pytest.fixture
def draw() -> random.Random:
    return random.Random(random.getrandbits(32))


def _form(procedure: Procedure, places: Places) -> Form:
    assert procedure.form is not None
    return Form(procedure.form, CATALOGUE.lists, procedure.papers, places)


def _begun(code: str, draw: random.Random) -> dict[str, Any]:
    """Return nothing, or the answers of a fixture to go astray from."""
    found: list[Path] = sorted((ROOT / "content" / code / "fixtures").glob("*.json"))
    answers: dict[str, Any] = json.loads(draw.choice(found).read_text("utf-8")) if found and draw.random() < 0.5 else {}
    return answers


@pytest.mark.parametrize("code", WITH_FORM)
def test_what_is_worked_out_key_by_key_is_what_a_form_says_of_all_answers_at_once(
    code: str, places: Places, draw: random.Random
) -> None:
    form = _form(WITH_FORM[code], places)
    evaluation = Evaluation(form, _begun(code, draw), today=TODAY)
    looks = set(draw.sample(range(KEYS), LOOKS))
    for number, (pointer, value) in enumerate(moves(evaluation, draw, places, steps=KEYS)):
        before = evaluation.answers
        changed = evaluation.set(pointer, value)
        if number in looks:
            assert _says(evaluation) == _says(Evaluation(form, evaluation.answers, today=TODAY)), (
                before,
                pointer,
                value,
            )
            assert _changed(form, before, evaluation.answers) == _of_fields(form, changed), (before, pointer, value)


def _says(evaluation: Evaluation) -> tuple[Any, ...]:
    return (
        evaluation.steps(),
        evaluation.declarations(),
        evaluation.problems(),
        evaluation.later(),
        evaluation.papers(),
        evaluation.submission(),
        dict(evaluation.calculated()),
    )


def _changed(form: Form, before: Any, after: Any) -> set[str]:
    old, new = _fields(form, before), _fields(form, after)
    return {pointer for pointer in old.keys() | new.keys() if old.get(pointer) != new.get(pointer)}


def _fields(form: Form, answers: Any) -> dict[str, Field]:
    shown = (field for step in form.steps(answers, today=TODAY) for field in step.fields)
    return {field.pointer: field for field in (*shown, *form.declarations(answers, today=TODAY))}


def _of_fields(form: Form, pointers: frozenset[str]) -> set[str]:
    """Return those that are not within a row."""
    return pointers & {field.pointer for field in form.every_field()}


@pytest.mark.parametrize("code", WITH_FORM)
def test_the_portal_finds_in_what_is_filed_what_the_app_found_in_the_draft(
    code: str, places: Places, portal: PublishedCatalogue, draw: random.Random
) -> None:
    form = _form(WITH_FORM[code], places)
    evaluation = Evaluation(form, _begun(code, draw), today=TODAY)
    looks = set(draw.sample(range(KEYS), LOOKS))
    for number, (pointer, value) in enumerate(moves(evaluation, draw, places, steps=KEYS)):
        evaluation.set(pointer, value)
        if number in looks:
            found = evaluation.problems()
            confirmed = [problem.id for problem in found if problem.severity == "confirm" and draw.random() < 0.5]
            evaluation.confirm(frozenset(confirmed))
            ours = {
                (_as_filed(problem.pointer, form, evaluation.answers), problem.id, str(problem.message))
                for problem in evaluation.problems()
            }
            filed = json.loads(json.dumps(evaluation.submission()))
            assert _refused(portal, code, filed, confirmed) in (ours, NOT_PLAIN if ours else ours), evaluation.answers
            assert form.submission(filed, today=TODAY) == filed, evaluation.answers


def _as_filed(pointer: str, form: Form, answers: Any) -> str:
    """Return where a pointer leads in what is filed: rows in which nothing counts are not there."""
    name, *inside = pointer.removeprefix("/").split("/")
    rows = answers.get(name)
    if not inside or not isinstance(rows, list):
        return pointer
    kept = [at for at, row in enumerate(rows) if form.submission({**answers, name: [row]}, today=TODAY).get(name)]
    number = kept.index(int(inside[0])) if int(inside[0]) in kept else inside[0]
    return "/".join(["", name, str(number), *inside[1:]])


def _refused(
    portal: PublishedCatalogue, code: str, answers: dict[str, Any], confirmed: list[str]
) -> set[tuple[str, str, str]]:
    """Return what the portal finds wrong with the answers of a submission; its papers are another matter."""
    definition = WITH_FORM[code].form
    assert definition is not None
    try:
        filing = SubmissionInput(
            procedure_code=code,
            form_version=definition.version,
            answers=answers,
            confirmations=tuple(confirmed),
            declared=True,
        )
    except ValidationError:
        return NOT_PLAIN
    try:
        check_submission(None, portal, filing, now=NOW)
    except Problem as problem:
        faults = [fault for fault in problem.errors if not fault.pointer.startswith("/files/")]
        return {(fault.pointer, fault.id, str(fault.detail)) for fault in faults}
    return set()


def test_json_forms_shows_and_enables_the_same_fields_and_rows_of_every_form(
    places: Places, draw: random.Random
) -> None:
    try:
        node.find_node()
    except node.NodeMissingError as error:
        pytest.skip(f"JSON Forms cannot be asked: {error}")
    asked, ours = [], []
    for code, procedure in WITH_FORM.items():
        assert procedure.form is not None
        form = _form(procedure, places)
        evaluation = Evaluation(form, _begun(code, draw), today=TODAY)
        for number, (pointer, value) in enumerate(moves(evaluation, draw, places, steps=KEYS)):
            evaluation.set(pointer, value)
            if number % 10 == 0:
                asked.append({"uischema": procedure.form.ui, "data": evaluation.submission()})
                ours.append(_shown(Evaluation(form, evaluation.submission(), today=TODAY)))

    theirs = json_forms.fields_of_json_forms(asked)

    for one, own, said in zip(asked, ours, theirs, strict=True):
        answered = {pointer: is_enabled for pointer, is_enabled in said.items() if own.get(pointer) is not None}
        assert (own.keys(), answered) == (said.keys(), {p: e for p, e in own.items() if e is not None}), one["data"]


def _shown(evaluation: Evaluation) -> dict[str, bool | None]:
    """Return the fields that are shown and whether they can be used; None for what is calculated and never asked."""
    fields = [field for step in evaluation.steps() for field in step.fields] + list(evaluation.declarations())
    for field in tuple(fields):
        rows = field.value if field.kind in ("list", "table") and isinstance(field.value, list) else ()
        fields += [inside for index in range(len(rows)) for inside in evaluation.row_fields(field.pointer, index)]
    return {field.pointer: None if field.kind == "output" else field.enabled for field in fields}
