"""The way of a dossier: what happened, who has it since when, what comes next."""

from datetime import timedelta

from api_client.models import TimelineEntry
from tests.views.dossier_samples import NOW, dossier, request
from views.tracking.journey import history, holder, steps_to_come


def entry(minutes: int, kind: str) -> TimelineEntry:
    return TimelineEntry(at=NOW + timedelta(minutes=minutes), kind=kind, by={"vi": "UBND"}, text={"vi": kind})


def test_history_is_told_oldest_first() -> None:
    told = dossier(2).model_copy(update={"timeline": (entry(5, "accepted"), entry(0, "submitted"))})
    assert [e.kind for e in history(told)] == ["submitted", "accepted"]


def test_the_office_has_it_since_the_last_event() -> None:
    told = dossier(2).model_copy(update={"timeline": (entry(0, "submitted"), entry(5, "accepted"))})
    assert holder(told).office == told.office.name
    assert holder(told).since == NOW + timedelta(minutes=5)


def test_the_citizen_has_it_since_the_first_open_request() -> None:
    told = dossier(5, request("supplement", after_minutes=7), request("payment", after_minutes=9))
    assert holder(told).office is None
    assert holder(told).since == NOW + timedelta(minutes=7)


def test_what_comes_next_follows_the_status() -> None:
    assert steps_to_come(dossier(1), has_proof=True) == ("acceptance", "processing", "proof", "result")
    assert steps_to_come(dossier(2), has_proof=False) == ("processing", "result")
    assert steps_to_come(dossier(4, request("proof", state="answered")), has_proof=True) == ("result",)
    assert steps_to_come(dossier(9), has_proof=True) == ("result",)


def test_nothing_is_promised_after_the_end_or_for_an_unknown_status() -> None:
    for status in (3, 7, 8, 10, 0, 42):
        assert steps_to_come(dossier(status), has_proof=True) == ()
