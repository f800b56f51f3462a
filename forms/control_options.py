"""What kind of field a control makes, and the options that the screens read."""

from collections.abc import Callable, Mapping
from typing import Any

from forms.procedure import Text

_FEW = 6
"""Up to so many choices stand as radio buttons, more in a list."""

_FORMAT_KINDS = {"person_name": "name"} | dict.fromkeys(
    ("passport", "time_of_day", "bank_account", "postal_code"), "text"
)
KINDS = frozenset(
    {
        *("text", "name", "date", "partial_date", "personal_id", "phone", "email", "address", "agency", "choice"),
        *("select", "tick", "int", "vnd", "tax_code", "social_insurance", "health_card", "health_facility", "licence"),
        *("plate", "table", "list", "multi_choice", "declaration", "output"),
    }
)
"""Every kind of field that the screens can ask."""
OPTIONS = frozenset(
    {
        *("prefill", "prefill_for", "scan", "remember", "terms", "widget", "hint", "why", "example", "short", "item"),
        *("multiline", "detail", "detail_label", "detail_hint", "body", "level", "sortable"),
    }
)
"""Every option of a control (``docs/forms.md``)."""
STEP_OPTIONS = frozenset({"id", "name", "intro"})
"""Every option of a step."""
_TYPE_KINDS = {"boolean": "tick", "integer": "int", "number": "int"}


def kind_of(schema: Mapping[str, Any], options: Mapping[str, Any], choices: int) -> str:
    """Return the kind of field that a schema and a control's options make; ``choices``: how many there are."""
    if named := options.get("widget") or schema.get("x-kind"):
        return str(named)
    if "x-calculated" in schema:
        return "output"
    if schema.get("type") == "array":
        return "multi_choice" if choices or "x-list" in schema.get("items", {}) else "table"
    if choices or "x-list" in schema:
        return "choice" if 0 < choices <= _FEW and "x-list" not in schema else "select"
    if "format" in schema:
        return str(_FORMAT_KINDS.get(schema["format"], schema["format"]))
    if schema.get("type") == "object":
        return "address"
    return _TYPE_KINDS.get(str(schema.get("type")), "text")


def lowered(label: Text) -> Text:
    """Return a label as it stands in the middle of a sentence; "UBND" and the English "I" keep their capitals."""
    return {
        language: text if text[1:2].isupper() or text[:2] == "I " else text[:1].lower() + text[1:]
        for language, text in label.items()
    }


def list_options(schema: Mapping[str, Any], options: Mapping[str, Any], item: Text) -> dict[str, Any]:
    """Return what ``Field.options`` has besides for cards; ``item`` names one card."""
    return {
        "item": item or {"vi": "Mục {number}", "en": "Item {number}"},
        "min_items": int(schema.get("minItems", 0)),
        "max_items": schema.get("maxItems"),
        "sortable": bool(options.get("sortable", False)),
    }


def options_of(
    schema: Mapping[str, Any], options: Mapping[str, Any], group: Text, text: Callable[[str | None], Text]
) -> dict[str, Any]:
    """Return ``Field.options`` that every kind of field has.

    Args:
        schema: The property's, written out.
        options: The control's.
        group: The heading over it.
        text: Returns a text by its key.
    """
    found: dict[str, Any] = {
        name: value
        for name, value in options.items()
        if name not in ("prefill", "short", "terms", "item") and not isinstance(value, Mapping)
    }
    for name in ("detail_label", "detail_hint", "body"):
        if name in found:
            found[name] = text(found[name])
    if "format" in schema or "x-format" in schema:
        found["format"] = schema.get("format") or schema["x-format"]
    for keyword, name in (
        ("maxLength", "max_length"),
        ("maxItems", "max_items"),
        ("minimum", "minimum"),
        ("maximum", "maximum"),
    ):
        if keyword in schema:
            found[name] = schema[keyword]
    if "detail" in schema.get("properties", {}):
        found.setdefault("detail", True)
    if group:
        found["group"] = group
    return found
