"""Fields with a label: text, dates, search. What is typed in them lives in ``text_control.py``."""

import weakref

import flet as ft

from views.design.focusing import use_focus
from views.design.notices import FieldError
from views.design.text import Small, Strong
from views.design.text_control import Keyboard, Look, OnBlur, OnText, use_field, use_typing
from views.design.tokens import Color, Radius, Space, Type
from views.shared.context import use_surroundings, use_text
from views.shared.events import Intent, run
from views.shared.hooks import use_value

_LENS_WIDTH = 52
"""Where the text of a field with a lens begins, measured in Flet 1.0.5."""


@ft.component
def TextInput(
    label: str,
    stored: str,
    on_text: OnText,
    *,
    hint: str = "",
    error: str = "",
    marked: bool = False,
    on_blur: OnBlur | None = None,
    on_submit: Intent | None = None,
    keyboard: Keyboard = "text",
    optional: bool = False,
    width: int | None = None,
    max_length: int | None = None,
    multiline: bool = False,
    autofocus: bool = False,
    password: bool = False,
    suffix: str = "",
    help_below: str = "",
    revision: object = 0,
    focus: int = 0,
    field_key: str | None = None,
) -> ft.Control:
    """A labelled text field.

    Args:
        label: Visible label above the field, also its accessible name.
        stored: Value at the first render, and again whenever ``revision`` changes; other values are the person's.
        on_text: Called with the whole text after each change.
        hint: How to fill it in, between label and field.
        error: What is wrong and how to mend it; shown at the field and spoken.
        marked: Has the edge of a wrong one; what is wrong stands above, at the question that it is a part of.
        on_blur: Called when the person leaves the field; may return the text in its proper form, which is then shown.
        on_submit: Called when the person presses Enter; else that leads to the next field.
        keyboard: Which keyboard a touch device shows.
        optional: Adds "(not required)" to the label.
        width: In pixels at 100 % text, for answers of a known length; the full column otherwise.
        max_length: Longest text accepted.
        multiline: Several lines.
        autofocus: Takes the focus when the screen opens.
        password: Hides what is typed.
        suffix: A unit shown at the end (``₫``).
        help_below: A remark under the field (what an old place name became, the amount in words).
        revision: Change it to show a new ``stored`` (a value taken over from a register, say).
        focus: Raise it to bring the focus (and so the field) into sight: what a line of the error summary does.
        field_key: Stable key of the inner field for tests and for focus.
    """
    surroundings = use_surroundings()
    t, scale = surroundings.text, surroundings.services.preferences.state.text_scale
    typing = use_typing(stored, on_text, on_blur=on_blur, on_submit=on_submit, revision=revision)
    shown_label = t("{label} (not required)", label=label) if optional else label
    look = Look(keyboard, marked or bool(error), max_length, multiline, autofocus, password, suffix, field_key)
    field = use_field(typing, look)
    use_focus(field, focus)
    lines: list[ft.Control] = [
        ft.Semantics(exclude_semantics=True, content=Strong(shown_label)),
        _slot(Small(hint) if hint else None),
        _slot(FieldError(error) if error else None),
        _named(shown_label, field, width=None if width is None else round(width * scale)),
        _slot(Small(help_below) if help_below else None),
    ]
    across = ft.CrossAxisAlignment.STRETCH if width is None else ft.CrossAxisAlignment.START
    return ft.Column(lines, spacing=2, horizontal_alignment=across)


@ft.component
def DateInput(
    label: str,
    stored: str,
    on_text: OnText,
    *,
    hint: str = "",
    error: str = "",
    on_blur: OnBlur | None = None,
    on_submit: Intent | None = None,
    partial: bool = False,
    optional: bool = False,
    help_below: str = "",
    revision: object = 0,
    focus: int = 0,
    field_key: str | None = None,
) -> ft.Control:
    """A date typed as people write it, ``14/08/1996``; ``partial`` also takes a month and year or a year alone.

    ``stored`` and the texts are what is shown, not ISO: the form's formats turn one into the other on blur.
    """
    t = use_text()
    default = t("Day / month / year, or only the year") if partial else t("Day / month / year, for example 14/08/1996")
    return TextInput(
        label,
        stored,
        on_text,
        hint=hint or default,
        error=error,
        on_blur=on_blur,
        on_submit=on_submit,
        keyboard="date",
        optional=optional,
        width=220,
        max_length=10,
        help_below=help_below,
        revision=revision,
        focus=focus,
        field_key=field_key,
    )


@ft.component
def SearchInput(
    label: str,
    stored: str,
    on_text: OnText,
    *,
    placeholder: str = "",
    on_submit: Intent | None = None,
    autofocus: bool = False,
    revision: object = 0,
    field_key: str | None = None,
) -> ft.Control:
    """A search field with a lens; ``label`` is its name, ``placeholder`` what one may type, a text of its own.

    Flutter joins a field's own hint to its name ("Search birth, driving licence"): here it stands behind the field.
    """
    _, redraw = use_value(not stored)

    async def take(text: str) -> None:
        redraw(not text)  # only the hint comes or goes; the field itself stays
        await run(on_text, text)

    typing = use_typing(stored, take, on_submit=on_submit, revision=revision)
    look = Look(autofocus=autofocus, field_key=field_key, lens=True)
    field = _named(label, use_field(typing, look))
    behind = ft.Container(
        content=ft.Text(
            placeholder or label,
            theme_style=Type.BODY,
            color=Color.MUTED,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
            visible=not typing.text,
        ),
        bgcolor=Color.SURFACE,
        border_radius=Radius.FIELD,
        alignment=ft.Alignment.CENTER_LEFT,
        padding=ft.Padding.only(left=_LENS_WIDTH, right=14),
        margin=ft.Margin.only(top=Space.XS),
        left=0,
        right=0,
        top=0,
        bottom=0,
    )
    return ft.Stack([behind, field], fit=ft.StackFit.PASS_THROUGH)


def _slot(content: ft.Control | None) -> ft.Control:
    """Hold a line's place: were it inserted when needed, the field below would be another one and lose the focus."""
    return ft.Container(content=content, visible=content is not None)


def _named(label: str, field: ft.Control, *, width: int | None = None) -> ft.Control:
    """Give the field its accessible name; the visible label above it is not read twice."""
    named = ft.Semantics(label=label, content=field)
    # Flet 1.0.5 keeps the old parent of an only child that is the same control as before, no longer finds the way from
    # it to the page and searches the whole page at each key: 20 ms in a form of 17 questions.
    object.__setattr__(field, "_parent", weakref.ref(named))
    return ft.Container(width=width, padding=ft.Padding.only(top=Space.XS), content=ft.MergeSemantics(content=named))
