"""Ten statuses with words and a colour each; what the office needs comes first."""

import pytest

from tests.views.dossier_samples import dossier, request, said
from views.tracking.status import (
    is_final,
    needs_citizen,
    next_actor,
    open_requests,
    request_words,
    requests_beside_status,
    status_kind,
    status_words,
)


def test_every_status_has_its_own_words_and_a_colour() -> None:
    words = [status_words(status, said) for status in range(1, 11)]
    assert len(set(words)) == 10
    assert [status_kind(status) for status in range(1, 11)] == [
        "submitted",
        "accepted",
        "closed",
        "accepted",
        "needs_you",
        "needs_you",
        "waiting",
        "closed",
        "done",
        "done",
    ]


@pytest.mark.parametrize("status", [0, -1, 11, 99])
def test_an_unknown_status_asks_for_an_update_and_is_never_final(status: int) -> None:
    assert status_kind(status) == "other"
    assert "update the app" in status_words(status, said)
    assert not is_final(dossier(status))
    assert next_actor(dossier(status)) == "unknown"


@pytest.mark.parametrize(("status", "final"), [(s, s in (3, 8, 10)) for s in range(1, 11)])
def test_only_terminal_statuses_are_final(status: int, final: bool) -> None:
    assert is_final(dossier(status)) is final


def test_a_bill_still_open_keeps_a_returned_dossier_among_the_unfinished() -> None:
    returned = dossier(10, request("payment"))
    assert not is_final(returned)
    assert needs_citizen(returned)


def test_what_blocks_the_dossier_comes_before_the_bill() -> None:
    waiting = dossier(5, request("payment"), request("supplement", after_minutes=5))
    assert [r.kind for r in open_requests(waiting)] == ["supplement", "payment"]


def test_the_pill_beside_the_status_does_not_repeat_it() -> None:
    waiting = dossier(5, request("supplement"), request("payment"), request("payment", after_minutes=1))
    assert [r.kind for r in requests_beside_status(waiting)] == ["payment"]
    assert [r.kind for r in requests_beside_status(dossier(4, request("proof")))] == ["proof"]


def test_answered_and_lapsed_requests_need_nobody() -> None:
    assert next_actor(dossier(4, request("proof", state="lapsed"), request("supplement", state="answered"))) == "office"


def test_an_unknown_kind_of_request_still_needs_the_citizen() -> None:
    odd = dossier(4, request("biometrics"))
    assert needs_citizen(odd)
    assert "update the app" in request_words(open_requests(odd)[0], said)
