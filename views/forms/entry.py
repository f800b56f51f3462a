"""From what a person types to the answer that is kept, and back to the text of the field."""

import re
from collections.abc import Mapping
from typing import Any

from forms.flow import Field
from forms.formats import display, normalise

TYPED = frozenset(
    {
        "text",
        "name",
        "date",
        "partial_date",
        "personal_id",
        "phone",
        "email",
        "int",
        "vnd",
        "tax_code",
        "social_insurance",
        "health_facility",
        "licence",
        "plate",
        "health_card",
    }
)
"""Kinds of field whose text is typed, key by key."""

_GROUPED = frozenset({"personal_id", "phone", "social_insurance", "licence"})
"""Numbers that are shown in groups of digits once the field is left."""


_ISO_SHAPE = re.compile(r"\d{4}(-\d{2}){0,2}")
"""A date as it is kept, also one that is in no calendar: it is shown as it was typed."""


def is_typed(field: Field) -> bool:
    """Return whether the person types into this field."""
    return field.kind in TYPED


def stored_value(field: Field, value: Any) -> Any:
    """Return the answer to keep for what was typed or picked; what is not understood is kept as it stands."""
    if not is_typed(field) or not isinstance(value, str):
        return value
    return normalise(field.options.get("format", field.kind), value) if value.strip() else ""


def displayed(field: Field, value: Any, language: str = "vi") -> str:
    """Return the text a typed field shows for a kept answer; typing it again, in any language, gives the same answer.

    Amounts are grouped as the pages that only show them group them: ``50.000``, in English ``50,000``.
    """
    if value is None or isinstance(value, Mapping | list):
        return ""
    if field.kind == "vnd" and isinstance(value, int):
        return display("int", value, language)
    if field.kind in ("date", "partial_date") and isinstance(value, str):
        return "/".join(reversed(value.split("-"))) if _ISO_SHAPE.fullmatch(value) else value
    if field.kind in _GROUPED:
        return display(field.kind, value, "vi")
    return str(value)
