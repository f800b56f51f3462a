"""The dossier's way as a list of stages: what happened, where it is now, what comes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api_client.models import Dossier, Part, Text, TimelineEntry
from views.tracking.parts import has_ended, offices_at_work
from views.tracking.status import is_final, needs_citizen

Step = Literal["acceptance", "processing", "proof", "result"]
STATUSES_BEFORE_ACCEPTANCE = frozenset({1, 5})


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the dossier now, and since when; ``office`` is None when the citizen has it."""

    office: Text | None
    since: datetime


def history(dossier: Dossier) -> tuple[TimelineEntry, ...]:
    """Return what happened, oldest first."""
    return tuple(sorted(dossier.timeline, key=lambda entry: entry.at))


def holder(dossier: Dossier) -> Holder:
    """Return who has the dossier now, since when."""
    entries = history(dossier)
    since = entries[-1].at if entries else dossier.submitted_at
    if needs_citizen(dossier):
        opened = [request.opened_at for request in dossier.requests if request.state == "open"]
        return Holder(office=None, since=min(opened))
    return Holder(office=offices_at_work(dossier) or dossier.office.name, since=since)


def steps_to_come(dossier: Dossier, *, has_proof: bool) -> tuple[Step, ...]:
    """Return the stages still ahead; none for a finished dossier, a status this app does not know, or a linked one.

    Args:
        dossier: The dossier as last seen.
        has_proof: Whether the procedure sends a draft result to the applicant before signing.

    Source:
        Domain facts B.3 (transitions); guide to words ("how the service really works").
    """
    if dossier.parts:
        return ()  # each part has a result of its own, see ``parts_to_come``
    proof_done = any(request.kind == "proof" for request in dossier.requests)
    proof: tuple[Step, ...] = ("proof",) if has_proof and not proof_done else ()
    if is_final(dossier) or dossier.status in {7, 8}:
        return ()
    if dossier.accepted_at is None and dossier.status in STATUSES_BEFORE_ACCEPTANCE:
        return ("acceptance", "processing", *proof, "result")
    if dossier.status == 2:
        return ("processing", *proof, "result")
    if dossier.status in {4, 5, 6}:
        return (*proof, "result")
    if dossier.status == 9:
        return ("result",)
    return ()


def parts_to_come(dossier: Dossier) -> tuple[Part, ...]:
    """Return the parts of a linked dossier whose result is still ahead; none while it is being withdrawn."""
    if dossier.status == 7:
        return ()
    return tuple(part for part in dossier.parts if not has_ended(part))
