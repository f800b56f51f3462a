"""What is chosen: one of a few, one of many, several, yes or no."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import flet as ft

from app.i18n import Translator, in_order_of
from forms.flow import Field
from views.design import Choice, ChoiceGroup, Link, MultiChoice, Picker, Row, Sign, Stack, Strong, Tick
from views.design.tokens import Color, Radius
from views.forms.asker import Asker
from views.shared.boundary import keyed

_MANY = 8
"""From so many on, several choices are picked one by one rather than all shown."""


def ask_choice(field: Field, asker: Asker) -> ft.Control:
    """Return one of a few, all in sight."""
    values = _values(field)
    return keyed(
        f"field-{field.pointer}",
        ChoiceGroup,
        asker.name_of(field),
        _choices(field, asker.t),
        _chosen(field, asker),
        lambda name: asker.model.answer(field, values.get(name)),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        key_prefix=field.pointer,
    )


def ask_yes_or_no(field: Field, asker: Asker) -> ft.Control:
    """Return a yes or no that must be said; what need not be said is a box to tick."""
    if not field.required:
        return _tick(field, asker)
    t, chosen = asker.t, asker.state.chosen.get(field.pointer)
    return keyed(
        f"field-{field.pointer}",
        ChoiceGroup,
        t.text(field.label),
        (Choice("yes", t("Yes")), Choice("no", t("No"))),
        {True: "yes", False: "no"}.get(chosen) if isinstance(chosen, bool) else None,
        lambda name: asker.model.answer(field, name == "yes"),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        key_prefix=field.pointer,
    )


def _tick(field: Field, asker: Asker) -> ft.Control:
    return Tick(
        asker.t.text(field.label),
        asker.state.chosen.get(field.pointer) is True,
        lambda ticked: asker.model.answer(field, ticked),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        key=f"field-{field.pointer}",
        boxed=True,
    )


def ask_one_of_many(field: Field, asker: Asker) -> ft.Control:
    """Return one of many, found by some letters."""
    values = _values(field)
    return keyed(
        f"field-{field.pointer}",
        Picker,
        asker.t.text(field.label),
        _choices(field, asker.t),
        _chosen(field, asker),
        lambda name: asker.model.answer(field, values.get(name)),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        optional=not field.required and not field.later,
        focus=asker.focus_of(field.pointer),
        field_key=f"field-{field.pointer}",
    )


def ask_several(field: Field, asker: Asker) -> ft.Control:
    """Return any number of choices: all in sight while they are few, else picked one after the other."""
    values = _values(field)
    chosen = asker.state.chosen.get(field.pointer)
    names = frozenset(_name(value) for value in chosen) if isinstance(chosen, list | tuple) else frozenset()
    if len(values) > _MANY:
        return _several_of_many(field, values, [name for name in values if name in names], asker=asker)
    return keyed(
        f"field-{field.pointer}",
        MultiChoice,
        asker.name_of(field),
        _choices(field, asker.t),
        names,
        lambda picked: asker.model.answer(field, [value for name, value in values.items() if name in picked]),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        key_prefix=field.pointer,
    )


def _several_of_many(field: Field, values: Mapping[str, Any], names: Sequence[str], *, asker: Asker) -> ft.Control:
    """A field that finds the next one, and below it those chosen, each with the way to remove it."""
    t = asker.t
    choices = _choices(field, t)

    def take(name: str) -> None:
        wanted = {*names, name}
        asker.model.answer(field, [value for one, value in values.items() if one in wanted])

    def drop(name: str) -> None:
        asker.model.answer(field, [values[one] for one in names if one != name])

    picker = keyed(
        f"field-{field.pointer}-{len(names)}",  # emptied once something is chosen
        Picker,
        t.text(field.label),
        tuple(choice for choice in choices if choice.value not in names),
        None,
        take,
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        optional=not field.required and not field.later,
        focus=asker.focus_of(field.pointer),
        field_key=f"field-{field.pointer}",
    )
    chosen = [choice for choice in choices if choice.value in names]
    return Stack([picker, *(_chosen_one(choice, drop, t) for choice in chosen)], spacing=8)


def _chosen_one(choice: Choice, drop: Callable[[str], None], t: Translator) -> ft.Control:
    name = Strong(choice.label)
    name.expand = True
    remove = Link(t("Take out {name}", name=choice.label), partial(drop, choice.value))
    return ft.Container(
        content=Row([Sign(ft.Icons.CHECK, size=20, color=Color.ACTION), name, remove]),
        bgcolor=Color.ACTION_SOFT,
        border_radius=Radius.FIELD,
        padding=ft.Padding.only(left=14, right=4),
    )


def _chosen(field: Field, asker: Asker) -> str | None:
    chosen = asker.state.chosen.get(field.pointer)
    return None if chosen is None else _name(chosen)


def _values(field: Field) -> dict[str, Any]:
    return {_name(choice.value): choice.value for choice in field.choices}


def _choices(field: Field, t: Translator) -> tuple[Choice, ...]:
    order = in_order_of([choice.label for choice in field.choices], t.language)
    ordered = (field.choices[place] for place in order)
    return tuple(Choice(_name(choice.value), t.text(choice.label)) for choice in ordered)


def _name(value: Any) -> str:
    return str(value)
