"""What comes next for a parcel, when, and what proves that the portal has it."""

import dataclasses
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_client import errors
from api_client.models import Dossier, FiledFile, Office, Request, UploadReceipt
from app.drafts.model import Attachment
from app.outbox import failures, plan
from app.outbox.model import FileProgress, Parcel, ParcelState, Reason, Wishes
from app.outbox.results import Did
from app.outbox.store import decode_parcel, put_parcel
from tests.reliability.profile import figure, replay, seeds

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def attachment(name: str = "a", size: int = 600_000) -> Attachment:
    return Attachment(name, "birth", f"{name}.jpg", "image/jpeg", size, f"sha-{name}", NOW)


def parcel(*files: FileProgress, **changes) -> Parcel:
    values = {
        "id": "key-1",
        "kind": "submission",
        "owner": "mai",
        "title": "Đăng ký khai sinh",
        "draft_id": "d",
        "dossier_id": None,
        "request_id": None,
        "payload": "{}",
        "payload_sha256": "x",
        "files": files,
        "state": ParcelState.QUEUED,
        "queued_at": NOW,
    }
    return Parcel(**{**values, **changes})


def dossier(**changes) -> Dossier:
    values = {
        "id": "dos-1",
        "code": "X00.01-261122-0001",
        "lookup_code": "ABCDEF",
        "key": "key-1",
        "procedure_code": "1.001193",
        "procedure_name": {},
        "form_version": "1",
        "version": 1,
        "status": 1,
        "submitted_at": NOW,
        "office": Office(id="X00.01", name={}),
        "files": (filed("a"),),
    }
    return Dossier(**{**values, **changes})


def filed(name: str) -> FiledFile:
    return FiledFile(paper_id="birth", file_name="", media_type="", size_bytes=1, sha256=f"sha-{name}")


SENT = FileProgress(attachment(), "/uploads/1", 600_000, "sha-a")


@pytest.mark.parametrize(
    ("files", "unknown", "certain", "expected"),
    [
        ((FileProgress(attachment()),), False, (), plan.CreateUpload),
        ((FileProgress(attachment(), "/u/1", 300_000),), False, (), plan.AskOffset),
        ((FileProgress(attachment(), "/u/1", 300_000),), False, ("/u/1",), plan.SendPiece),
        ((FileProgress(attachment(), "/u/1", 600_000),), False, ("/u/1",), plan.GetReceipt),
        ((SENT, FileProgress(attachment("b"))), False, (), plan.CreateUpload),
        ((SENT,), False, (), plan.SendIntent),
        ((), False, (), plan.SendIntent),
        ((FileProgress(attachment()),), True, (), plan.AskOutcome),
    ],
)
def test_the_outcome_is_asked_first_then_files_then_the_intent(files, unknown, certain, expected):
    task = plan.next_task(parcel(*files, outcome_unknown=unknown), certain_of=frozenset(certain))
    assert isinstance(task, expected)


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_no_wait_is_longer_than_two_minutes(attempts, chance):
    assert timedelta() <= plan.backoff(attempts, random=chance) <= timedelta(minutes=2)


@pytest.mark.parametrize("came_within_seconds", [1, 60, 600])
def test_ten_thousand_devices_do_not_come_back_at_once(came_within_seconds):
    """After 10 minutes without the portal, the busiest second sees at most three times the mean of the recovery.

    The devices came all at once, in the first minute, or one by one until its end (which is the hardest).
    """
    for seed in seeds(figure(ci=2, deep=100)):
        peak = fleet_peak(came_within_seconds, seed=seed)
        assert peak <= 3, f"{peak:.2f} times the mean\n{replay(seed)}"


def fleet_peak(came_within_seconds: int, *, seed: int) -> float:
    """Return how many times the mean of the recovery its busiest second saw."""
    chance, arrivals = random.Random(seed), Counter()
    for _ in range(10_000):
        at, attempts = chance.uniform(0, came_within_seconds), 0
        while at < 600:
            attempts += 1
            at += plan.backoff(attempts, random=chance.random()).total_seconds()
        arrivals[int(at)] += 1
    assert max(arrivals) < 720
    return max(arrivals.values()) * (max(arrivals) + 1 - 600) / 10_000


def test_what_the_portal_asks_to_wait_comes_before_the_backoff_so_that_nobody_meets():
    busy = errors.ServerFault(503, retry_after_seconds=600)
    waits = {
        failures.after(parcel(), plan.SendIntent(), busy, now=NOW, random=chance)[0].next_try_at - NOW
        for chance in (0.0, 0.5, 0.9)
    }
    assert len(waits) == 3
    assert min(waits) == timedelta(seconds=600)


@pytest.mark.parametrize("days", [-1, 1, -3650, 3650])
def test_a_clock_that_jumps_neither_holds_back_nor_keeps_sending(days):
    later = NOW + timedelta(days=days)
    waiting = parcel(last_try_at=NOW, next_try_at=NOW + timedelta(seconds=200))
    assert plan.is_due(waiting, now=later)
    sending = parcel(state=ParcelState.SENDING, lease_until=NOW + plan.LEASE)
    assert plan.lease_expired(sending, now=later)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.NotThePortal("200 text/html"), Reason.NOT_THE_PORTAL),
        (errors.NotTrusted("ConnectError"), Reason.NOT_TRUSTED),
        (errors.Unreachable("ConnectError"), Reason.NO_NETWORK),
        (errors.TimedOut("ReadTimeout"), Reason.PORTAL_UNAVAILABLE),
        (errors.TooMany(429), Reason.PORTAL_BUSY),
        (errors.Unauthenticated(401), Reason.SIGN_IN_NEEDED),
    ],
)
def test_why_a_file_waits_is_said(error, reason):
    waiting, did = failures.after(parcel(SENT), plan.CreateUpload(SENT), error, now=NOW, random=0.5)
    assert (waiting.reason, waiting.state, did) == (reason, ParcelState.QUEUED, Did.PUT_OFF)


@pytest.mark.parametrize("error", [errors.NotThePortal("200 text/html"), errors.ServerFault(504), errors.TimedOut()])
def test_an_intent_without_a_sure_answer_stays_unknown(error):
    error.may_have_arrived = True
    sent = parcel(SENT, state=ParcelState.SENDING, outcome_unknown=True)
    waiting, _ = failures.after(sent, plan.SendIntent(), error, now=NOW, random=0.5)
    assert (waiting.outcome_unknown, waiting.reason) == (True, Reason.OUTCOME_UNKNOWN)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.NotThePortal("200 text/html"), Reason.NOT_THE_PORTAL),
        (errors.NotTrusted("ConnectError"), Reason.NOT_TRUSTED),
        (errors.Unreachable("ConnectError"), Reason.NO_NETWORK),
        (errors.ServerFault(502), Reason.PORTAL_UNAVAILABLE),
        (errors.TooMany(429), Reason.PORTAL_BUSY),
        (errors.Conflict(409), Reason.OUTCOME_UNKNOWN),
    ],
)
def test_why_an_unknown_outcome_cannot_be_asked_is_said_and_it_stays_unknown(error, reason):
    sent = parcel(SENT, state=ParcelState.SENDING, outcome_unknown=True)
    waiting, did = failures.after(sent, plan.AskOutcome(), error, now=NOW, random=0.5)
    assert (waiting.outcome_unknown, waiting.reason, did) == (True, reason, Did.PUT_OFF)


def test_a_busy_portal_is_left_alone_until_the_latest_time_it_named():
    def told(seconds, **changes):
        times = {"last_try_at": NOW, "next_try_at": NOW + timedelta(seconds=seconds)}
        return parcel(**{"reason": Reason.PORTAL_BUSY, **times, **changes})

    others = [parcel(), told(90, reason=Reason.NO_NETWORK), told(90, state=ParcelState.NEEDS_ATTENTION)]
    assert plan.busy_until([*others, told(10), told(20)], now=NOW) == NOW + timedelta(seconds=20)
    assert plan.busy_until([told(10)], now=NOW + timedelta(seconds=10)) is None
    assert plan.busy_until([told(10)], now=NOW - timedelta(days=1)) is None
    assert plan.busy_until(others, now=NOW) is None


def test_nothing_goes_to_whoever_cannot_prove_to_be_the_portal():
    sent = parcel(SENT, state=ParcelState.SENDING, outcome_unknown=True)
    waiting, _ = failures.after(sent, plan.SendIntent(), errors.NotTrusted("TLS"), now=NOW, random=0.5)
    assert (waiting.outcome_unknown, waiting.reason) == (False, Reason.NOT_TRUSTED)


def test_an_app_that_is_too_old_keeps_what_waits_and_tries_no_more():
    stuck, did = failures.after(parcel(SENT), plan.SendIntent(), errors.TooOld(426), now=NOW, random=0.5)
    assert (stuck.reason, stuck.state, did) == (Reason.UPDATE_NEEDED, ParcelState.NEEDS_ATTENTION, Did.NEEDS_ATTENTION)
    assert (stuck.payload, stuck.files) == ("{}", (SENT,))


def test_what_was_put_first_goes_first_files_too():
    wishes = Wishes().with_first("b").with_first("c")
    files = tuple(FileProgress(attachment(name)) for name in "abc")
    assert plan.next_task(parcel(*files), certain_of=frozenset(), wishes=wishes) == plan.CreateUpload(files[2])
    assert wishes.arranged("abc", str) == ("c", "b", "a")


def test_a_parcel_left_behind_by_its_lease_is_due():
    left = parcel(state=ParcelState.SENDING, lease_until=NOW)
    assert plan.lease_expired(left, now=NOW)
    assert plan.is_due(left, now=NOW)
    assert not plan.lease_expired(left, now=NOW - timedelta(seconds=1))


def test_a_parcel_put_off_is_due_when_its_time_has_come():
    waiting = parcel(next_try_at=NOW)
    assert plan.is_due(waiting, now=NOW)
    assert not plan.is_due(waiting, now=NOW - timedelta(seconds=1))
    assert not plan.is_due(parcel(state=ParcelState.NEEDS_ATTENTION), now=NOW)
    assert not plan.is_due(parcel(state=ParcelState.DELIVERED), now=NOW)


def test_pieces_grow_to_what_the_line_carries_in_a_second():
    sizes = [plan.SMALLEST_PIECE_BYTES]
    for _ in range(4):
        sizes.append(plan.next_piece_bytes(sizes[-1], succeeded=True, seconds=0.01))
    assert [size // 1024 for size in sizes] == [256, 4096, 24576, 24576, 24576]
    assert plan.next_piece_bytes(1024 * 1024, succeeded=True, seconds=0.5) == 2 * 1024 * 1024
    assert plan.next_piece_bytes(1024 * 1024, succeeded=True, seconds=2.0) == 512 * 1024


def test_pieces_shrink_when_the_line_is_slow_and_are_the_smallest_after_a_failure():
    assert plan.next_piece_bytes(300 * 1024, succeeded=True, seconds=30.0) == 256 * 1024
    assert plan.next_piece_bytes(8 * 1024 * 1024, succeeded=False) == 256 * 1024


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "another"},
        {"files": ()},
        {"files": (filed("b"),)},
        {"files": (FiledFile(paper_id="other", file_name="", media_type="", size_bytes=1, sha256="sha-a"),)},
    ],
)
def test_an_answer_without_our_key_or_without_a_file_proves_nothing(changes):
    assert plan.proves(dossier(), parcel(SENT))
    assert not plan.proves(dossier(**changes), parcel(SENT))


def test_the_same_file_sent_for_one_paper_twice_must_be_there_twice():
    twice = parcel(SENT, dataclasses.replace(SENT, attachment=dataclasses.replace(attachment(), id="b")))
    assert not plan.proves(dossier(), twice)
    assert plan.proves(dossier(files=(filed("a"), filed("a"))), twice)


@pytest.mark.parametrize(("state", "proof"), [("answered", True), ("open", False), ("withdrawn", False)])
def test_an_answer_is_there_when_its_request_is_answered(state, proof):
    request = Request(id="r", kind="supplement", state=state, opened_at=NOW)
    answer = parcel(SENT, kind="request_answer", dossier_id="dos-1", request_id="r")
    assert plan.proves(dossier(requests=(request,)), answer) is proof


@pytest.mark.parametrize(
    "changes", [{"state": "incomplete"}, {"state": "refused"}, {"sha256": "other"}, {"offset": 1}, {"length": 2}]
)
def test_a_receipt_counts_only_for_the_very_bytes(changes):
    values = {"id": "1", "length": 600_000, "offset": 600_000, "sha256": "sha-a", "state": "verified"}
    assert plan.proves_file(UploadReceipt(**values), SENT)
    assert not plan.proves_file(UploadReceipt(**{**values, **changes}), SENT)


def test_a_parcel_survives_the_vault():
    full = parcel(
        SENT,
        FileProgress(attachment("b")),
        lease_until=NOW,
        attempts=3,
        outcome_unknown=True,
        resubmitted=True,
        detail="Ảnh mờ",
    )
    assert decode_parcel(put_parcel(full).value) == full
    assert decode_parcel({**put_parcel(full).value, "of_a_later_version": 1}) == full
    assert decode_parcel({**put_parcel(full).value, "reason": "of_a_later_version"}).reason is Reason.NOT_YET_TRIED
