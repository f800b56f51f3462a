"""Every form shipped: filled to the end without a screen, in both languages; each field is asked in some sample."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.flow import REVIEW, Field, Form
from forms.pointers import find_answer, with_answer
from forms.procedure import Catalogue

TODAY = date(2026, 11, 22)
CONTENT = Path(__file__).parents[2] / "content"
SAMPLES = sorted((path.parts[-3], path.stem) for path in CONTENT.glob("*/fixtures/*.json"))
CODES = sorted({code for code, _name in SAMPLES})
PAPER_FIELDS = json.loads((Path(__file__).parent / "data/paper_fields.json").read_text("utf-8"))
"""By code, each field of the paper form: the answers that say it, the paper sent for it, or where else it is asked."""
CONFIRMED_ONLY = {"1.002759": {"/i17/ma", "/i17/ten"}}
"""Fields that no sample shows, because on its day the form asks to look again: another hospital in mid-quarter."""


def _fields(form: Form, answers: Mapping[str, Any]) -> list[Field]:
    asked = [field for step in form.steps(answers, today=TODAY) for field in step.fields]
    return [*asked, *form.declarations(answers, today=TODAY)]


def _fill(form: Form, sample: Mapping[str, Any]) -> dict[str, Any]:
    """Answer step by step what is asked, as a person does, until nothing new appears."""
    answers: dict[str, Any] = {}
    seen: set[str] = set()
    while waiting := [field for field in _fields(form, answers) if field.pointer not in seen]:
        field = waiting[0]
        seen.add(field.pointer)
        value = find_answer(sample, field.pointer)
        if value is not None:
            answers = with_answer(answers, field.pointer, value)
            assert form.field_problem(answers, field.pointer, today=TODAY) == (), field.pointer
    return answers


@pytest.mark.parametrize(("code", "name"), SAMPLES)
def test_a_sample_is_filled_in_question_by_question_and_can_be_filed(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]], code: str, name: str
) -> None:
    form, sample = form_of(code), answers_of(code, name)

    answers = _fill(form, sample)

    assert answers == sample
    assert form.problems(answers, today=TODAY) == ()
    filed = form.submission(answers, today=TODAY)
    assert form.submission(filed, today=TODAY) == filed
    assert form.problems(json.loads(json.dumps(filed)), today=TODAY) == ()


@pytest.mark.parametrize(("code", "name"), SAMPLES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_sample_reads_in_both_languages(
    form_of: Callable[[str], Form],
    answers_of: Callable[[str, str], dict[str, Any]],
    *,
    code: str,
    name: str,
    language: str,
) -> None:
    form, sample = form_of(code), answers_of(code, name)

    for step in form.steps(sample, today=TODAY):
        assert step.title[language]
        assert step.name[language]
    for field in _fields(form, sample):
        assert field.label[language]
        assert field.short[language]
        assert bool(form.stringify(field, sample, language)) == (field.value is not None)
    for awaited in form.later(sample, today=TODAY):
        assert awaited.message[language]


@pytest.mark.parametrize("code", CODES)
def test_an_empty_form_leads_to_its_fields(form_of: Callable[[str], Form], code: str) -> None:
    form = form_of(code)
    steps = {step.id for step in form.steps({}, today=TODAY)} | {REVIEW}

    for problem in form.problems({}, today=TODAY):
        assert problem.step_id in steps
        assert form.label_of(problem.pointer)
        assert problem.message["vi"]
        assert problem.message["en"]


@pytest.mark.parametrize("code", CODES)
def test_every_field_is_asked_in_some_sample(
    catalogue: Catalogue, form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]], code: str
) -> None:
    definition = next(procedure for procedure in catalogue.procedures if procedure.code == code).form
    assert definition is not None
    form = form_of(code)

    shown = {
        field.pointer for of_code, name in SAMPLES if of_code == code for field in _fields(form, answers_of(code, name))
    }

    assert _controls(definition.ui) - shown == CONFIRMED_ONLY.get(code, set())


def _controls(element: Mapping[str, Any]) -> set[str]:
    """Return the pointers of all controls of a UI schema, without those inside rows."""
    own = {element["scope"].removeprefix("#").replace("/properties", "")} if "scope" in element else set()
    return own.union(*(_controls(inner) for inner in element.get("elements", ())))


@pytest.mark.parametrize("code", sorted(PAPER_FIELDS))
def test_every_field_of_the_paper_form_is_asked_or_sent_as_a_paper(
    catalogue: Catalogue, form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]], code: str
) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == code)
    every = [answers_of(of_code, name) for of_code, name in SAMPLES if of_code == code]
    asked = {field.pointer.split("/")[1] for answers in every for field in _fields(form_of(code), answers)}
    asked |= {pointer.split("/")[1] for pointer in CONFIRMED_ONLY.get(code, ())}

    for field, said in PAPER_FIELDS[code].items():
        if isinstance(said, list):
            assert set(said) <= asked, field
        elif said.startswith("paper "):
            assert said.split()[1] in {paper.id for paper in procedure.papers}, field
        else:
            assert said.split()[1] in {other.code for other in catalogue.procedures}, field


@pytest.mark.parametrize("code", CODES)
def test_nothing_about_ethnicity_religion_or_family_is_preset(form_of: Callable[[str], Form], code: str) -> None:
    private = ("dan_toc", "ton_giao", "quan_he", "me_", "cha_", "i05", "tinh_trang")
    for field in _fields(form_of(code), {}):
        if any(part in field.pointer for part in private):
            assert (field.value, field.prefill) == (None, None), field.pointer
