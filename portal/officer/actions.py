"""What an officer can do to a dossier: one value a verb, the same for the desk's forms, the JSON API and scripts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy.orm import Session

from portal.dossiers.matters import Matter
from portal.dossiers.service import Dossiers
from portal.dossiers.tables import DossierRow
from portal.identity.signed_in import SignedIn
from portal.plain import Input

Words = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True)]
FEE_TITLE = {"vi": "Phí, lệ phí", "en": "Fee"}


class Item(Input):
    """One thing the citizen must mend: a field or a paper, why, and how."""

    pointer: Annotated[str, StringConstraints(max_length=300)] | None = None
    paper_id: Annotated[str, StringConstraints(max_length=64)] | None = None
    reason: Words = ""
    how_to_fix: Words = ""


class Nothing(Input):
    """A verb that needs no words."""


class Note(Input):
    """A verb with an optional word to the citizen."""

    note: Words = ""


class Reason(Input):
    """A verb that must be explained to the citizen."""

    reason: Words


class Ask(Input):
    """All faults in one return; a deadline only where the slip sets one, and then what silence means."""

    items: Annotated[list[Item], Field(max_length=50)]
    note: Words = ""
    due_at: AwareDatetime | None = None
    on_silence: Annotated[str, StringConstraints(pattern="^(closed|agreed)$")] | None = None


class Payment(Input):
    """A fee besides those billed at acceptance."""

    amount_vnd: Annotated[int, Field(ge=1, le=10**12)]
    title: dict[str, Annotated[str, StringConstraints(max_length=200)]] = FEE_TITLE


Perform = Callable[[Dossiers, Session, str, Any, SignedIn, datetime], DossierRow]

ACTIONS: Mapping[str, tuple[type[Input], Perform]] = {
    "accept": (Nothing, lambda d, s, i, _w, officer, now: d.accept(s, i, officer=officer, now=now)),
    "ask": (
        Ask,
        lambda d, s, i, wish, officer, now: d.ask_for_items(
            s,
            i,
            officer=officer,
            items=[item.model_dump() for item in wish.items],
            now=now,
            note=wish.note,
            due_at=wish.due_at,
            on_silence=wish.on_silence,
        ),
    ),
    "refuse": (
        Reason,
        lambda d, s, i, wish, officer, now: d.refuse(s, i, officer=officer, reason=wish.reason, now=now),
    ),
    "start": (Nothing, lambda d, s, i, _w, officer, now: d.start(s, i, officer=officer, now=now)),
    "send-proof": (
        Note,
        lambda d, s, i, wish, officer, now: d.send_proof(s, i, officer=officer, now=now, note=wish.note),
    ),
    "request-payment": (
        Payment,
        lambda d, s, i, wish, officer, now: d.request_payment(
            s, i, officer=officer, title={**FEE_TITLE, **wish.title}, amount_vnd=wish.amount_vnd, now=now
        ),
    ),
    "return-result": (
        Note,
        lambda d, s, i, wish, officer, now: d.return_result(s, i, officer=officer, now=now, note=wish.note),
    ),
    "close": (Reason, lambda d, s, i, wish, officer, now: d.close(s, i, officer=officer, reason=wish.reason, now=now)),
    "confirm-withdrawal": (
        Nothing,
        lambda d, s, i, _w, officer, now: d.confirm_withdrawal(s, i, officer=officer, now=now),
    ),
    "decline-withdrawal": (
        Reason,
        lambda d, s, i, wish, officer, now: d.decline_withdrawal(s, i, officer=officer, reason=wish.reason, now=now),
    ),
}
"""By the word in the address: what the officer says, and what happens."""


def perform(
    dossiers: Dossiers, session: Session, matter_id: str, word: str, wish: Input, *, officer: SignedIn, now: datetime
) -> DossierRow:
    """Do it; raises what the verb of ``Dossiers`` raises."""
    return ACTIONS[word][1](dossiers, session, matter_id, wish, officer, now)


def possible_actions(matter: Matter) -> tuple[str, ...]:
    """Return the words that fit a dossier or part as it stands, the usual next step first (domain facts B.3)."""
    has_proof_out = bool(matter.open_requests("proof"))
    match matter.standing.status:
        case 1:
            return ("accept", "ask", "refuse")
        case 2:
            return ("start", "send-proof", "ask", "request-payment", "return-result", "close")
        case 4 if has_proof_out:
            return ("request-payment", "close")
        case 4:
            return ("send-proof", "return-result", "ask", "request-payment", "close")
        case 5 if matter.standing.accepted_at is None:
            return ("accept", "close")
        case 5:
            return ("request-payment", "close")
        case 7:
            return ("confirm-withdrawal", "decline-withdrawal")
        case _:
            return ()
