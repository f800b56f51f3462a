"""Choosing: one of a few, several, yes or no. Each choice is a card one can hit with a thumb."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import flet as ft

from views.design.notices import FieldError
from views.design.text import Body, Small, Strong
from views.design.tokens import Color, Radius, Space
from views.shared.context import use_text
from views.shared.events import Handler, run


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose; ``value`` is a plain text, the caller maps it to its own values."""

    value: str
    label: str
    hint: str = ""


@ft.component
def ChoiceGroup(
    label: str,
    choices: Sequence[Choice],
    chosen: str | None,
    on_choose: Callable[[str], Awaitable[None] | None],
    *,
    hint: str = "",
    error: str = "",
    optional: bool = False,
    key_prefix: str = "choice",
) -> ft.Control:
    """One of a few choices, all visible (more than six: ``Picker``)."""
    t = use_text()
    shown_label = t("{label} (not required)", label=label) if optional else label

    async def chose(event: ft.Event[ft.RadioGroup]) -> None:
        if event.control.value is not None:
            await run(on_choose, event.control.value)

    def pressed(value: str) -> Handler:
        async def handle(_event: object) -> None:
            await run(on_choose, value)

        return handle

    options = [
        _choice_card(
            ft.Radio(value=choice.value, fill_color=_fill(), key=f"{key_prefix}-{choice.value}"),
            choice,
            is_chosen=choice.value == chosen,
            on_click=pressed(choice.value),
        )
        for choice in choices
    ]
    group = ft.RadioGroup(value=chosen or "", on_change=chose, content=ft.Column(options, spacing=Space.S))
    return _fieldset(shown_label, group, hint=hint, error=error)


@ft.component
def MultiChoice(
    label: str,
    choices: Sequence[Choice],
    chosen: frozenset[str],
    on_change: Callable[[frozenset[str]], Awaitable[None] | None],
    *,
    hint: str = "",
    error: str = "",
    optional: bool = False,
    key_prefix: str = "choice",
) -> ft.Control:
    """Any number of a few choices."""
    t = use_text()
    shown_label = t("{label} (not required)", label=label) if optional else label

    def toggled(value: str) -> Handler:
        async def handle(_event: object) -> None:
            await run(on_change, chosen ^ {value})

        return handle

    options = [
        _choice_card(
            _checkbox(choice.value in chosen, toggled(choice.value), key=f"{key_prefix}-{choice.value}"),
            choice,
            is_chosen=choice.value in chosen,
            on_click=toggled(choice.value),
        )
        for choice in choices
    ]
    return _fieldset(shown_label, ft.Column(options, spacing=Space.S), hint=hint, error=error)


def Tick(
    label: str,
    ticked: bool,
    on_change: Callable[[bool], Awaitable[None] | None],
    *,
    hint: str = "",
    error: str = "",
    key: str | None = None,
    boxed: bool = False,
) -> ft.Control:
    """A box to tick; the words beside it belong to it and can be pressed too."""

    async def toggle(_event: object) -> None:
        await run(on_change, not ticked)

    words: list[ft.Control] = [Body(label)]
    if hint:
        words.append(Small(hint))
    row = ft.MergeSemantics(
        content=ft.Row(
            [
                _checkbox(ticked, toggle, key=key),
                ft.Container(content=ft.Column(words, spacing=0), on_click=toggle, expand=True, padding=_TOP_OF_LABEL),
            ],
            spacing=Space.XS,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    )
    inside: ft.Control = row if not error else ft.Column([FieldError(error), row], spacing=Space.XS)
    if not boxed:
        return inside
    return ft.Container(
        content=inside,
        bgcolor=Color.SURFACE,
        border=ft.Border.all(2 if error else 1, Color.ERROR if error else Color.FIELD_BORDER),
        border_radius=Radius.FIELD,
        padding=ft.Padding.symmetric(horizontal=Space.S, vertical=Space.XS),
    )


_TOP_OF_LABEL = ft.Padding.only(top=10, bottom=10)


def _choice_card(mark: ft.Control, choice: Choice, *, is_chosen: bool, on_click: Handler) -> ft.Control:
    words: list[ft.Control] = [Body(choice.label)]
    if choice.hint:
        words.append(Small(choice.hint))
    column = ft.Container(content=ft.Column(words, spacing=0), expand=True, padding=_TOP_OF_LABEL)
    # The mark does not grow with the text: beside large words alone it stands right in their middle only.
    beside = ft.CrossAxisAlignment.START if choice.hint else ft.CrossAxisAlignment.CENTER
    return ft.Container(
        on_click=on_click,
        bgcolor=Color.ACTION_SOFT if is_chosen else Color.SURFACE,
        border=ft.Border.all(2 if is_chosen else 1, Color.ACTION if is_chosen else Color.FIELD_BORDER),
        border_radius=Radius.FIELD,
        padding=ft.Padding.symmetric(horizontal=Space.S, vertical=3 if is_chosen else Space.XS),
        content=ft.MergeSemantics(content=ft.Row([mark, column], spacing=Space.XS, vertical_alignment=beside)),
    )


def _checkbox(ticked: bool, toggle: Handler, *, key: str | None) -> ft.Checkbox:
    return ft.Checkbox(
        key=key,
        value=ticked,
        on_change=toggle,
        border_side={
            ft.ControlState.SELECTED: ft.BorderSide(2, Color.ACTION),
            ft.ControlState.DEFAULT: ft.BorderSide(2, Color.ACTION),
        },
        fill_color={ft.ControlState.SELECTED: Color.ACTION, ft.ControlState.DEFAULT: Color.SURFACE},
        check_color=Color.ON_ACTION,
    )


def _fill() -> dict[ft.ControlState, ft.ColorValue]:
    return {ft.ControlState.SELECTED: Color.ACTION, ft.ControlState.DEFAULT: Color.MUTED}


def _fieldset(label: str, body: ft.Control, *, hint: str, error: str) -> ft.Control:
    lines: list[ft.Control] = [Strong(label)]
    if hint:
        lines.append(Small(hint))
    if error:
        lines.append(FieldError(error))
    lines.append(ft.Container(content=body, padding=ft.Padding.only(top=Space.XS)))
    return ft.Semantics(
        label=label,
        container=True,
        content=ft.Column(lines, spacing=2, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )
