"""A card that was read, as the person looks at it before agreeing."""

from collections.abc import Mapping
from typing import Any

from app.i18n import Translator
from app.scanning.filling import CardHolder
from forms.flow import Field
from forms.formats import display
from forms.places import Places
from views.design import Fact


def facts_read(holder: CardHolder, values: Mapping[str, Any], places: Places, t: Translator) -> list[Fact]:
    """Return every answer that would be filled in, under the name it has in the form."""
    return [
        Fact(t.text(field.label), _words(values[field.pointer], field, places, t))
        for field in holder.fields.values()
        if field.pointer in values
    ]


def _words(value: Any, field: Field, places: Places, t: Translator) -> str:
    if isinstance(value, Mapping):
        where = places.name(value.get("province"), value.get("commune"), t.language)
        return ", ".join(part for part in (value.get("detail"), where) if part)
    chosen = next((choice.label for choice in field.choices if choice.value == value), None)
    return t.text(chosen) if chosen else display(field.kind, value, t.language)
