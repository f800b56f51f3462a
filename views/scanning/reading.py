"""A card that was read, as the person looks at it before agreeing."""

from collections.abc import Mapping
from typing import Any

from app.i18n import Translator
from app.scanning.filling import CardHolder
from forms.places import Places
from views.design import Fact
from views.forms.answer_words import answer_words


def facts_read(holder: CardHolder, values: Mapping[str, Any], places: Places, t: Translator) -> list[Fact]:
    """Return every answer that would be filled in, under the name it has in the form."""
    return [
        Fact(t.text(field.label), answer_words(values[field.pointer], field, places, t))
        for field in holder.fields.values()
        if field.pointer in values
    ]
