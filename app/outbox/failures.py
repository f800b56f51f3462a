"""What a failure means for a parcel: wait and try again, begin a file again, or ask the person. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from api_client import errors
from app.outbox import plan
from app.outbox.model import FileProgress, Parcel, ParcelState, Reason
from app.outbox.plan import AskOutcome, SendIntent, Task
from app.outbox.results import Did

Fate = tuple[Parcel, Did]

_STORAGE_RETRY = timedelta(seconds=30)


def after(parcel: Parcel, task: Task, error: errors.PortalError, *, now: datetime, random: float) -> Fate:
    """Return the parcel after a request that failed, and what was done with it.

    Args:
        parcel: As it is stored.
        task: The request.
        error: What came back instead of an answer.
        now: Aware UTC.
        random: In [0, 1), for the back-off.
    """
    if isinstance(task, AskOutcome):
        why = _reason_of(error, refused=Reason.OUTCOME_UNKNOWN)
        return put_off(parcel, why, now=now, random=random, error=error)
    if isinstance(task, SendIntent):
        return _after_intent(parcel, error, now=now, random=random)
    return _after_file(parcel, task.file, error, now=now, random=random)


def put_off(
    parcel: Parcel, reason: Reason, *, now: datetime, random: float, error: errors.PortalError | None = None
) -> Fate:
    """Let it wait and be tried again; what the portal asks to wait comes before the back-off, so that nobody meets."""
    attempts = parcel.attempts + 1
    problem = error if isinstance(error, errors.ProblemError) else None
    asked = (problem and problem.retry_after_seconds) or 0.0
    if isinstance(error, errors.Unauthenticated):
        reason = Reason.SIGN_IN_NEEDED
    waiting = replace(
        parcel,
        state=ParcelState.QUEUED,
        lease_until=None,
        last_try_at=now,
        next_try_at=now + timedelta(seconds=asked) + plan.backoff(attempts, random=random),
        attempts=attempts,
        reason=reason,
        detail=(problem.detail or None) if problem else None,
    )
    return waiting, Did.PUT_OFF


def needs_attention(
    parcel: Parcel,
    reason: Reason,
    *,
    now: datetime,
    detail: str | None = None,
    error: errors.PortalError | None = None,
) -> Fate:
    """Let it wait until the person has done something, with the portal's own words where it has said any."""
    if isinstance(error, errors.ProblemError):
        detail = " ".join([error.detail or error.title, *(entry.detail for entry in error.errors)]).strip() or None
    stuck = replace(
        parcel,
        state=ParcelState.NEEDS_ATTENTION,
        lease_until=None,
        next_try_at=None,
        last_try_at=now,
        reason=reason,
        detail=detail,
    )
    return stuck, Did.NEEDS_ATTENTION


def restarted(parcel: Parcel, file: FileProgress, *, now: datetime, random: float) -> Fate:
    """Begin a file again: its upload is gone or is not ours. At once the first time, with back-off after that."""
    wait = plan.backoff(parcel.attempts, random=random) if parcel.attempts else timedelta()
    again = replace(
        with_file(parcel, replace(file, upload_url=None, sent_bytes=0, receipt_sha256=None)),
        state=ParcelState.QUEUED,
        lease_until=None,
        last_try_at=now,
        next_try_at=now + wait,
        attempts=parcel.attempts + 1,
        reason=Reason.NOT_YET_TRIED,
    )
    return again, Did.RESTARTED_FILE


def storage_full(parcel: Parcel, *, now: datetime) -> Fate:
    """Let it wait until this device can store again what becomes of it."""
    waiting = replace(
        parcel,
        state=ParcelState.QUEUED,
        lease_until=None,
        last_try_at=now,
        next_try_at=now + _STORAGE_RETRY,
        reason=Reason.STORAGE_FULL,
    )
    return waiting, Did.PUT_OFF


def with_file(parcel: Parcel, file: FileProgress) -> Parcel:
    """Return the parcel with one file as it is now."""
    files = tuple(file if known.attachment.id == file.attachment.id else known for known in parcel.files)
    return replace(parcel, files=files)


def _after_file(parcel: Parcel, file: FileProgress, error: errors.PortalError, *, now: datetime, random: float) -> Fate:
    if file.upload_url is not None and isinstance(error, errors.NotFound | errors.Gone):
        return restarted(parcel, file, now=now, random=random)
    if _may_pass(error) or isinstance(error, errors.Conflict | errors.ChecksumMismatch | errors.NotFound):
        return put_off(parcel, _reason_of(error, refused=Reason.FILE_REFUSED), now=now, random=random, error=error)
    return needs_attention(parcel, _reason_of(error, refused=Reason.FILE_REFUSED), error=error, now=now)


def _after_intent(parcel: Parcel, error: errors.PortalError, *, now: datetime, random: float) -> Fate:
    slug = error.slug if isinstance(error, errors.ProblemError) else ""
    if error.may_have_arrived or slug in ("idempotency-in-progress", "idempotency-key-reused"):
        return put_off(parcel, Reason.OUTCOME_UNKNOWN, now=now, random=random, error=error)
    known = replace(parcel, outcome_unknown=False)
    if slug == "upload-incomplete":
        files = tuple(replace(file, receipt_sha256=None) for file in known.files)
        asked_again = replace(known, files=files)
        return put_off(asked_again, Reason.PORTAL_UNAVAILABLE, now=now, random=random, error=error)
    if _may_pass(error):
        return put_off(known, _reason_of(error), now=now, random=random, error=error)
    reasons = {"file-refused": Reason.FILE_REFUSED, "form-version-unknown": Reason.FORM_CHANGED}
    return needs_attention(known, reasons.get(slug) or _reason_of(error), error=error, now=now)


def _may_pass(error: errors.PortalError) -> bool:
    """Tell whether the same request may succeed later without anybody doing anything but waiting or signing in."""
    if isinstance(error, errors.ProblemError):
        return isinstance(error, errors.Unauthenticated | errors.TooMany | errors.ServerFault)
    return True


def _reason_of(error: errors.PortalError, *, refused: Reason = Reason.REFUSED) -> Reason:
    match error:
        case errors.Unauthenticated() | errors.OAuthRefused():
            return Reason.SIGN_IN_NEEDED
        case errors.TooOld() | errors.TooNew():
            return Reason.UPDATE_NEEDED
        case errors.NotTrusted():
            return Reason.NOT_TRUSTED
        case errors.NotThePortal():
            return Reason.NOT_THE_PORTAL
        case errors.Unreachable() if not isinstance(error, errors.TimedOut):
            return Reason.NO_NETWORK
        case errors.TooMany():
            return Reason.PORTAL_BUSY
        case errors.TimedOut() | errors.ServerFault():
            return Reason.PORTAL_UNAVAILABLE
        case errors.Conflict() | errors.ChecksumMismatch() | errors.NotFound():
            return Reason.PORTAL_UNAVAILABLE if refused is Reason.FILE_REFUSED else refused
    return refused
