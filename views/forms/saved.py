"""What is said of saving: on this device, when, and that nothing is filed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import flet as ft

from app.drafts.service import Drafts, SaveProblem
from views.design import Color, Notice, Row, Small
from views.shared.boundary import view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_subscription, use_value

_CALM_SECONDS = 0.25
"""So long nothing may be unsaved before "saved" is said again: it does not blink while one types."""


@dataclass(frozen=True, slots=True)
class Saving:
    """How far a draft is saved."""

    saved_at: datetime | None
    is_saved: bool
    problem: SaveProblem | None


def saving_of(drafts: Drafts, draft_id: str) -> Saving:
    """Return how far a draft is saved."""
    draft = drafts.find(draft_id)
    return Saving(
        saved_at=draft.saved_at if draft else None,
        is_saved=drafts.is_saved(draft_id),
        problem=drafts.save_problem(draft_id),
    )


def use_saving(draft_id: str) -> Saving:
    """Return how far the draft is saved, kept up to date; "saved" only after the commit, and only once it is calm."""
    drafts = use_services().drafts
    shown, show = use_value(saving_of(drafts, draft_id))

    def look() -> None:
        show(saving_of(drafts, draft_id))

    def follow(changed_id: str) -> None:
        if changed_id != draft_id:
            return
        if drafts.is_saved(draft_id):
            asyncio.get_running_loop().call_later(_CALM_SECONDS, look)
        else:
            look()

    def begin() -> Callable[[], None]:
        look()
        return drafts.subscribe(follow)

    use_subscription(begin, draft_id)
    return shown


@view
def SavedState(draft_id: str, *, is_brief: bool = False) -> ft.Control:
    """Say when the draft was saved; ``is_brief`` leaves the rest of the sentence to those who hear it.

    The controls are the same ones while it is being saved, so that only words and colours go over the wire.
    """
    t, formats, is_kiosk = use_text(), use_formats(), use_services().is_kiosk
    saving = use_saving(draft_id)
    if not saving.is_saved or saving.saved_at is None:
        return _line(ft.Icons.EDIT_OUTLINED, t("Saving…"), color=Color.MUTED, wrap=not is_brief)
    time = formats.time(saving.saved_at)
    if is_kiosk:
        whole = t("Saved until you end, at {time}. Not filed.", time=time)
    else:
        whole = t("Saved on this device at {time}. Not filed.", time=time)
    words = t("Saved {time}", time=time) if is_brief else whole
    return _line(ft.Icons.SAVE_OUTLINED, words, color=Color.DONE, wrap=not is_brief, spoken=whole)


@view
def SaveTrouble(draft_id: str) -> ft.Control:
    """Say plainly that the draft cannot be saved now, and what helps; nothing while it can."""
    t = use_text()
    saving = use_saving(draft_id)
    if saving.problem is None:
        return ft.Container(height=0, visible=False)
    words = {
        "full": t("This device has no room left. Free some room; what you typed is kept as long as this page is open."),
        "read_only": t("This device does not let the app write. What you typed is kept as long as this page is open."),
        "failed": t("Saving failed and is tried again by itself. Keep this page open."),
    }
    return Notice("error", t("Not saved"), words[saving.problem], announced=True)


def _line(icon: ft.IconData, words: str, *, color: ft.ColorValue, wrap: bool, spoken: str = "") -> ft.Control:
    text = Small(words, color=color, strong=True)
    text.expand = wrap
    row = Row([ft.Icon(icon, size=18, color=color), text], spacing=6)
    return ft.Semantics(label=spoken or words, exclude_semantics=True, content=row)
