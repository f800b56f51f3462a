"""The parts of a linked dossier: which office does what, and how far each is."""

from collections.abc import Callable

from api_client.models import Document, Dossier, Part, Text
from views.tracking.status import FINAL_STATUSES, StatusKind, Translate, status_kind, status_words

WAITS = 0
"""Status of a part that waits for another one."""
DONE = 10

Say = Callable[[Text], str]
"""Says a text of the portal in the person's language."""


def has_ended(part: Part) -> bool:
    """Return whether nothing more happens to a part."""
    return part.status in FINAL_STATUSES


def done_count(dossier: Dossier) -> int:
    """Return how many parts have given their result."""
    return sum(part.status == DONE for part in dossier.parts)


def find_part(dossier: Dossier, part_id: str | None) -> Part | None:
    """Return the part that something of a dossier belongs to; None for what is the whole dossier's."""
    return next((part for part in dossier.parts if part.id == part_id), None)


def offices_at_work(dossier: Dossier) -> Text | None:
    """Return the names of the offices whose parts are with them now; None for a dossier of one office."""
    working = [part.office.name for part in dossier.parts if part.status != WAITS and not has_ended(part)]
    languages = dict.fromkeys(language for name in working for language in name)
    return {
        language: "; ".join(dict.fromkeys(name[language] for name in working if language in name))
        for language in languages
    } or None


def part_kind(part: Part) -> StatusKind:
    """Return the colour and icon of a part's state."""
    return "waiting" if part.status == WAITS else status_kind(part.status)


def part_status_words(part: Part, dossier: Dossier, t: Translate, say: Say) -> str:
    """Return a part's state; of one that has not begun what it waits for."""
    if part.status != WAITS:
        return status_words(part.status, t)
    return t("Waits for: {parts}", parts=waited_for(part, dossier, say))


def waited_for(part: Part, dossier: Dossier, say: Say) -> str:
    """Return the names of the parts that must be finished before this one begins."""
    return ", ".join(say(other.name) for other in dossier.parts if other.id in part.after and not has_ended(other))


def result_of(part: Part, dossier: Dossier) -> Document | None:
    """Return the newest result of a part."""
    results = [paper for paper in dossier.documents if (paper.kind, paper.part_id) == ("result", part.id)]
    return max(results, key=lambda document: document.issued_at, default=None)
