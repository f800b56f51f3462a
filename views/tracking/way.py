"""The timeline: what happened and who did it, where it is now, what comes next."""

from api_client.models import Dossier, Part, TimelineEntry
from app.i18n import Formats, Translator
from views.design import TimelineItem
from views.design.progress import StepState
from views.tracking.journey import history, parts_to_come
from views.tracking.parts import WAITS, find_part, waited_for
from views.tracking.state import Following
from views.tracking.status import FINAL_STATUSES, open_requests
from views.tracking.words import due_words, step_words

ASKING = frozenset({"supplement_requested", "proof_sent", "payment_requested", "visit_requested"})
"""Entries that put the next step into the citizen's hands."""

RETURNED = 10
"""The only end that is a success (domain facts B.3)."""


def way_items(state: Following, *, t: Translator, formats: Formats) -> list[TimelineItem]:
    """Return the stages of a dossier, of all its offices, oldest first; those still ahead last."""
    dossier, entries = state.dossier, history(state.dossier)
    newest = {entry.part_id: number for number, entry in enumerate(entries)}
    items = []
    for number, entry in enumerate(entries):
        is_last = newest[entry.part_id] == number if dossier.parts else number == len(entries) - 1
        note = _note(entry, dossier, t=t, formats=formats, is_last=is_last)
        items.append(TimelineItem(entry_words(entry, dossier, t), note, _state(entry, dossier) if is_last else "done"))
    for step in state.to_come:
        title, note = step_words(step, t)
        items.append(TimelineItem(title, note, "todo"))
    return items + [_part_to_come(part, state, t=t, formats=formats) for part in parts_to_come(dossier)]


def _part_to_come(part: Part, state: Following, *, t: Translator, formats: Formats) -> TimelineItem:
    title, due = t("{part}: result", part=t.text(part.name)), state.part_due(part.id)
    if due is not None:
        return TimelineItem(title, due_words(due, t, formats)[0], "todo")
    if part.status == WAITS:
        return TimelineItem(title, t("Waits for: {parts}", parts=waited_for(part, state.dossier, t.text)), "todo")
    return TimelineItem(title, t("no result date yet; {office} checks first", office=t.text(part.office.name)), "todo")


def entry_words(entry: TimelineEntry, dossier: Dossier, t: Translator) -> str:
    """Return what happened; the portal's own words, but for the submission, whose files are counted."""
    if entry.kind == "submitted":
        count = len(dossier.files)
        return t("Submitted with {count} files", count=count) if count else t("Submitted to the office")
    what, part = t.text(entry.text).rstrip("."), find_part(dossier, entry.part_id)
    return what if part is None else t("{part}: {what}", part=t.text(part.name), what=_within(what))


def _within(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _state(entry: TimelineEntry, dossier: Dossier) -> StepState:
    """Return how the newest entry stands, of the dossier or of one of its parts."""
    part = find_part(dossier, entry.part_id)
    if dossier.parts and part is None:
        return "now" if dossier.status in FINAL_STATUSES and dossier.status != RETURNED else "done"
    status = dossier.status if part is None else part.status
    if status in FINAL_STATUSES:
        return "done" if status == RETURNED else "now"
    asks = any(request.part_id == entry.part_id for request in open_requests(dossier))
    return "needs_you" if entry.kind in ASKING and asks else "now"


def _note(entry: TimelineEntry, dossier: Dossier, *, t: Translator, formats: Formats, is_last: bool) -> str:
    """Return when and by whom; the dossier's own office is named only where the dossier is now."""
    is_own_office = entry.by == dossier.office.name and not dossier.parts
    who = "" if is_own_office and not is_last else t.text(entry.by)
    when = formats.date_time(entry.at)
    if entry.kind == "submitted" and dossier.files:
        who = t("files received whole")
    parts = [" · ".join(part for part in (when, who) if part), entry.note]
    return "\n".join(part for part in parts if part)
