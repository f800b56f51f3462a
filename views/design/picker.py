"""Choosing one of many by typing a few letters: communes, ethnic groups, countries."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import flet as ft

from forms.folding import fold
from views.design.buttons import Link
from views.design.cards import Flush
from views.design.choices import Choice
from views.design.fields import TextInput
from views.design.notices import FieldError
from views.design.text import Body, Small, Strong
from views.design.tokens import Color, Radius, Space
from views.shared.context import Surroundings, use_surroundings
from views.shared.events import Handler, run
from views.shared.hooks import use_kept, use_value

MOST_SHOWN = 7

_LETTERS_BESIDE = {"phone": 35, "tablet": 50, "desktop": 56}
"""So many letters fit beside each other: 8.6 px each in 316, 446 and 500 px (a desktop's narrowest column)."""


@ft.component
def Picker(
    label: str,
    choices: Sequence[Choice],
    chosen: str | None,
    on_choose: Callable[[str], Awaitable[None] | None],
    *,
    hint: str = "",
    error: str = "",
    marked: bool = False,
    optional: bool = False,
    disabled_text: str = "",
    focus: int = 0,
    field_key: str | None = None,
    meant: Callable[[str], Sequence[Choice]] | None = None,
) -> ft.Control:
    """One of many: what is chosen with "Change", or a field in which a few letters find it, without diacritics too.

    Args:
        label: Visible label, accessible name of the search field.
        choices: All of them, in the order to show; only the first few that match are drawn.
        chosen: Value of the chosen one, None for none.
        on_choose: Called with the value; with ``""`` when an optional one is cleared.
        hint: How to find it.
        error: What is wrong.
        marked: The search field has the edge of a wrong one; what is wrong stands above.
        optional: Adds "(not required)" and a way to clear.
        disabled_text: Why nothing can be chosen yet ("Choose the province first"); draws no field.
        focus: Raise it to bring the focus to the search field.
        field_key: Stable key of the search field.
        meant: Finds choices by another name than their label, such as an old one; its hint says which.
    """
    surroundings = use_surroundings()
    t = surroundings.text
    search, set_search = use_value(_Search())
    folded = use_kept(lambda: [(fold(choice.label), choice) for choice in choices], tuple(choices))
    shown_label = t("{label} (not required)", label=label) if optional else label
    current = next((choice for choice in choices if choice.value == chosen), None)

    def choose(value: str) -> Handler:
        async def handle(_event: object) -> None:
            set_search(_Search())
            await run(on_choose, value)

        return handle

    if disabled_text:
        return _closed(shown_label, Small(disabled_text), hint="", error="")
    if current is not None and not search.is_open:
        words = t("Change {what}", what=label.lower())
        is_beside = _fits_beside(current.label, words, surroundings)
        change = Link(
            words,
            lambda: set_search(_Search(is_open=True)),
            key=f"{field_key}-change" if field_key else None,
            wrap=not is_beside,
        )
        return _closed(shown_label, _chosen(current, change, is_beside=is_beside), hint="", error=error, framed=True)
    below: ft.Control
    if search.is_open or search.text:
        found = _matches(folded, search.text)
        if meant:
            found += [other for other in meant(search.text) if all(other.value != choice.value for choice in found)]
        options: list[ft.Control] = [_option(choice, choose(choice.value)) for choice in found[:MOST_SHOWN]]
        if not found:
            options.append(ft.Container(Small(t("Nothing found. Try fewer letters.")), padding=Space.M))
        elif len(found) > MOST_SHOWN:
            more = t("{count} more. Type some letters of the name.", count=len(found) - MOST_SHOWN)
            options.append(ft.Container(Small(more), padding=Space.M))
        below = _menu(options)
    else:
        show = Link(t("Show the list: {what}", what=label), lambda: set_search(_Search(is_open=True)), wrap=True)
        below = Flush(ft.Row([show], wrap=True), by=Space.S)
    field = TextInput(
        label,
        "",
        lambda text: set_search(replace(search, text=text, is_open=True)),
        hint=hint,
        error=error,
        marked=marked,
        optional=optional,
        autofocus=search.is_open and not search.text,
        focus=focus,
        field_key=field_key,
    )
    return ft.Column([field, below], spacing=Space.XS, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@dataclass(frozen=True, slots=True)
class _Search:
    is_open: bool = False
    text: str = ""


def _fits_beside(chosen: str, words: str, surroundings: Surroundings) -> bool:
    """Return whether what is chosen and the link that changes it have room on one line."""
    room = _LETTERS_BESIDE[surroundings.layout] / surroundings.services.preferences.state.text_scale
    return len(chosen) + len(words) <= room


def _chosen(choice: Choice, change: ft.Control, *, is_beside: bool) -> ft.Control:
    words = Body(choice.label)
    words.expand = is_beside
    if is_beside:
        return ft.Row([words, change], vertical_alignment=ft.CrossAxisAlignment.CENTER)
    name = ft.Container(content=words, padding=ft.Padding.only(top=Space.S))
    return ft.Column([name, Flush(ft.Row([change], wrap=True), by=Space.S)], spacing=0)


def _matches(folded: Sequence[tuple[str, Choice]], text: str) -> list[Choice]:
    wanted = fold(text).split()
    if not wanted:
        return [choice for _, choice in folded]
    hits = [(name, choice) for name, choice in folded if all(f" {word}" in f" {name}" for word in wanted)]
    first = " ".join(wanted)
    hits.sort(key=lambda hit: (not hit[0].startswith(first), f" {first}" not in hit[0]))
    return [choice for _, choice in hits]


def _option(choice: Choice, on_click: Handler) -> ft.Control:
    words: list[ft.Control] = [Body(choice.label)]
    if choice.hint:
        words.append(Small(choice.hint))
    return ft.TextButton(
        key=f"option-{choice.value}",
        on_click=on_click,
        content=ft.Row([ft.Column(words, spacing=0, expand=True)]),
        style=ft.ButtonStyle(
            padding=ft.Padding.symmetric(horizontal=14, vertical=Space.M),
            shape=ft.RoundedRectangleBorder(radius=Space.S),
            side={ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION)},
        ),
    )


def _menu(options: list[ft.Control]) -> ft.Control:
    return ft.Container(
        content=ft.Column(options, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=Color.SURFACE,
        border=ft.Border.all(1, Color.HAIRLINE),
        border_radius=Radius.FIELD,
    )


def _closed(label: str, body: ft.Control, *, hint: str, error: str, framed: bool = False) -> ft.Control:
    lines: list[ft.Control] = [Strong(label)]
    if hint:
        lines.append(Small(hint))
    if error:
        lines.append(FieldError(error))
    frame = ft.Container(
        content=body,
        bgcolor=Color.SURFACE,
        border=ft.Border.all(1, Color.FIELD_BORDER),
        border_radius=Radius.FIELD,
        padding=ft.Padding.only(left=14, right=Space.XS, top=3, bottom=3),
    )
    lines.append(frame if framed else body)
    return ft.Column(lines, spacing=Space.XS, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
