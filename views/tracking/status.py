"""What a dossier's status and open requests say to the citizen: colour and icon (a kind), words, and who acts next."""

from collections.abc import Callable
from typing import Literal

from api_client.models import Dossier, Request

StatusKind = Literal["draft", "waiting", "submitted", "accepted", "needs_you", "done", "closed", "other"]
NextActor = Literal["citizen", "office", "nobody", "unknown"]
Translate = Callable[..., str]

FINAL_STATUSES = frozenset({3, 8, 10})
"""Statuses with no way out (domain facts B.3, transitions)."""

_KINDS: dict[int, StatusKind] = {
    1: "submitted",
    2: "accepted",
    3: "closed",
    4: "accepted",
    5: "needs_you",
    6: "needs_you",
    7: "waiting",
    8: "closed",
    9: "done",
    10: "done",
}
_REQUEST_OF_STATUS = {5: "supplement", 6: "payment"}


def status_kind(status: int) -> StatusKind:
    """Return the colour and icon of a status; ``other`` for one this app does not know yet."""
    return _KINDS.get(status, "other")


def is_final(dossier: Dossier) -> bool:
    """Return whether nothing more can happen; never for a status this app does not know."""
    return dossier.status in FINAL_STATUSES and not open_requests(dossier)


def status_words(status: int, t: Translate) -> str:
    """Return the ten statuses of domain facts B.3 as the citizen reads them."""
    match status:
        case 1:
            return t("Submitted, waiting for acceptance")
        case 2:
            return t("Accepted")
        case 3:
            return t("Not accepted")
        case 4:
            return t("Being processed")
        case 5:
            return t("Needs you: items to fix")
        case 6:
            return t("Needs you: payment")
        case 7:
            return t("Withdrawal requested")
        case 8:
            return t("Closed without a result")
        case 9:
            return t("Result ready")
        case 10:
            return t("Result returned")
        case _:
            return t("New kind of status: update the app")


def open_requests(dossier: Dossier) -> tuple[Request, ...]:
    """Return what the office still needs from the citizen, what blocks the dossier first."""
    waiting = [request for request in dossier.requests if request.state == "open"]
    order = {"supplement": 0, "proof": 1, "visit": 2, "payment": 3}
    return tuple(sorted(waiting, key=lambda request: (order.get(request.kind, 9), request.opened_at)))


def requests_beside_status(dossier: Dossier) -> tuple[Request, ...]:
    """Return the open requests that the status alone does not tell of, one of each kind."""
    told = _REQUEST_OF_STATUS.get(dossier.status)
    kinds: dict[str, Request] = {}
    for request in open_requests(dossier):
        if request.kind != told:
            kinds.setdefault(request.kind, request)
    return tuple(kinds.values())


def request_words(request: Request, t: Translate) -> str:
    """Return the words of the pill of an open request."""
    match request.kind:
        case "supplement":
            return t("Needs you: items to fix")
        case "proof":
            return t("Needs you: check the draft")
        case "payment":
            return t("Needs you: payment")
        case "visit":
            return t("Needs you: come in person")
        case _:
            return t("Needs you: update the app to see what")


def next_actor(dossier: Dossier) -> NextActor:
    """Return who has to act for the dossier to go on."""
    if open_requests(dossier):
        return "citizen"
    if dossier.status not in _KINDS:
        return "unknown"
    if dossier.status in FINAL_STATUSES:
        return "nobody"
    return "office"


def needs_citizen(dossier: Dossier) -> bool:
    """Return whether the dossier belongs in "needs you"."""
    return next_actor(dossier) == "citizen"
