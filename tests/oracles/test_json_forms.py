"""Plain JSON Forms: ours shows, enables and reports what JSON Forms does, in stored cases and in fresh ones."""

import random

import pytest

from tests.oracles import json_forms, node
from tests.oracles.form_cases import drawn

FRESH = 300


def test_every_stored_case_is_shown_enabled_and_checked_as_json_forms_does() -> None:
    stored = list(json_forms.committed())
    wrong = [(case.name, case.data) for case, said in stored if json_forms.said_by_us(case) != said]

    assert len(stored) >= 1_500
    assert len({case.name for case, _said in stored}) >= 75
    assert wrong == []


def test_the_stored_cases_show_and_hide_enable_and_disable_and_are_right_and_wrong() -> None:
    said = [answer for _case, answer in json_forms.committed()]

    for word in ("hidden", "disabled", "errors"):
        assert sum(bool(answer[word]) for answer in said) > 200, word
        assert sum(not answer[word] for answer in said) > 200, word


def test_fresh_cases_are_shown_enabled_and_checked_as_json_forms_does() -> None:
    try:
        node.find_node()
    except node.NodeMissingError as error:
        pytest.skip(f"JSON Forms cannot be asked: {error}")
    draw = random.Random(random.getrandbits(32))
    cases = list(drawn(draw.sample(json_forms.committed_examples(), 15), FRESH, draw))

    said = json_forms.said_by_json_forms(cases)

    wrong = [
        (case.line, answer, json_forms.said_by_us(case))
        for case, answer in zip(cases, said, strict=True)
        if "error" not in answer and json_forms.said_by_us(case) != answer
    ]
    assert wrong[:1] == []
