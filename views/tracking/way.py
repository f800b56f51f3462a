"""The timeline: what happened and who did it, where it is now, what comes next."""

from api_client.models import Dossier, TimelineEntry
from app.i18n import Formats, Translator
from views.design import TimelineItem
from views.design.progress import StepState
from views.tracking.journey import history
from views.tracking.state import Following
from views.tracking.status import FINAL_STATUSES, needs_citizen
from views.tracking.words import step_words

ASKING = frozenset({"supplement_requested", "proof_sent", "payment_requested", "visit_requested"})
"""Entries that put the next step into the citizen's hands."""

RETURNED = 10
"""The only end that is a success (domain facts B.3)."""


def way_items(state: Following, *, t: Translator, formats: Formats) -> list[TimelineItem]:
    """Return the stages of a dossier, oldest first, those still ahead last."""
    entries = history(state.dossier)
    items = [
        TimelineItem(
            entry_words(entry, state.dossier, t),
            _note(entry, state.dossier, t=t, formats=formats, is_last=number == len(entries)),
            _state(entry, state.dossier) if number == len(entries) else "done",
        )
        for number, entry in enumerate(entries, 1)
    ]
    for step in state.to_come:
        title, note = step_words(step, t)
        items.append(TimelineItem(title, note, "todo"))
    return items


def entry_words(entry: TimelineEntry, dossier: Dossier, t: Translator) -> str:
    """Return what happened; the portal's own words, but for the submission, whose files are counted."""
    if entry.kind == "submitted":
        count = len(dossier.files)
        return t("Submitted with {count} files", count=count) if count else t("Submitted to the office")
    return t.text(entry.text).rstrip(".")


def _state(entry: TimelineEntry, dossier: Dossier) -> StepState:
    if dossier.status in FINAL_STATUSES:
        return "done" if dossier.status == RETURNED else "now"
    return "needs_you" if entry.kind in ASKING and needs_citizen(dossier) else "now"


def _note(entry: TimelineEntry, dossier: Dossier, *, t: Translator, formats: Formats, is_last: bool) -> str:
    """Return when and by whom; the dossier's own office is named only where the dossier is now."""
    is_own_office = entry.by == dossier.office.name
    who = "" if is_own_office and not is_last else t.text(entry.by)
    when = formats.date_time(entry.at)
    if entry.kind == "submitted" and dossier.files:
        who = t("files received whole")
    parts = [" · ".join(part for part in (when, who) if part), entry.note]
    return "\n".join(part for part in parts if part)
