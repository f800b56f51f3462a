"""One question of a form as a control, by the kind of its field."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import flet as ft

from app.i18n import Translator
from forms.flow import Field
from forms.places import Places
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    ChoiceGroup,
    DateInput,
    Divider,
    FieldError,
    Flush,
    Link,
    MultiChoice,
    Picker,
    Row,
    Section,
    Small,
    Stack,
    Strong,
    TextInput,
    Tick,
)
from views.design.buttons import ButtonKind
from views.design.fields import Keyboard
from views.design.tokens import Color, Radius
from views.forms.entry import is_typed
from views.forms.parts import named_part
from views.forms.place_choices import commune_choices, communes_meant, province_choices, provinces_meant
from views.forms.screen_model import StepModel
from views.forms.sources import source_words
from views.forms.state import Asking
from views.shared.boundary import keyed, view
from views.shared.context import use_text
from views.shared.events import Intent
from views.shared.hooks import use_value

_KEYBOARDS: dict[str, Keyboard] = {
    "name": "name",
    "personal_id": "number",
    "phone": "phone",
    "email": "email",
    "int": "number",
    "vnd": "number",
    "social_insurance": "number",
    "licence": "number",
    "health_facility": "number",
}
_WIDTHS = {"personal_id": 280, "phone": 220, "int": 140, "vnd": 220, "tax_code": 240, "social_insurance": 220}
_LETTERS_BESIDE = 68
"""So many letters fit beside each other in a wide form."""
_MANY = 8
"""From so many on, several choices are picked one by one rather than all shown."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What every question of a step needs."""

    model: StepModel
    state: Asking
    t: Translator
    places: Places
    is_wide: bool
    """Whether there is a panel beside the form: the reasons stand there, and short questions beside each other."""
    focused: tuple[str, int]
    """Which field a line of the summary led to, and how often one was followed."""
    proceed: Callable[[], Awaitable[None]]
    last_typed: str | None

    def error_at(self, pointer: str) -> str:
        """Return the message to show at a field: an open confirmation is one too."""
        problem = self.state.problem_at(pointer)
        if problem is None or (problem.severity == "confirm" and problem.id in self.state.confirmed):
            return ""
        return self.t.text(problem.message)

    def focus_of(self, pointer: str) -> int:
        """Return the number that brings the focus to a field when it rises."""
        where, times = self.focused
        return times if where == pointer or where.startswith(f"{pointer}/") else 0

    def hint_of(self, field: Field) -> str:
        """Return how to fill it in, with an example."""
        hint, example = self.t.text(field.hint), self.t.text(field.example)
        if not example:
            return hint
        words = self.t("Example: {example}", example=example)
        return f"{hint.rstrip('.')}. {words}" if hint else words


def questions(asker: Asker) -> list[ft.Control]:
    """Return the questions of a step below each other, with a heading over those that belong together."""
    shown: list[ft.Control] = []
    group = ""
    for source, fields in _by_source(_told_apart(asker.state.step.fields), asker.state.sources):
        for row in [fields] if source else _rows(fields, are_beside=asker.is_wide):
            title = asker.t.text(row[0].options.get("group"))
            if title and title != group:
                shown.append(Section(title))
            group = title
            if source:
                shown.append(_taken_over(row, source, asker))
                continue
            cells = [named_part(field.pointer, question(field, asker)) for field in row]
            shown.append(cells[0] if len(cells) == 1 else _beside(cells))
    return shown


def _by_source(fields: Sequence[Field], sources: Mapping[str, str]) -> list[tuple[str, list[Field]]]:
    """Return runs of neighbours that one register answered, or that are asked (source "")."""
    runs: list[tuple[str, list[Field]]] = []
    for field in fields:
        source = sources.get(field.pointer, "")
        is_same = bool(runs) and runs[-1][0] == source
        if is_same and (not source or runs[-1][1][0].options.get("group") == field.options.get("group")):
            runs[-1][1].append(field)
        else:
            runs.append((source, [field]))
    return runs


def _rows(fields: Sequence[Field], *, are_beside: bool) -> list[list[Field]]:
    """Return the fields in rows: two short ones of one topic stand beside each other where there is room."""
    rows: list[list[Field]] = []
    for field in fields:
        before = rows[-1] if rows else []
        if are_beside and len(before) == 1 and _belong_beside(before[0], field):
            before.append(field)
        else:
            rows.append([field])
    return rows


def _belong_beside(one: Field, other: Field) -> bool:
    is_one_topic = one.options.get("group") == other.options.get("group")
    return is_one_topic and _is_short(one) and _is_short(other)


def _is_short(field: Field) -> bool:
    return field.kind in _WIDTHS or field.kind in ("date", "partial_date")


def _beside(cells: Sequence[ft.Control]) -> ft.Control:
    for cell in cells:
        cell.expand = 1
    return ft.Row(list(cells), spacing=20, vertical_alignment=ft.CrossAxisAlignment.START)


def question(field: Field, asker: Asker) -> ft.Control:
    """Return one question with its help, its message and what confirms something unusual."""
    parts = [_input(field, asker), *_confirmation(field, asker), *_correction(field, asker)]
    if not asker.is_wide and (why := asker.t.text(field.why)):
        parts.append(keyed(f"why-{field.pointer}", Why, asker.t.text(field.short), why))
    return Stack(parts, spacing=8) if len(parts) > 1 else parts[0]


@view
def Why(what: str, why: str) -> ft.Control:
    """The reason for a question behind one press, in place."""
    t = use_text()
    is_open, set_open = use_value(False)
    link = Link(
        t("Why we ask: {what}", what=what),
        lambda: set_open(not is_open),
        icon=ft.Icons.HELP_OUTLINE,
        strong=False,
        wrap=True,
    )
    row = ft.Row([link], wrap=True)
    return Stack([row, Small(why)], spacing=0) if is_open else row


def _input(field: Field, asker: Asker) -> ft.Control:
    if is_typed(field):
        return _typed(field, asker)
    match field.kind:
        case "choice":
            return _choice(field, asker)
        case "select":
            return _select(field, asker)
        case "multi_choice":
            return _multi_choice(field, asker)
        case "tick":
            return _yes_or_no(field, asker) if field.required else _tick(field, asker)
        case "address" | "agency":
            return _place(field, asker)
        case "table":
            return _table(field, asker)
        case _:
            return _shown(field, asker)


def _typed(field: Field, asker: Asker) -> ft.Control:
    t, model, key = asker.t, asker.model, f"field-{field.pointer}"
    if field.kind in ("date", "partial_date"):
        return keyed(
            key,
            DateInput,
            t.text(field.label),
            model.typed_text(field),
            partial(model.answer, field),
            hint=asker.hint_of(field),
            error=asker.error_at(field.pointer),
            on_blur=partial(model.leave, field),
            partial=field.kind == "partial_date",
            optional=not field.required,
            help_below=_derived_words(field, t),
            revision=asker.state.writings.get(field.pointer, 0),
            focus=asker.focus_of(field.pointer),
            field_key=key,
        )
    return keyed(
        key,
        TextInput,
        t.text(field.label),
        model.typed_text(field, t.language),
        partial(model.answer, field),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        on_blur=partial(model.leave, field, t.language),
        on_submit=asker.proceed if field.pointer == asker.last_typed else None,
        keyboard=_KEYBOARDS.get(field.kind, "text"),
        optional=not field.required,
        width=_WIDTHS.get(field.kind),
        suffix="₫" if field.kind == "vnd" else "",
        multiline=bool(field.options.get("multiline")),
        help_below=_derived_words(field, t),
        revision=(asker.state.writings.get(field.pointer, 0), t.language if field.kind == "vnd" else ""),
        focus=asker.focus_of(field.pointer),
        field_key=key,
    )


def _derived_words(field: Field, t: Translator) -> str:
    return t("Filled in from your other answers. You may change it.") if field.is_derived else ""


def _choice(field: Field, asker: Asker) -> ft.Control:
    values = {_name(choice.value): choice.value for choice in field.choices}
    chosen = asker.state.chosen.get(field.pointer)
    return keyed(
        f"field-{field.pointer}",
        ChoiceGroup,
        asker.t.text(field.label),
        _choices(field, asker.t),
        None if chosen is None else _name(chosen),
        lambda name: asker.model.answer(field, values.get(name)),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        optional=not field.required,
        key_prefix=field.pointer,
    )


def _yes_or_no(field: Field, asker: Asker) -> ft.Control:
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


def _select(field: Field, asker: Asker) -> ft.Control:
    values = {_name(choice.value): choice.value for choice in field.choices}
    chosen = asker.state.chosen.get(field.pointer)
    return keyed(
        f"field-{field.pointer}",
        Picker,
        asker.t.text(field.label),
        _choices(field, asker.t),
        None if chosen is None else _name(chosen),
        lambda name: asker.model.answer(field, values.get(name)),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        optional=not field.required,
        focus=asker.focus_of(field.pointer),
        field_key=f"field-{field.pointer}",
    )


def _multi_choice(field: Field, asker: Asker) -> ft.Control:
    values = {_name(choice.value): choice.value for choice in field.choices}
    chosen = asker.state.chosen.get(field.pointer)
    names = frozenset(_name(value) for value in chosen) if isinstance(chosen, list | tuple) else frozenset()
    if len(values) > _MANY:
        return _many_choice(field, values, [name for name in values if name in names], asker=asker)
    return keyed(
        f"field-{field.pointer}",
        MultiChoice,
        asker.t.text(field.label),
        _choices(field, asker.t),
        names,
        lambda picked: asker.model.answer(field, [value for name, value in values.items() if name in picked]),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        optional=not field.required,
        key_prefix=field.pointer,
    )


def _many_choice(field: Field, values: Mapping[str, Any], names: Sequence[str], *, asker: Asker) -> ft.Control:
    """Several of many: a field that finds the next one, and below it those chosen, each with the way to remove it."""
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
        optional=not field.required,
        focus=asker.focus_of(field.pointer),
        field_key=f"field-{field.pointer}",
    )
    chosen = [choice for choice in choices if choice.value in names]
    return Stack([picker, *(_chosen_one(choice, drop, t) for choice in chosen)], spacing=8)


def _chosen_one(choice: Choice, drop: Callable[[str], None], t: Translator) -> ft.Control:
    name = Strong(choice.label)
    name.expand = True
    remove = Link(t("Remove {name}", name=choice.label), partial(drop, choice.value))
    return ft.Container(
        content=Row([ft.Icon(ft.Icons.CHECK, size=20, color=Color.ACTION), name, remove]),
        bgcolor=Color.ACTION_SOFT,
        border_radius=Radius.FIELD,
        padding=ft.Padding.only(left=14, right=4),
    )


def _place(field: Field, asker: Asker) -> ft.Control:
    """Province, then commune of today's map, then house and street: one error for all three."""
    t, label = asker.t, asker.t.text(field.label)
    chosen = asker.state.chosen.get(field.pointer)
    place = chosen if isinstance(chosen, dict) else {}
    province, commune = place.get("province"), place.get("commune")
    heading = label if field.required else t("{label} (not required)", label=label)
    names = _place_names(field, asker, label)
    parts: list[ft.Control] = _heading(heading, asker.hint_of(field), asker.error_at(field.pointer))
    parts.append(
        keyed(
            f"field-{field.pointer}-province",
            Picker,
            names["province"],
            province_choices(asker.places, t.language),
            province,
            partial(asker.model.answer_part, field, "province"),
            meant=provinces_meant(asker.places, t.language),
            focus=0 if province else asker.focus_of(field.pointer),
            field_key=f"field-{field.pointer}-province",
        )
    )
    if field.options.get("level") != "province":
        parts.append(
            keyed(
                f"field-{field.pointer}-commune-{province or ''}",
                Picker,
                names["commune"],
                commune_choices(asker.places, province or "", t.language),
                commune,
                partial(asker.model.answer_part, field, "commune"),
                meant=communes_meant(asker.places, province or "", t.language),
                disabled_text="" if province else t("Choose the province or city first."),
                focus=asker.focus_of(field.pointer) if province else 0,
                field_key=f"field-{field.pointer}-commune",
            )
        )
    if field.options.get("detail"):
        parts.append(_detail(field, asker, names["detail"]))
    return Stack(parts, spacing=8)


def _place_names(field: Field, asker: Asker, label: str) -> dict[str, str]:
    """Return what the parts of a place are called: in short where the screen asks for one place only."""
    t = asker.t
    detail = t.text(field.options.get("detail_label"))
    if sum(1 for one in asker.state.step.fields if one.kind in ("address", "agency")) == 1:
        return {
            "province": t("Province or city"),
            "commune": t("Commune, ward or special zone"),
            "detail": detail or t("House number, street, hamlet"),
        }
    return {
        "province": t("{label}: province or city", label=label),
        "commune": t("{label}: commune, ward or special zone", label=label),
        "detail": detail or t("{label}: house number, street, hamlet", label=label),
    }


def _heading(label: str, hint: str, error: str) -> list[ft.Control]:
    """The name, help and message over a question of several parts."""
    lines: list[ft.Control] = [Strong(label)]
    if hint:
        lines.append(Small(hint))
    if error:
        lines.append(FieldError(error))
    return [Stack(lines, spacing=2)]


def _detail(field: Field, asker: Asker, label: str) -> ft.Control:
    return keyed(
        f"field-{field.pointer}-detail",
        TextInput,
        label,
        asker.model.typed_part(field, "detail"),
        partial(asker.model.answer_part, field, "detail"),
        hint=asker.t.text(field.options.get("detail_hint")),
        on_blur=partial(asker.model.leave, field),
        revision=asker.state.writings.get(field.pointer, 0),
        field_key=f"field-{field.pointer}-detail",
    )


def _table(field: Field, asker: Asker) -> ft.Control:
    """A card a line; a table that may stay empty begins without one."""
    t, label = asker.t, asker.t.text(field.label)
    columns: Sequence[Field] = field.options.get("columns", ())
    count = asker.state.rows.get(field.pointer, 1)
    heading = label if field.required else t("{label} (not required)", label=label)
    parts: list[ft.Control] = _heading(heading, asker.hint_of(field), asker.error_at(field.pointer))
    for at in range(count):
        cells = [_cell(field, column, at, asker=asker) for column in columns]
        rows = [[_input(cell, asker) for cell in row] for row in _rows(cells, are_beside=asker.is_wide)]
        lines = [row[0] if len(row) == 1 else _beside(row) for row in rows]
        if count > 1 or not field.required:
            words = t("Remove line {number}: {label}", number=at + 1, label=label)
            lines.append(Flush(_action(words, partial(asker.model.remove_row, field, at), kind="quiet"), by=20))
        parts.append(Card(lines, spacing=12))
    if count < int(field.options.get("max_items", 20)):
        words = t("Add line {number}: {label}", number=count + 1, label=label)
        parts.append(_action(words, partial(asker.model.add_row, field), kind="secondary"))
    return Stack(parts, spacing=12)


def _action(words: str, intent: Intent, *, kind: ButtonKind) -> ft.Control:
    return ft.Row([Button(words, intent, kind=kind)], wrap=True)


def _cell(table: Field, column: Field, at: int, *, asker: Asker) -> Field:
    """Return a column as a field of one line, named by its line; by its table too where two have such a column."""
    tables = [one for one in asker.state.step.fields if one.kind == "table"]
    alike = sum(other.label == column.label for one in tables for other in one.options.get("columns", ()))

    def name(words: str) -> str:
        if alike > 1:
            return asker.t("{label}, line {number}", label=f"{words} ({asker.t.text(table.label)})", number=at + 1)
        return asker.t("{label}, line {number}", label=words, number=at + 1)

    label = {asker.t.language: name(asker.t.text(column.label))}
    return replace(column, pointer=f"{table.pointer}/{at}{column.pointer}", label=label)


def _shown(field: Field, asker: Asker) -> ft.Control:
    words = asker.model.words_of(field, asker.t.language)
    lines: list[ft.Control] = [Small(asker.t.text(field.label)), Body(words or asker.t("Not known yet"))]
    if hint := asker.t.text(field.hint):
        lines.append(Small(hint))
    return Card(lines, spacing=2)


def _taken_over(fields: Sequence[Field], source: str, asker: Asker) -> ft.Control:
    """Values from one register: shown with their source, each changed only after saying that it is wrong."""
    words = Small(source_words(source, asker.t))
    words.expand = True
    lines: list[ft.Control] = [Row([ft.Icon(ft.Icons.VERIFIED_USER_OUTLINED, size=18, color=Color.DONE), words])]
    is_beside = asker.is_wide and all(_fits_beside(field, asker) for field in fields)
    for field in fields:
        lines += [Divider(), named_part(field.pointer, _known_value(field, asker, is_beside=is_beside))]
    return Card(lines, spacing=10)


def _fits_beside(field: Field, asker: Asker) -> bool:
    report = asker.t("Report wrong information: {what}", what=asker.t.text(field.short))
    return len(asker.model.words_of(field, asker.t.language)) + len(report) <= _LETTERS_BESIDE


def _known_value(field: Field, asker: Asker, *, is_beside: bool) -> ft.Control:
    t = asker.t
    words: list[ft.Control] = [Small(t.text(field.label)), Body(asker.model.words_of(field, t.language))]
    if error := asker.error_at(field.pointer):
        words.append(FieldError(error))
    report = Link(
        t("Report wrong information: {what}", what=t.text(field.short)),
        partial(asker.model.report_wrong, field),
        key=f"wrong-{field.pointer}",
        wrap=not is_beside,
    )
    value = Stack(words, spacing=0)
    if is_beside:
        value.expand = True
        row: ft.Control = ft.Row([value, report], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
    else:
        row = Stack([value, Flush(ft.Row([report], wrap=True), by=8)], spacing=0)
    return Stack([row, *_confirmation(field, asker)], spacing=4)


def _correction(field: Field, asker: Asker) -> list[ft.Control]:
    if field.pointer not in asker.state.reported:
        return []
    return [Small(asker.t("Put it right here as on your papers. The office compares it with the register."))]


def _confirmation(field: Field, asker: Asker) -> list[ft.Control]:
    """The tick that answers something unusual, kept in sight so that it can be taken back."""
    problem = asker.state.problem_at(field.pointer)
    if problem is None or problem.severity != "confirm":
        return []
    t = asker.t
    is_given = problem.id in asker.state.confirmed
    words = t("Exactly as on the card") if field.kind == "personal_id" else t("It is right as it stands")
    others = [p for p in asker.state.problems if p.severity == "confirm" and p.pointer != problem.pointer]
    label = t("{words}: {what}", words=words, what=t.text(field.short)) if others else words
    tick = Tick(
        label,
        is_given,
        lambda given: asker.model.confirm(problem.id, given=given),
        hint=t.text(problem.message) if is_given else "",
        key=f"confirm-{problem.id}",
        boxed=True,
    )
    return [tick]


def _choices(field: Field, t: Translator) -> tuple[Choice, ...]:
    return tuple(Choice(_name(choice.value), t.text(choice.label)) for choice in field.choices)


def _name(value: Any) -> str:
    return str(value)


def _told_apart(fields: Sequence[Field]) -> list[Field]:
    """Return the fields with labels that are unique on the screen: the heading over them tells those alike apart."""
    labels = [field.label.get("vi", "") for field in fields]
    return [
        replace(field, label=_with_group(field))
        if labels.count(field.label.get("vi", "")) > 1 and field.options.get("group")
        else field
        for field in fields
    ]


def _with_group(field: Field) -> dict[str, str]:
    group = field.options.get("group", {})
    return {language: f"{words} ({group.get(language, '')})" for language, words in field.label.items()}
