"""An answer that is not in the form yet, in words: what a card or an earlier application would fill in."""

from collections.abc import Mapping
from typing import Any

from app.i18n import Translator
from forms.flow import Field
from forms.formats import display
from forms.places import Places


def answer_words(value: Any, field: Field, places: Places, t: Translator) -> str:
    """Return an answer as the field would show it."""
    if isinstance(value, Mapping):
        where = places.name(value.get("province"), value.get("commune"), t.language)
        return ", ".join(part for part in (value.get("detail"), where) if part)
    chosen = next((choice.label for choice in field.choices if choice.value == value), None)
    return t.text(chosen) if chosen else display(field.kind, value, t.language)
