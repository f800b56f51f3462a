"""Writes a dossier's life down: status changes, history, requests, documents, codes."""

import random as randomness
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.clock import local_date
from portal.counters import next_number
from portal.dossiers.matters import ENDED, Matter, overall_status
from portal.dossiers.tables import DocumentRow, DossierRow, RequestRow, TimelineRow
from portal.dossiers.texts import CITIZEN, DOCUMENTS, PORTAL, TIMELINE
from portal.problems import conflict
from portal.slips.signing import Signer

Text = dict[str, str]

LOOKUP_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""No look-alikes: no 0/O, 1/I/L, 2/Z, 5/S, 8/B."""

TRANSITIONS: Mapping[int, frozenset[int]] = {
    0: frozenset({1, 8}),
    1: frozenset({2, 3, 5, 7}),
    2: frozenset({4, 5, 6, 7, 8, 9}),
    4: frozenset({4, 5, 6, 7, 8, 9}),
    5: frozenset({1, 2, 4, 7, 8}),
    6: frozenset({4, 7, 8, 9}),
    7: frozenset({1, 2, 4, 8}),
    9: frozenset({10, 4}),
}
"""From status to statuses; 3, 8 and 10 are final.

Source:
    Domain facts B.3. Added: 0, a part of a linked dossier that waits for another; 5→1 and 7→1, back to where a dossier
    was that had not been accepted yet, because sending a missing paper is not acceptance.
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something to a dossier, as the history shows it."""

    by: Text
    subject: str = ""


def office_actor(matter: Matter, subject: str) -> Actor:
    """Return the office, through one of its officers (whose name the citizen does not see)."""
    return Actor(matter.office.name, subject)


def citizen_actor(subject: str) -> Actor:
    """Return the applicant."""
    return Actor(CITIZEN, subject)


PORTAL_ACTOR = Actor(PORTAL)


@dataclass(frozen=True)
class Records:
    """Adds rows to a dossier that the session holds."""

    signer: Signer
    random: randomness.Random

    def new_id(self, prefix: str) -> str:
        """Return an id that nobody can guess."""
        return f"{prefix}_{self.random.getrandbits(128):032x}"

    def new_code(self, session: Session, office_id: str, now: datetime) -> str:
        """Return the next dossier code of the office's day, ``X00.01-261122-0001`` (domain facts B.2)."""
        day = f"{local_date(now):%y%m%d}"
        return f"{office_id}-{day}-{next_number(session, f'dossier:{office_id}:{day}'):04d}"

    def new_lookup_code(self) -> str:
        """Return the second factor of a look-up without an account."""
        return "".join(self.random.choice(LOOKUP_LETTERS) for _ in range(6))

    def move(self, matter: Matter, status: int, now: datetime) -> None:
        """Change the status; that of a dossier with parts follows from theirs.

        Raises:
            Problem: ``state-conflict`` when the change is not allowed.
        """
        standing, dossier = matter.standing, matter.dossier
        if status not in TRANSITIONS.get(standing.status, frozenset()):
            raise conflict(
                "Hồ sơ đang ở trạng thái không cho phép việc này.",
                "The application's present state does not allow this.",
            )
        standing.status = status
        if matter.part is not None:
            _follow_parts(dossier, now)
        touch(dossier, now)

    def note(self, matter: Matter, kind: str, actor: Actor, *, now: datetime, note: str = "") -> None:
        """Add a line to the history, with the status it left the dossier or its part in."""
        dossier = matter.dossier
        dossier.timeline.append(
            TimelineRow(
                dossier_id=dossier.id,
                position=len(dossier.timeline),
                part_id=matter.part_id,
                at=now,
                kind=kind,
                status=matter.standing.status,
                by=actor.by,
                text=TIMELINE[kind],
                note=note,
                actor=actor.subject,
            )
        )
        touch(dossier, now)

    def open_request(
        self,
        matter: Matter,
        kind: str,
        *,
        now: datetime,
        due_at: datetime | None = None,
        on_silence: str | None = None,
        note: str = "",
        items: Sequence[Mapping[str, Any]] = (),
        bill_id: str | None = None,
        document_id: str | None = None,
    ) -> RequestRow:
        """Ask the citizen for something."""
        dossier = matter.dossier
        request = RequestRow(
            id=self.new_id("req"),
            dossier_id=dossier.id,
            position=len(dossier.requests),
            part_id=matter.part_id,
            kind=kind,
            state="open",
            opened_at=now,
            due_at=due_at,
            on_silence=on_silence,
            note=note,
            items=[dict(item) for item in items],
            bill_id=bill_id,
            document_id=document_id,
        )
        dossier.requests.append(request)
        return request

    def issue(
        self, matter: Matter, kind: str, *, now: datetime, facts: Mapping[str, Any], title: Text | None = None
    ) -> DocumentRow:
        """Issue a document: its number, what it says and its signed statement; the PDF is drawn after the commit."""
        dossier, short, usual_title = matter.dossier, *DOCUMENTS[kind]
        count = sum(1 for issued in dossier.documents if (issued.kind, issued.part_id) == (kind, matter.part_id)) + 1
        number = f"{matter.code}/{short}{count}"
        claims = {
            "typ": "result" if kind == "result" else "slip",
            "kind": kind,
            "number": number,
            "code": matter.code,
            "issued_at": now.replace(microsecond=0).isoformat(),
        }
        if matter.standing.due_at is not None and kind == "acceptance_slip":
            claims["due_at"] = matter.standing.due_at.isoformat()
        document = DocumentRow(
            id=self.new_id("doc"),
            dossier_id=dossier.id,
            position=len(dossier.documents),
            part_id=matter.part_id,
            kind=kind,
            number=number,
            title=title or usual_title,
            issued_at=now,
            facts=dict(facts),
            statement=None if kind == "submitted_copy" else self.signer.statement(claims),
            media_type="application/pdf",
        )
        dossier.documents.append(document)
        return document


def _follow_parts(dossier: DossierRow, now: datetime) -> None:
    """Let a dossier's status and end follow from its parts'."""
    dossier.status = overall_status([part.status for part in dossier.parts])
    if dossier.status in ENDED and all(part.status in ENDED for part in dossier.parts):
        dossier.finished_at = now
        dossier.returned_at = now if dossier.status == 10 else None


def touch(dossier: DossierRow, now: datetime) -> None:
    """Count a change, so that clients see that there is something new."""
    dossier.version += 1
    dossier.updated_at = now
