"""Text fields that never lose a key.

In Flet 1.0.5 a field that Python writes to while the person types loses keys: of 60 at 30 ms with a slow handler 26 to
54 stayed. Here the control is rebuilt only when its frame changes (label, error, new ``revision``), always around what
the client last sent, so that a rebuild sends no value; a value is written only after blur (``on_blur`` may answer with
the text in its proper form) or for a new ``revision``.
"""

import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import flet as ft

from views.design.focusing import use_focus
from views.design.notices import FieldError
from views.design.text import Small, Strong
from views.design.tokens import Color, Font, Radius, Space, Type
from views.shared.context import use_services, use_surroundings, use_text
from views.shared.events import Intent, run
from views.shared.hooks import use_kept, use_once, use_value

Keyboard = Literal["text", "name", "number", "phone", "email", "date", "code"]
"""``code``: letters and digits as they are; Telex would make Ư of a W and Đ of two D."""
OnText = Callable[[str], Awaitable[None] | None]
OnBlur = Callable[[], Awaitable[str | None] | str | None]


@dataclass(slots=True)
class _Typing:
    """What only the client knows first, and what to call: kept out of the render state on purpose."""

    text: str
    revision: object
    on_text: OnText
    on_blur: OnBlur | None = None
    on_submit: Intent | None = None
    rewritten: Callable[[], None] = lambda: None
    entered: Callable[[], None] = lambda: None
    is_focused: bool = False
    control: ft.TextField | None = None
    generation: int = 0

    async def change(self, event: ft.Event[ft.TextField]) -> None:
        self.text = event.control.value
        await run(self.on_text, self.text)

    def focus(self, _event: object) -> None:
        self.is_focused = True
        self.entered()

    async def leave(self, _event: object) -> None:
        self.is_focused = False
        before = self.text
        proper = await run(self.on_blur) if self.on_blur is not None else None
        if proper is not None and proper != before and self.text == before and not self.is_focused:
            self.rewrite(proper)
            self.rewritten()

    async def submit(self, _event: object) -> None:
        if self.on_submit is not None:
            await run(self.on_submit)

    def rewrite(self, text: str) -> None:
        """Have the next control built show ``text`` instead of what the client last sent."""
        self.text, self.control, self.generation = text, None, self.generation + 1

    def shown(self) -> str:
        """Return what a control built now must hold so that the client gets no value."""
        return self.text if self.control is None else self.control.value


@ft.component
def TextInput(
    label: str,
    stored: str,
    on_text: OnText,
    *,
    hint: str = "",
    error: str = "",
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
        on_blur: Called when the person leaves the field; may return the text in its proper form, which is then shown.
        on_submit: Called when the person presses Enter.
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
    look = _Look(keyboard, bool(error), max_length, multiline, autofocus, password, suffix, field_key)
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
    look = _Look(autofocus=autofocus, field_key=field_key, lens=True)
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


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything of the inner control that may make it be built again."""

    keyboard: Keyboard = "text"
    wrong: bool = False
    max_length: int | None = None
    multiline: bool = False
    autofocus: bool = False
    password: bool = False
    suffix: str = ""
    field_key: str | None = None
    lens: bool = False


def use_typing(
    stored: str,
    on_text: OnText,
    *,
    on_blur: OnBlur | None = None,
    on_submit: Intent | None = None,
    revision: object = 0,
) -> _Typing:
    """Keep what is typed in one field from mount to unmount."""
    rewrites, set_rewrites = use_value(0)
    typing = use_once(lambda: _Typing(stored, revision, on_text))
    typing.on_text, typing.on_blur, typing.on_submit = on_text, on_blur, on_submit
    typing.rewritten = lambda: set_rewrites(rewrites + 1)
    if typing.revision != revision:
        typing.revision = revision
        typing.rewrite(stored)
    return typing


def use_field(typing: _Typing, look: _Look) -> ft.TextField:
    """Return the inner control, the same object until its look or its text must change."""
    kiosk = use_services().kiosk_page
    if kiosk is not None:
        typing.entered = lambda: kiosk.enter(look.keyboard)

    def build() -> ft.TextField:
        typing.control = _field(typing, look)
        return typing.control

    return use_kept(build, look, typing.generation)


_LENS_WIDTH = 52
"""Where the text of a field with a lens begins, measured in Flet 1.0.5."""


def _edge(width: int, color: ft.ColorValue) -> ft.InputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, color), border_radius=Radius.FIELD)


def _field(typing: _Typing, look: _Look) -> ft.TextField:
    return ft.TextField(
        key=look.field_key,
        value=typing.shown(),
        on_change=typing.change,
        on_focus=typing.focus,
        on_blur=typing.leave,
        on_submit=typing.submit,
        keyboard_type=_KEYBOARDS[look.keyboard],
        capitalization=ft.TextCapitalization.CHARACTERS if look.keyboard in ("name", "code") else None,
        autocorrect=look.keyboard == "text",
        enable_suggestions=look.keyboard == "text",
        max_length=look.max_length,
        counter="" if look.max_length else None,
        multiline=look.multiline,
        min_lines=3 if look.multiline else None,
        max_lines=8 if look.multiline else 1,
        autofocus=look.autofocus,
        password=look.password,
        suffix=_unit(look.suffix) if look.suffix else None,
        prefix_icon=ft.Icon(ft.Icons.SEARCH, size=24, color=Color.MUTED) if look.lens else None,
        filled=True,
        fill_color=ft.Colors.TRANSPARENT if look.lens else Color.SURFACE,
        hover_color=ft.Colors.TRANSPARENT,  # Flet 1.0.5 greys a field under the pointer, as if it were disabled
        border={
            ft.ControlState.DEFAULT: _edge(2 if look.wrong else 1, Color.ERROR if look.wrong else Color.FIELD_BORDER),
            ft.ControlState.FOCUSED: _edge(3, Color.ERROR if look.wrong else Color.ACTION),
        },
        content_padding=ft.Padding.symmetric(horizontal=14, vertical=15),
        text_style=ft.TextStyle(font_family=Font.REGULAR, color=Color.INK),
    )


_KEYBOARDS: dict[Keyboard, ft.KeyboardType] = {
    "text": ft.KeyboardType.TEXT,
    "name": ft.KeyboardType.NAME,
    "number": ft.KeyboardType.NUMBER,
    "phone": ft.KeyboardType.PHONE,
    "email": ft.KeyboardType.EMAIL,
    "date": ft.KeyboardType.DATETIME,
    "code": ft.KeyboardType.VISIBLE_PASSWORD,
}


def _unit(words: str) -> ft.Control:
    """A unit at the end of a field; Flet 1.0.5 would add it to the field's name while the field has the focus."""
    return ft.Semantics(exclude_semantics=True, content=ft.Text(words, color=Color.MUTED, font_family=Font.REGULAR))


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
