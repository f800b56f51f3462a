"""The form that measurements ask: as large as promised, sound, and worked out key by key in time."""

import json
import statistics
import time
from typing import Any

from benchmarks.big_form import TODAY, big_form, full_answers, keystrokes
from benchmarks.big_form_survey import survey
from forms.evaluation import Evaluation
from forms.faults import faults_of_form
from forms.flow import Form


def test_it_has_200_fields_60_rules_and_20_calculations_and_nothing_to_mend() -> None:
    definition = big_form()
    properties = definition.schema_["properties"].values()

    assert len(properties) == 200
    assert json.dumps(definition.ui).count('"rule"') == 60
    assert sum("x-calculated" in one for one in properties) == 20
    assert list(faults_of_form(definition, {})) == []


def test_all_its_keys_give_the_full_answers_which_can_be_filed() -> None:
    evaluation = Evaluation(Form(big_form(), {}), {}, today=TODAY)
    for pointer, value in keystrokes():
        evaluation.set(pointer, value)

    assert evaluation.answers == full_answers()
    assert evaluation.problems() == ()
    assert evaluation.submission()["s9_cong_don"] == 10 * 500_000


def test_the_equivalent_survey_asks_for_the_same() -> None:
    whole = survey()
    found = json.dumps(whole)

    assert {one["name"] for page in whole["pages"] for one in _questions(page)} == set(big_form().schema_["properties"])
    assert (found.count("visibleIf") + found.count("enableIf"), found.count('"type": "expression", "name"')) == (60, 20)


def _questions(part: dict[str, Any]) -> list[dict[str, Any]]:
    inside = part.get("elements")
    return [part] if inside is None else [question for one in inside for question in _questions(one)]


def test_a_key_costs_less_than_two_milliseconds_of_the_processor() -> None:
    evaluation, found = Evaluation(Form(big_form(), {}), full_answers(), today=TODAY), []
    for pointer, value in list(keystrokes())[:400]:
        began = time.process_time_ns()
        for changed in evaluation.set(pointer, value):
            evaluation.field(changed)
        found.append((time.process_time_ns() - began) / 1e6)

    assert statistics.median(found) < 2
