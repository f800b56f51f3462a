"""Small forms for tests, from a schema and the fields to ask."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from forms.flow import Form
from forms.procedure import FormDefinition

TODAY = date(2026, 11, 22)


def control(name: str, rule: Mapping[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """Return a Control for a property, or for a part of one (``"giay_to/so"``)."""
    scope = "#/" + "/".join(f"properties/{part}" for part in name.split("/"))
    return {"type": "Control", "scope": scope, "options": options} | ({"rule": rule} if rule else {})


def when(name: str, schema: Any, effect: str = "SHOW") -> dict[str, Any]:
    """Return a rule that looks at one answer."""
    return {"effect": effect, "condition": {"scope": f"#/properties/{name}", "schema": schema}}


def definition(schema: Mapping[str, Any], controls: Sequence[Any] | None = None, **more: Any) -> FormDefinition:
    """Return a form of one step with a label for every property."""
    whole = {"type": "object", "additionalProperties": False, **schema}
    elements = controls if controls is not None else [control(name) for name in whole.get("properties", {})]
    ui = {"type": "Categorization", "elements": [{"type": "Category", "options": {"id": "a"}, "elements": elements}]}
    names = {str(element.get("scope", "")).rpartition("/")[2] for element in elements}
    texts = {f"{name}.label": name.upper() for name in names} | {"sai": "Sai {x}", "steps.a.title": "A"}
    return FormDefinition(
        version=more.pop("version", "1"),
        schema=whole,
        ui=more.pop("ui", ui),
        texts={language: {**texts, **more.get("texts", {})} for language in ("vi", "en")},
    )


def form(schema: Mapping[str, Any], controls: Sequence[Any] | None = None, **more: Any) -> Form:
    """Return a form of one step."""
    return Form(definition(schema, controls, **more), {})
