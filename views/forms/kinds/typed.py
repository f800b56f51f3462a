"""What is typed: texts, names, numbers, dates, amounts."""

from collections.abc import Callable
from functools import partial

import flet as ft

from app.i18n import Translator
from forms.flow import Field
from views.design import AmountInput, DateInput, TextInput
from views.design.text_control import Keyboard
from views.forms.asker import Asker
from views.shared.boundary import keyed

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


def is_short(field: Field) -> bool:
    """Return whether the answer has a short known length, so that two may stand beside each other."""
    return field.kind in _WIDTHS or field.kind in ("date", "partial_date")


def ask_text(field: Field, asker: Asker) -> ft.Control:
    """Return the field in which an answer is typed."""
    return _typed(field, asker, TextInput)


def ask_amount(field: Field, asker: Asker) -> ft.Control:
    """Return the field of an amount, which says it in words while it is typed."""
    return _typed(field, asker, AmountInput)


def _typed(field: Field, asker: Asker, component: Callable[..., ft.Control]) -> ft.Control:
    t, model, key = asker.t, asker.model, f"field-{field.pointer}"
    return keyed(
        key,
        component,
        asker.name_of(field),
        model.typed_text(field, t.language),
        partial(model.answer, field),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        on_blur=partial(model.leave, field, t.language),
        on_submit=asker.proceed if field.pointer == asker.last else None,
        keyboard=_KEYBOARDS.get(field.kind, "text"),
        width=_WIDTHS.get(field.kind),
        suffix="₫" if field.kind == "vnd" else "",
        multiline=bool(field.options.get("multiline")),
        help_below=derived_words(field, t),
        revision=(asker.state.writings.get(field.pointer, 0), t.language if field.kind == "vnd" else ""),
        focus=asker.focus_of(field.pointer),
        field_key=key,
    )


def ask_date(field: Field, asker: Asker) -> ft.Control:
    """Return the field in which a date is typed as people write it."""
    t, model, key = asker.t, asker.model, f"field-{field.pointer}"
    return keyed(
        key,
        DateInput,
        asker.name_of(field),
        model.typed_text(field),
        partial(model.answer, field),
        hint=asker.hint_of(field),
        error=asker.error_at(field.pointer),
        on_blur=partial(model.leave, field),
        on_submit=asker.proceed if field.pointer == asker.last else None,
        partial=field.kind == "partial_date",
        help_below=derived_words(field, t),
        revision=asker.state.writings.get(field.pointer, 0),
        focus=asker.focus_of(field.pointer),
        field_key=key,
    )


def derived_words(field: Field, t: Translator) -> str:
    """Return the remark under a value that follows from other answers."""
    return t("Filled in from your other answers. You may change it.") if field.is_derived else ""
