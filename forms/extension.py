"""A form that is another form and more: the linked birth is the birth registration with further steps.

``form.schema.json`` says ``"x-extends": "1.001193"``. Properties, requirements and checks of that form hold here too,
its texts are known here, and ``form.ui.json`` takes a step of it over by ``{"x-step": "tre"}``. What the form itself
says wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EXTENDS, STEP = "x-extends", "x-step"
_TOGETHER = ("required", "allOf")
"""Lists of both forms: the other form's come first."""
_OWN_FIRST = ("x-checks", "x-later")
"""Lists of both forms: a field shows one problem at a time, and the form's own says more."""


class ExtensionError(Exception):
    """A form extends what is not there; the message says what."""


@dataclass(frozen=True, slots=True)
class Written:
    """A form as its author wrote it."""

    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, Any]]
    """By language, nested."""


def extended_code(schema: Mapping[str, Any]) -> str | None:
    """Return the code of the procedure whose form this one extends."""
    code = schema.get(EXTENDS)
    return code if isinstance(code, str) else None


def extended(own: Written, other: Written | None) -> Written:
    """Return ``own`` with everything it takes from ``other``, the form that it names (None: there is none).

    Raises:
        ExtensionError: there is no such form, it extends another itself, or it lacks a step that is taken over.
    """
    if other is None:
        raise ExtensionError(f"there is no form of {extended_code(own.schema)} to extend")
    if extended_code(other.schema) is not None:
        raise ExtensionError(f"the form of {extended_code(own.schema)} extends another itself")
    schema = {**other.schema, **{key: value for key, value in own.schema.items() if key != EXTENDS}}
    for name in ("properties", "$defs"):
        if name in schema:
            schema[name] = {**other.schema.get(name, {}), **own.schema.get(name, {})}
    for name in (*_TOGETHER, *_OWN_FIRST):
        lists = [list(form.schema.get(name, ())) for form in (other, own)]
        if any(lists):
            first, second = reversed(lists) if name in _OWN_FIRST else lists
            schema[name] = first + [item for item in second if item not in first]
    texts = {language: _merged(other.texts.get(language, {}), said) for language, said in own.texts.items()}
    return Written(schema, _with_steps(own.ui, _steps_of(other.ui)), texts)


def _steps_of(ui: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    elements = ui.get("elements", ())
    return {element.get("options", {}).get("id", ""): element for element in elements if isinstance(element, Mapping)}


def _with_steps(ui: Mapping[str, Any], steps: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    elements = []
    for element in ui.get("elements", ()):
        name = element.get(STEP) if isinstance(element, Mapping) else None
        if name is not None and name not in steps:
            raise ExtensionError(f"the form it extends has no step {name!r}")
        elements.append(element if name is None else {**steps[name], **_without(element, STEP)})
    return {**ui, "elements": elements}


def _without(element: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in element.items() if name != key}


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested texts of both; where both say something, ``above`` does."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merged(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged
