"""Telling the person something: notices, the error at a field, the summary of errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import flet as ft

from views.design.signs import Sign
from views.design.text import Body, Small, Strong
from views.design.tokens import Color, Radius, Space, Type
from views.shared.context import use_text
from views.shared.events import Handler, run
from views.shared.hooks import use_task

NoticeKind = Literal["info", "done", "waiting", "needs_you", "error", "trial", "plain"]


def Notice(
    kind: NoticeKind,
    title: str = "",
    text: str = "",
    action: ft.Control | None = None,
    *,
    key: str | None = None,
    announced: bool = False,
) -> ft.Control:
    """A message in its own box: a sign, words and colour together.

    Args:
        kind: What kind of news it is.
        title: What happened, in a few words; may be empty.
        text: What it means and what to do.
        action: A button or link below.
        key: Stable key for tests.
        announced: Whether assistive technology speaks it when it appears.
    """
    ink, ground, icon = _LOOKS[kind]
    lines: list[ft.Control] = []
    if title:
        lines.append(Strong(title, color=ink if kind not in ("info", "plain") else Color.INK))
    if text:
        lines.append(Body(text))
    if action is not None:
        lines.append(ft.Row([action], wrap=True))
    box = ft.Container(
        key=key,
        bgcolor=ground,
        border_radius=Radius.CARD,
        border=ft.Border.all(1, ft.Colors.with_opacity(0.35, ink)),
        padding=Space.L,
        content=ft.Row(
            [Sign(icon, size=22, color=ink), ft.Column(lines, spacing=Space.XS, expand=True)],
            spacing=Space.M,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    )
    return ft.Semantics(live_region=True, container=True, content=box) if announced else box


_LOOKS: dict[NoticeKind, tuple[ft.ColorValue, ft.ColorValue, ft.IconData]] = {
    "info": (Color.ACTION, Color.ACTION_SOFT, ft.Icons.INFO_OUTLINE),
    "done": (Color.DONE, Color.DONE_SOFT, ft.Icons.CHECK_CIRCLE_OUTLINE),
    "waiting": (Color.WAITING, Color.WAITING_SOFT, ft.Icons.SCHEDULE),
    "needs_you": (Color.NEEDS_YOU, Color.NEEDS_YOU_SOFT, ft.Icons.BACK_HAND_OUTLINED),
    "error": (Color.ERROR, Color.ERROR_SOFT, ft.Icons.ERROR_OUTLINE),
    "trial": (Color.TRIAL, Color.TRIAL_SOFT, ft.Icons.SCIENCE_OUTLINED),
    "plain": (Color.MUTED, Color.SURFACE, ft.Icons.INFO_OUTLINE),
}


def FieldError(text: str, *, key: str | None = None) -> ft.Control:
    """The message at a field, spoken when it appears."""
    return ft.Semantics(
        key=key,
        live_region=True,
        container=True,
        content=ft.Row(
            [
                Sign(ft.Icons.ERROR_OUTLINE, size=18, color=Color.ERROR),
                _expanding(Small(text, color=Color.ERROR, strong=True)),
            ],
            spacing=Space.S,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    )


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One error of the summary: which field (``id``) and the very words that stand at it."""

    id: str
    text: str


@ft.component
def ErrorSummary(problems: Sequence[SummaryLine], on_go: Callable[[str], object]) -> ft.Control:
    """All errors of the screen, each leading to its field; stands at the top, takes the focus and is spoken.

    Args:
        problems: In the order of the fields.
        on_go: Called with the ``id`` of the line the person follows.
    """
    t = use_text()
    session = ft.context.page.session

    def follow(line: SummaryLine) -> Handler:
        async def handle(_event: object) -> None:
            await run(on_go, line.id)

        return handle

    title = (
        t("One thing to look at again")
        if len(problems) == 1
        else t("{count} things to look at again", count=len(problems))
    )
    links: list[ft.Control] = [
        ft.TextButton(
            key=f"summary-{line.id}",
            on_click=follow(line),
            content=ft.Text(
                line.text,
                theme_style=Type.BODY,
                color=Color.ACTION,
                style=ft.TextStyle(decoration=ft.TextDecoration.UNDERLINE, decoration_color=Color.ACTION),
            ),
            style=ft.ButtonStyle(
                padding=ft.Padding.symmetric(horizontal=Space.XS, vertical=Space.S),
                alignment=ft.Alignment.CENTER_LEFT,
                shape=ft.RoundedRectangleBorder(radius=Space.XS),
                side={ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION)},
            ),
        )
        for line in problems
    ]

    async def take_the_focus() -> None:
        if links:
            await session.invoke_method(links[0]._i, "focus", None, 5.0)

    use_task(take_the_focus)
    heading = ft.Row(
        [Sign(ft.Icons.ERROR_OUTLINE, size=24, color=Color.ERROR), _expanding(Strong(title, color=Color.ERROR))],
        spacing=Space.S,
    )
    return ft.Container(
        key="error-summary",
        bgcolor=Color.SURFACE,
        border=ft.Border.all(2, Color.ERROR),
        border_radius=Radius.CARD,
        padding=Space.M,
        content=ft.Column(
            [
                ft.Semantics(live_region=True, container=True, heading_level=2, content=heading),
                ft.Column(links, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.START),
            ],
            spacing=Space.XS,
        ),
    )


def _expanding(text: ft.Text) -> ft.Text:
    text.expand = True
    return text
