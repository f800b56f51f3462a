"""The timeline: what happened and who did it, where it is now, what comes next."""

from app.i18n import Formats, Translator
from views.design import TimelineItem
from views.tracking.journey import history
from views.tracking.state import Following
from views.tracking.status import is_final, needs_citizen
from views.tracking.words import step_words


def way_items(state: Following, *, t: Translator, formats: Formats) -> list[TimelineItem]:
    """Return the stages of a dossier, oldest first, those still ahead last."""
    entries = history(state.dossier)
    now = "needs_you" if needs_citizen(state.dossier) else "done" if is_final(state.dossier) else "now"
    items = [
        TimelineItem(
            t.text(entry.text),
            _note(f"{formats.date_time(entry.at)} · {t.text(entry.by)}", entry.note),
            now if number == len(entries) else "done",  # type: ignore[arg-type] # one of its literals
        )
        for number, entry in enumerate(entries, 1)
    ]
    for step in state.to_come:
        title, note = step_words(step, t)
        items.append(TimelineItem(title, note, "todo"))
    return items


def _note(when_and_who: str, note: str) -> str:
    return f"{when_and_who}\n{note}" if note else when_and_who
