"""What is said of saving: on this device, when, and that nothing is filed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import flet as ft

from app.autosave import SaveProblem
from app.i18n import Translator
from views.design import Color, Notice, Row, Sign, Small
from views.shared.boundary import view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_subscription, use_value

_CALM_SECONDS = 0.25
"""So long nothing may be unsaved before "saved" is said again: it does not blink while one types."""


class Kept(Protocol):
    """What is typed into, by id: drafts, answers to offices."""

    def saved_at(self, id_: str, /) -> datetime | None:
        """Return when it was stored last, None when never."""

    def is_saved(self, id_: str, /) -> bool:
        """Tell whether all of it, as it is in memory now, is in the vault."""

    def save_problem(self, id_: str, /) -> SaveProblem | None:
        """Return why the last attempt to store it failed."""

    def subscribe(self, listener: Callable[[str], None], /) -> Callable[[], None]:
        """Call ``listener(id)`` after every change and save; the returned function ends that."""


@dataclass(frozen=True, slots=True)
class Saving:
    """How far something is saved."""

    saved_at: datetime | None
    is_saved: bool
    problem: SaveProblem | None


def _saving_of(kept: Kept, id_: str) -> Saving:
    return Saving(kept.saved_at(id_), is_saved=kept.is_saved(id_), problem=kept.save_problem(id_))


def use_saving(kept: Kept, id_: str) -> Saving:
    """Return how far it is saved, kept up to date; "saved" only after the commit, and only once it is calm."""
    shown, show = use_value(_saving_of(kept, id_))

    def look() -> None:
        show(_saving_of(kept, id_))

    def follow(changed_id: str) -> None:
        if changed_id != id_:
            return
        if kept.is_saved(id_):
            asyncio.get_running_loop().call_later(_CALM_SECONDS, look)
        else:
            look()

    def begin() -> Callable[[], None]:
        look()
        return kept.subscribe(follow)

    use_subscription(begin, id_)
    return shown


@view
def SavedState(draft_id: str, *, is_brief: bool = False) -> ft.Control:
    """Say when the draft was saved; ``is_brief`` leaves the rest of the sentence to those who hear it.

    The controls are the same ones while it is being saved, so that only words and colours go over the wire.
    """
    t, formats, services = use_text(), use_formats(), use_services()
    saving = use_saving(services.drafts, draft_id)
    if not saving.is_saved or saving.saved_at is None:
        return _line(ft.Icons.EDIT_OUTLINED, t("Saving…"), color=Color.MUTED, wrap=not is_brief)
    time = formats.time(saving.saved_at)
    if services.is_kiosk:
        whole = t("Saved until you end, at {time}. Not filed.", time=time)
    else:
        whole = t("Saved on this device at {time}. Not filed.", time=time)
    words = t("Saved {time}", time=time) if is_brief else whole
    return _line(ft.Icons.SAVE_OUTLINED, words, color=Color.DONE, wrap=not is_brief, spoken=whole)


@view
def AnswerSaved(answer_id: str) -> ft.Control:
    """Say when the answer to an office was saved, and why not where it cannot be; nothing before it begins."""
    t, formats, services = use_text(), use_formats(), use_services()
    saving = use_saving(services.begun, answer_id)
    if saving.problem is not None:
        return _trouble(saving.problem, t)
    if not saving.is_saved:
        return _line(ft.Icons.EDIT_OUTLINED, t("Saving…"), color=Color.MUTED, wrap=True)
    if saving.saved_at is None:
        return ft.Container(height=0, visible=False)
    time = formats.time(saving.saved_at)
    if services.is_kiosk:
        words = t("Saved until you end, at {time}. Not sent.", time=time)
    else:
        words = t("Saved on this device at {time}. Not sent.", time=time)
    return _line(ft.Icons.SAVE_OUTLINED, words, color=Color.DONE, wrap=True)


@view
def SaveTrouble(draft_id: str) -> ft.Control:
    """Say plainly that the draft cannot be saved now, and what helps; nothing while it can."""
    t, problem = use_text(), use_saving(use_services().drafts, draft_id).problem
    return _trouble(problem, t) if problem is not None else ft.Container(height=0, visible=False)


def _trouble(problem: SaveProblem, t: Translator) -> ft.Control:
    words = {
        "full": t("This device has no room left. Free some room; what you typed is kept as long as this page is open."),
        "read_only": t("This device does not let the app write. What you typed is kept as long as this page is open."),
        "failed": t("Saving failed and is tried again by itself. Keep this page open."),
    }
    return Notice("error", t("Not saved"), words[problem], announced=True)


def _line(icon: ft.IconData, words: str, *, color: ft.ColorValue, wrap: bool, spoken: str = "") -> ft.Control:
    text = Small(words, color=color, strong=True)
    text.expand = wrap
    row = Row([Sign(icon, size=18, color=color), text], spacing=6)
    return ft.Semantics(label=spoken or words, exclude_semantics=True, content=row)
