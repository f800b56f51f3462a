"""An answer in words, as the review page, the paper copy and messages show it."""

from collections.abc import Mapping
from typing import Any

from forms import messages
from forms.fields import Field
from forms.formats import display
from forms.places import Places
from forms.pointers import UNDEFINED, keys_of, resolve
from forms.procedure import Text, pick


def in_words(field: Field, value: Any, language: str, places: Places | None) -> str:
    """Return the text of one answer; what is no answer of this kind is shown as it stands.

    Args:
        field: What was asked.
        value: The answer.
        language: "vi" or "en".
        places: Names of provinces and communes; without them their codes are shown.
    """
    if field.kind in ("table", "list") and isinstance(value, list):
        rows = (_row(field, row, language, places) for row in value)
        return "\n".join(f"{number}. {row}" for number, row in enumerate(rows, start=1))
    if isinstance(value, list):
        return "; ".join(in_words(field, item, language, places) for item in value)
    if isinstance(value, Mapping) and field.kind not in ("address", "agency"):
        return " ".join(str(part) for part in value.values())
    if isinstance(value, bool):
        return messages.yes_or_no(value, language)
    if field.kind == "address" and isinstance(value, Mapping):
        return _address(value, language, places)
    if field.kind == "agency" and isinstance(value, Mapping):
        place = _address({name: value.get(name) for name in ("province", "commune")}, language, places)
        return (pick(field.options.get("body", {}), language) or "{place}").replace("{place}", place)
    label = next((choice.label for choice in field.choices if choice.value == value), None)
    shown = pick(label, language) if label else display(field.options.get("format", field.kind), value, language)
    body: Text = field.options.get("body", {})
    return pick(body, language).replace("{place}", shown) if body else shown


def _row(field: Field, row: Any, language: str, places: Places | None) -> str:
    cells = []
    for column in field.options.get("columns", ()):
        value = resolve(row, keys_of(column.pointer))
        if value is not UNDEFINED:
            cells.append(f"{pick(column.label, language)}: {in_words(column, value, language, places)}")
    return " · ".join(cells)


def _address(value: Mapping[str, Any], language: str, places: Places | None) -> str:
    province, commune, detail = value.get("province"), value.get("commune"), value.get("detail")
    if places:
        place = places.name(province, commune, language)
    else:
        place = ", ".join(str(part) for part in (commune, province) if part)
    return ", ".join(str(part) for part in (detail, place) if part)
