"""The text control under every field: it never loses a key.

In Flet 1.0.5 a field that Python writes to while the person types loses keys: of 60 at 30 ms with a slow handler 26 to
54 stayed. Here the control is rebuilt only when its frame changes (label, error, new ``revision``), always around what
the client last sent, so that a rebuild sends no value; a value is written only after blur (``on_blur`` may answer with
the text in its proper form) or for a new ``revision``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import flet as ft

from views.design.next_field import enter_next, go_on
from views.design.tokens import Color, Font, Radius
from views.shared.context import use_services
from views.shared.events import Intent, run
from views.shared.hooks import use_kept, use_once, use_value

Keyboard = Literal["text", "name", "number", "phone", "email", "date", "code"]
"""``code``: letters and digits as they are; Telex would make Ư of a W and Đ of two D."""
OnText = Callable[[str], Awaitable[None] | None]
OnBlur = Callable[[], Awaitable[str | None] | str | None]


@dataclass(slots=True)
class Typing:
    """What only the client knows first, and what to call: kept out of the render state on purpose."""

    text: str
    revision: object
    on_text: OnText
    on_blur: OnBlur | None = None
    on_submit: Intent | None = None
    rewritten: Callable[[], None] = lambda: None
    entered: Callable[[], None] = lambda: None
    enter_next: Intent = lambda: None
    is_focused: bool = False
    control: ft.TextField | None = None
    generation: int = 0

    async def change(self, event: ft.Event[ft.TextField]) -> None:
        """Take what the client sent."""
        self.text = event.control.value
        await run(self.on_text, self.text)

    def focus(self, _event: object) -> None:
        """Note that the person is in the field."""
        self.is_focused = True
        self.entered()

    async def leave(self, _event: object) -> None:
        """Show the text in its proper form, unless more was typed meanwhile."""
        self.is_focused = False
        before = self.text
        proper = await run(self.on_blur) if self.on_blur is not None else None
        if proper is not None and proper != before and self.text == before and not self.is_focused:
            self.rewrite(proper)
            self.rewritten()

    async def submit(self, _event: object) -> None:
        """Do what Enter does: what the screen wants of it, else the next field follows."""
        await run(self.on_submit or self.enter_next)

    def rewrite(self, text: str) -> None:
        """Have the next control built show ``text`` instead of what the client last sent."""
        self.text, self.control, self.generation = text, None, self.generation + 1

    def shown(self) -> str:
        """Return what a control built now must hold so that the client gets no value."""
        return self.text if self.control is None else self.control.value


@dataclass(frozen=True, slots=True)
class Look:
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
) -> Typing:
    """Keep what is typed in one field from mount to unmount."""
    rewrites, set_rewrites = use_value(0)
    typing = use_once(lambda: Typing(stored, revision, on_text))
    typing.on_text, typing.on_blur, typing.on_submit = on_text, on_blur, on_submit
    typing.rewritten = lambda: set_rewrites(rewrites + 1)
    if typing.revision != revision:
        typing.revision = revision
        typing.rewrite(stored)
    return typing


def use_field(typing: Typing, look: Look) -> ft.TextField:
    """Return the inner control, the same object until its look or its text must change."""
    kiosk, page = use_services().kiosk_page, ft.context.page
    typing.enter_next = lambda: enter_next(page, typing.control)
    if kiosk is not None:
        typing.entered = lambda: kiosk.enter(look.keyboard, lambda: go_on(page, typing.control))

    def build() -> ft.TextField:
        typing.control = _field(typing, look)
        return typing.control

    return use_kept(build, look, typing.generation)


def _edge(width: int, color: ft.ColorValue) -> ft.InputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, color), border_radius=Radius.FIELD)


def _field(typing: Typing, look: Look) -> ft.TextField:
    return ft.TextField(
        key=look.field_key,
        data=look.keyboard,
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
