"""Where an answer may come from: an author's slip is named, and where it stands."""

from typing import Any, get_args

import pytest

from app.drafts.model import Subject
from forms.answer_sources import SUBJECTS, faults_of_sources
from forms.faults import faults_of_form
from forms.procedure import FormDefinition


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({}, 0),
        ({"scan": "mother.full_name", "prefill_for": ["self"], "remember": "shop.address"}, 0),
        ({"scan": False, "remember": False}, 0),
        ({"scan": "mother.name"}, 1),
        ({"scan": True}, 1),
        ({"prefill_for": ["myself"]}, 1),
        ({"prefill_for": "self"}, 1),
        ({"remember": True}, 1),
        ({"scan": 1, "prefill_for": {"self": 1}, "remember": []}, 3),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any], count: int) -> None:
    assert len(list(faults_of_sources(options))) == count


def test_the_authors_check_says_which_control_it_is() -> None:
    control = {"type": "Control", "scope": "#/properties/a", "options": {"scan": "me.nme"}}
    step = {"type": "Category", "label": "s", "options": {"id": "s"}, "elements": [control]}
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    form = FormDefinition(
        version="1", schema=schema, ui={"type": "Categorization", "elements": [step]}, texts={"vi": {}, "en": {}}
    )
    fault = next(fault for fault in faults_of_form(form, {}) if fault.message.startswith("scan is"))
    assert (fault.file, fault.where) == ("form.ui.json", "/elements/0/elements/0")


def test_the_subjects_of_a_draft_and_of_a_form_are_the_same() -> None:
    assert {*SUBJECTS, "other"} == set(get_args(Subject))
