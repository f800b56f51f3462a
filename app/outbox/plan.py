"""What comes next for a parcel, when to try again, and what an answer proves: pure, no I/O, no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api_client.models import Dossier, UploadReceipt
from app.outbox.model import FileProgress, Parcel, ParcelState, Reason, Wishes

LEASE = timedelta(seconds=120)
LONGEST_WAIT_SECONDS = 120.0
_FIRST_WAIT_SECONDS = 4.0
_GROWTH = 3
SMALLEST_PIECE_BYTES = 256 * 1024
LARGEST_PIECE_BYTES = 24 * 1024 * 1024
"""Two are held, the one that is sent and the next."""

LARGEST_WHOLE_BYTES = 128 * 1024 * 1024
"""Of a file that goes in one piece no more than two blocks are held."""


@dataclass(frozen=True, slots=True)
class AskOutcome:
    """Ask the portal whether it has the intent."""


@dataclass(frozen=True, slots=True)
class CreateUpload:
    """Announce a file."""

    file: FileProgress


@dataclass(frozen=True, slots=True)
class AskOffset:
    """Ask how much of a file the portal has."""

    file: FileProgress


@dataclass(frozen=True, slots=True)
class SendPiece:
    """Send the next piece of a file."""

    file: FileProgress


@dataclass(frozen=True, slots=True)
class GetReceipt:
    """Ask for the hash the portal computed of a whole file."""

    file: FileProgress


@dataclass(frozen=True, slots=True)
class SendIntent:
    """Send the dossier, the answer or the withdrawal itself: every file is acknowledged."""


Task = AskOutcome | CreateUpload | AskOffset | SendPiece | GetReceipt | SendIntent


def next_task(parcel: Parcel, *, certain_of: frozenset[str], wishes: Wishes | None = None) -> Task:
    """Return the next request: an unknown outcome first, then the files in the order wished, then the intent.

    Args:
        parcel: What is to be sent.
        certain_of: Upload URLs whose offset is known since they were last asked; all others are asked again.
        wishes: Which files go first.
    """
    if parcel.outcome_unknown:
        return AskOutcome()
    for file in (wishes or Wishes()).arranged(parcel.files, lambda file: file.attachment.id):
        if file.receipt_sha256 is not None:
            continue
        if file.upload_url is None:
            return CreateUpload(file)
        if file.upload_url not in certain_of:
            return AskOffset(file)
        return SendPiece(file) if file.sent_bytes < file.attachment.size_bytes else GetReceipt(file)
    return SendIntent()


def is_due(parcel: Parcel, *, now: datetime) -> bool:
    """Tell whether something may be tried for the parcel now.

    A clock that was set back to before the last try says nothing about how long to wait: then it is due.
    """
    if parcel.state is ParcelState.SENDING:
        return True
    if parcel.state is not ParcelState.QUEUED:
        return False
    return parcel.next_try_at is None or not _is_between(parcel.last_try_at, now, parcel.next_try_at)


def busy_until(parcels: Iterable[Parcel], *, now: datetime) -> datetime | None:
    """Return until when the portal wants nothing from this device: it said so to one of the parcels; None: it may come.

    Source:
        RFC 6585, 4: "too many requests" is about who asks, not about what is asked for.
    """
    told = (
        parcel.next_try_at
        for parcel in parcels
        if (parcel.state, parcel.reason) == (ParcelState.QUEUED, Reason.PORTAL_BUSY)
        and parcel.next_try_at is not None
        and not is_due(parcel, now=now)
    )
    return max(told, default=None)


def lease_expired(parcel: Parcel, *, now: datetime) -> bool:
    """Tell whether a sending parcel was left behind, also by a clock that was set back to before its lease."""
    if parcel.state is not ParcelState.SENDING:
        return False
    return parcel.lease_until is None or not _is_between(parcel.lease_until - LEASE, now, parcel.lease_until)


def _is_between(start: datetime | None, now: datetime, end: datetime) -> bool:
    return now < end and (start is None or start <= now)


def backoff(attempts: int, *, random: float) -> timedelta:
    """Return how long to wait after the n-th failure in a row: full jitter under 4, 12, 36, 108, then 120 s.

    Of 10,000 devices that came one by one during an outage of 10 min, the busiest second afterwards saw so many times
    the mean of the recovery (mean and worst of 12 runs): growing to 300 s 3.6 and 3.9, growing to 120 s 2.4 and 2.6.
    Those that came last have short waits left; the longer the longest wait, the more they stand out. A portal that
    wants them rarer says ``Retry-After``.

    Args:
        attempts: Failures in a row, this one included.
        random: In [0, 1).

    Source:
        AWS Architecture Blog, "Exponential Backoff And Jitter" (2015): full jitter spreads the clients best.
    """
    grown = _FIRST_WAIT_SECONDS * _GROWTH ** min(max(attempts - 1, 0), 10)
    return timedelta(seconds=random * min(LONGEST_WAIT_SECONDS, grown))


def next_piece_bytes(size: int, *, succeeded: bool, seconds: float = 0.0, largest: int = LARGEST_PIECE_BYTES) -> int:
    """Return the size of the next piece: what a cut may cost against what each request costs.

    What the line carries in a second, from 256 KiB to ``largest`` and at most sixteen times as much as before; the
    smallest after a failure.
    """
    if not succeeded:
        return SMALLEST_PIECE_BYTES
    carried = int(size / max(seconds, 1 / 16))
    return min(max(carried, SMALLEST_PIECE_BYTES), largest)


def proves_file(receipt: UploadReceipt, file: FileProgress) -> bool:
    """Tell whether the portal has exactly the file's bytes."""
    return (
        receipt.state == "verified"
        and receipt.sha256 == file.attachment.sha256
        and receipt.length == receipt.offset == file.attachment.size_bytes
    )


def complete_payload(parcel: Parcel, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the frozen payload with the upload of every file named."""
    uploads = {file.attachment.id: file.upload_id for file in parcel.files}
    files = [
        {**{name: value for name, value in entry.items() if name != "id"}, "upload_id": uploads[entry["id"]]}
        for entry in payload.get("files", ())
    ]
    return {**payload, "files": files}


def proves_submission(dossier: Dossier, parcel: Parcel) -> bool:
    """Tell whether the portal has what was submitted: our key, our procedure, and every file by its hash."""
    return dossier.key == parcel.id and not _missing_files(dossier, parcel)


def proves_answer(dossier: Dossier, parcel: Parcel) -> bool:
    """Tell whether the portal has the answer to its request, every file included."""
    answered = any(
        request.id == parcel.request_id and request.state in ("answered", "lapsed") for request in dossier.requests
    )
    return dossier.id == parcel.dossier_id and answered and not _missing_files(dossier, parcel)


def proves(dossier: Dossier, parcel: Parcel) -> bool:
    """Tell whether an answer of the portal proves that it has the parcel."""
    if parcel.kind == "submission":
        return proves_submission(dossier, parcel) or (parcel.resubmitted and dossier.key == parcel.id)
    if parcel.kind == "request_answer":
        return proves_answer(dossier, parcel)
    return dossier.id == parcel.dossier_id


def _missing_files(dossier: Dossier, parcel: Parcel) -> Counter[tuple[str, str]]:
    sent = Counter((file.attachment.paper_id, file.attachment.sha256) for file in parcel.files)
    return sent - Counter((file.paper_id, file.sha256) for file in dossier.files)
