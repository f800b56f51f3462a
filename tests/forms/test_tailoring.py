"""A procedure without a form, tailored by a pre-screen; and one with a form, whose calculated answers count."""

from datetime import date

import pytest

from forms.procedure import FormDefinition, Procedure
from forms.tailoring import advice, fees, papers, possible_papers, processing_time, questions

TODAY = date(2026, 11, 22)


def _text(said: str) -> dict[str, str]:
    return {"vi": said, "en": said}


@pytest.fixture
def adoption() -> Procedure:
    """Return a procedure whose papers, fees, time and advice depend on two questions, the second on the first."""
    return Procedure.model_validate(
        {
            "code": "9.000001",
            "version": "1",
            "name": _text("adoption"),
            "summary": _text("adoption"),
            "time": {"amount": 30, "unit": "calendar_day"},
            "other_times": [
                {"amount": 10, "unit": "working_day", "when": {"var": "la_cha_duong"}},
                {"amount": 5, "unit": "working_day", "channel": "online"},
            ],
            "questions": [
                {"id": "da_ket_hon", "title": _text("married?")},
                {"id": "la_cha_duong", "title": _text("step-parent?"), "shown": {"var": "da_ket_hon"}},
                {"id": "ngay_sinh", "kind": "date", "title": _text("born?")},
            ],
            "advice": [
                {
                    "id": "con_tre",
                    "kind": "may_not_qualify",
                    "when": {"<": [{"age_years": [{"var": "ngay_sinh"}, {"var": "$today"}]}, 20]},
                    "text": _text("too young"),
                }
            ],
            "papers": [
                {"id": "don", "title": _text("application")},
                {
                    "id": "ket_hon",
                    "title": _text("marriage"),
                    "shown": {"var": "da_ket_hon"},
                    "required": {"!": [{"var": "la_cha_duong"}]},
                },
                {"id": "mang_theo", "title": _text("to bring"), "attach": False},
            ],
            "fees": [
                {
                    "id": "le_phi",
                    "title": _text("fee"),
                    "amount_vnd": {"if": [{"var": "la_cha_duong"}, 0, 400000]},
                },
                {"id": "sao", "title": _text("copies"), "amount_vnd": None, "shown": {"var": "da_ket_hon"}},
            ],
        }
    )


def test_the_usual_case_is_what_holds_before_anything_is_answered(adoption: Procedure) -> None:
    time = processing_time(adoption, {}, today=TODAY)

    assert time is not None
    assert (time.amount, time.unit) == (30, "calendar_day")
    assert [due.amount_vnd for due in fees(adoption, {}, today=TODAY)] == [400000]
    assert [needed.paper.id for needed in papers(adoption, {}, today=TODAY)] == ["don", "mang_theo"]
    assert advice(adoption, {}, today=TODAY) == ()


def test_an_answer_changes_time_fees_papers_and_what_is_asked(adoption: Procedure) -> None:
    answers = {"da_ket_hon": True, "la_cha_duong": True}

    time = processing_time(adoption, answers, today=TODAY)

    assert time is not None
    assert time.amount == 10
    assert [due.amount_vnd for due in fees(adoption, answers, today=TODAY)] == [0, None]
    assert [(needed.paper.id, needed.required) for needed in papers(adoption, answers, today=TODAY)] == [
        ("don", True),
        ("ket_hon", False),
        ("mang_theo", False),
    ]
    assert [question.id for question in questions(adoption, answers, today=TODAY)] == [
        "da_ket_hon",
        "la_cha_duong",
        "ngay_sinh",
    ]


def test_the_answer_to_a_question_that_is_no_longer_asked_does_not_count(adoption: Procedure) -> None:
    answers = {"da_ket_hon": False, "la_cha_duong": True}

    assert [question.id for question in questions(adoption, answers, today=TODAY)] == ["da_ket_hon", "ngay_sinh"]
    assert [due.amount_vnd for due in fees(adoption, answers, today=TODAY)] == [400000]


def test_a_paper_that_another_answer_may_still_ask_for_is_possible(adoption: Procedure) -> None:
    assert [paper.id for paper in possible_papers(adoption, {}, today=TODAY)] == ["ket_hon"]
    assert possible_papers(adoption, {"da_ket_hon": False}, today=TODAY) == ()
    assert possible_papers(adoption, {"da_ket_hon": True}, today=TODAY) == ()


def test_a_time_of_one_channel_holds_only_there(adoption: Procedure) -> None:
    online = processing_time(adoption, {}, today=TODAY, channel="online")
    by_post = processing_time(adoption, {}, today=TODAY, channel="post")

    assert online is not None
    assert by_post is not None
    assert (online.amount, by_post.amount) == (5, 30)


@pytest.mark.parametrize(("born", "said"), [("2010-01-01", ["con_tre"]), ("1990-01-01", []), ("19", []), ("", [])])
def test_advice_is_given_only_when_its_rule_can_be_judged(adoption: Procedure, born: str, said: list[str]) -> None:
    assert [one.id for one in advice(adoption, {"ngay_sinh": born}, today=TODAY)] == said


def test_rules_read_what_the_form_calculates(adoption: Procedure) -> None:
    schema = {
        "properties": {
            "ngay_sinh": {"type": "string"},
            "qua_han": {"x-calculated": {">": [{"days_between": [{"var": "ngay_sinh"}, {"var": "$today"}]}, 60]}},
        }
    }
    form = FormDefinition.model_validate({"version": "1", "schema": schema, "ui": {}, "texts": {}})
    late = [{"id": "muon", "title": _text("late"), "amount_vnd": {"if": [{"var": "qua_han"}, 1000, 0]}}]
    proof = [{"id": "ly_do", "title": _text("why late"), "shown": {"var": "qua_han"}}]
    procedure = Procedure.model_validate(adoption.model_dump() | {"fees": late, "papers": proof, "form": form})

    def owed(born: str) -> list[int | None]:
        return [due.amount_vnd for due in fees(procedure, {"ngay_sinh": born, "qua_han": True}, today=TODAY)]

    assert owed("2026-11-01") == [0]
    assert owed("2026-01-01") == [1000]
    assert [paper.id for paper in possible_papers(procedure, {}, today=TODAY)] == ["ly_do"]
    assert possible_papers(procedure, {"ngay_sinh": "2026-11-01"}, today=TODAY) == ()
