"""Where something stands: pills, progress, the list of steps, the timeline. Colour, sign and words always together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import flet as ft

from views.design.buttons import AsideButton
from views.design.signs import Sign, grown
from views.design.text import Small, Strong
from views.design.tokens import Color, Radius, Space, Type
from views.shared.events import Intent, handler

StatusKind = Literal[
    "draft", "waiting", "submitted", "accepted", "needs_you", "done", "closed", "error", "other", "not_started"
]
StepState = Literal["done", "now", "todo", "needs_you"]


def StatusPill(kind: StatusKind, text: str, *, key: str | None = None) -> ft.Control:
    """The one visible state of a draft or dossier, worded by the caller as words.md says."""
    ink, ground, icon = _LOOKS[kind]
    words = ft.Text(text, theme_style=Type.PILL, color=ink, expand=True, expand_loose=True)
    pill = ft.Container(
        key=key,
        bgcolor=ground,
        border_radius=Radius.PILL,
        padding=ft.Padding.only(left=Space.S, right=Space.M, top=3, bottom=3),
        content=ft.Row([Sign(icon, size=18, color=ink), words], spacing=6, tight=True),
    )
    return ft.Row([pill], wrap=True)


_LOOKS: dict[StatusKind, tuple[ft.ColorValue, ft.ColorValue, ft.IconData]] = {
    "draft": (Color.DRAFT, Color.DRAFT_SOFT, ft.Icons.EDIT_OUTLINED),
    "waiting": (Color.WAITING, Color.WAITING_SOFT, ft.Icons.SCHEDULE),
    "submitted": (Color.ACTION, Color.ACTION_SOFT, ft.Icons.ACCOUNT_BALANCE_OUTLINED),
    "accepted": (Color.ACTION, Color.ACTION_SOFT, ft.Icons.EVENT_AVAILABLE_OUTLINED),
    "needs_you": (Color.NEEDS_YOU, Color.NEEDS_YOU_SOFT, ft.Icons.BACK_HAND_OUTLINED),
    "done": (Color.DONE, Color.DONE_SOFT, ft.Icons.CHECK_CIRCLE_OUTLINE),
    "closed": (Color.CLOSED, Color.CLOSED_SOFT, ft.Icons.DO_NOT_DISTURB_ON_OUTLINED),
    "error": (Color.ERROR, Color.ERROR_SOFT, ft.Icons.ERROR_OUTLINE),
    "other": (Color.DRAFT, Color.DRAFT_SOFT, ft.Icons.HELP_OUTLINE),
    "not_started": (Color.DRAFT, Color.DRAFT_SOFT, ft.Icons.RADIO_BUTTON_UNCHECKED),
}


def Progress(number: int, total: int, *, label: str) -> ft.Control:
    """A bar; ``label`` says the same in words ("Step 3 of 6: The mother") to those who do not see it."""
    bar = ft.ProgressBar(
        value=number / max(total, 1), bar_height=6, border_radius=3, color=Color.ACTION, bgcolor=Color.ACTION_SOFT
    )
    return ft.Semantics(label=label, exclude_semantics=True, content=bar)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a map of steps; ``note`` says "Done" or what is missing; ``on_click`` makes it a link."""

    label: str
    note: str
    state: StepState
    on_click: Intent | None = None
    key: str | None = None


def StepList(steps: Sequence[Step], *, beside: bool = False) -> ft.Control:
    """The map of steps; ``beside`` a form the Tab key does not stop in it."""
    return ft.Column(
        [_step(step, beside=beside) for step in steps],
        spacing=2,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _step(step: Step, *, beside: bool) -> ft.Control:
    icon, color = _STEP_SIGNS[step.state]
    texts: list[ft.Control] = [Strong(step.label, color=Color.MUTED if step.state == "todo" else Color.INK)]
    if step.note:
        texts.append(Small(step.note))
    row = ft.Row(
        [Sign(icon, size=24, color=color), ft.Column(texts, spacing=0, expand=True)],
        spacing=Space.M,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    if step.on_click is None:
        return ft.Container(
            content=row, padding=ft.Padding.symmetric(vertical=Space.S, horizontal=Space.XS), key=step.key
        )
    if beside:
        padding = ft.Padding.symmetric(vertical=Space.S, horizontal=Space.XS)
        return AsideButton(row, step.on_click, key=step.key, padding=padding)
    return ft.TextButton(
        key=step.key,
        on_click=handler(step.on_click),
        content=row,
        style=ft.ButtonStyle(
            padding=ft.Padding.symmetric(vertical=Space.S, horizontal=Space.XS),
            shape=ft.RoundedRectangleBorder(radius=Space.S),
            side={ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION)},
        ),
    )


_STEP_SIGNS: dict[StepState, tuple[ft.IconData, ft.ColorValue]] = {
    "done": (ft.Icons.CHECK_CIRCLE, Color.DONE),
    "now": (ft.Icons.EDIT, Color.ACTION),
    "todo": (ft.Icons.RADIO_BUTTON_UNCHECKED, Color.FIELD_BORDER),
    "needs_you": (ft.Icons.ERROR_OUTLINE, Color.ERROR),
}


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One event or stage of a dossier; ``extra`` is drawn below the texts (a link to a slip, say)."""

    title: str
    note: str
    state: StepState
    extra: ft.Control | None = None


def Timeline(items: Sequence[TimelineItem]) -> ft.Control:
    """A dossier's way, top to bottom, with a line through the signs."""
    last = len(items) - 1
    return ft.Column(
        [_timeline_row(item, is_last=number == last) for number, item in enumerate(items)],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _timeline_row(item: TimelineItem, *, is_last: bool) -> ft.Control:
    icon, color = _TIMELINE_SIGNS[item.state]
    texts: list[ft.Control] = [Strong(item.title, color=Color.MUTED if item.state == "todo" else Color.INK)]
    if item.note:
        texts.append(Small(item.note))
    if item.extra is not None:
        texts.append(item.extra)
    middle = grown(24) / 2
    line = ft.BorderSide(2, ft.Colors.TRANSPARENT if is_last else Color.HAIRLINE)
    beside = ft.Container(
        content=ft.Column(texts, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        border=ft.Border.only(left=line),
        margin=ft.Margin.only(left=middle - 1),
        padding=ft.Padding.only(left=middle + 15, bottom=0 if is_last else 20),
    )
    sign = ft.Container(content=Sign(icon, size=24, color=color), bgcolor=Color.PAPER, border_radius=middle)
    return ft.Stack([beside, sign])


_TIMELINE_SIGNS: dict[StepState, tuple[ft.IconData, ft.ColorValue]] = {
    "done": (ft.Icons.CHECK_CIRCLE, Color.DONE),
    "now": (ft.Icons.RADIO_BUTTON_CHECKED, Color.ACTION),
    "todo": (ft.Icons.RADIO_BUTTON_UNCHECKED, Color.FIELD_BORDER),
    "needs_you": (ft.Icons.BACK_HAND, Color.NEEDS_YOU),
}
