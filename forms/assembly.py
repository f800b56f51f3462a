"""A form put together from what its author writes: nested texts flattened, shared schema parts and texts copied in."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from forms.procedure import FormDefinition
from forms.references import DEFS

GLOSSARY = "glossary."
"""Texts ``glossary.<term>.name`` and ``glossary.<term>.meaning``, of the form's own or shared."""


def flatten(texts: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested texts by dotted key: ``{"a": {"label": "x"}}`` becomes ``{"a.label": "x"}``."""
    flat: dict[str, str] = {}
    for name, value in texts.items():
        key = f"{prefix}{name}"
        flat.update(flatten(value, f"{key}.") if isinstance(value, Mapping) else {key: str(value)})
    return flat


def references(schema: Any) -> Iterator[str]:
    """Yield the names under ``$defs`` that a schema refers to."""
    if isinstance(schema, Mapping):
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith(DEFS):
            yield reference.removeprefix(DEFS)
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def with_defs(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema with every shared part that it uses under ``$defs``; its own parts come first."""
    defs = dict(schema.get("$defs", {}))
    waiting = [*references(schema)]
    while waiting:
        name = waiting.pop()
        if name not in defs and name in shared:
            defs[name] = shared[name]
            waiting += references(shared[name])
    return {**schema, "$defs": {name: defs[name] for name in sorted(defs)}} if defs else dict(schema)


def terms_in(ui: Any) -> frozenset[str]:
    """Return the glossary terms that the controls of a UI schema name (``options.terms``)."""
    if isinstance(ui, Mapping):
        own = ui.get("terms", ())
        inside = frozenset().union(*(terms_in(part) for part in ui.values()))
        return inside | frozenset(str(term) for term in own) if isinstance(own, list) else inside
    return frozenset().union(*(terms_in(part) for part in ui)) if isinstance(ui, list) else frozenset()


def _without_other_terms(texts: dict[str, str], terms: frozenset[str]) -> dict[str, str]:
    """Return shared texts without the glossary terms that this form does not use: they would change its version."""
    return {key: text for key, text in texts.items() if not key.startswith(GLOSSARY) or key.split(".")[1] in terms}


def assemble(
    schema: Mapping[str, Any],
    ui: Mapping[str, Any],
    *,
    texts: Mapping[str, Mapping[str, Any]],
    shared_defs: Mapping[str, Any],
    shared_texts: Mapping[str, Mapping[str, Any]],
) -> FormDefinition:
    """Return the form; its version is a digest of all that it says, so that two different forms never share one.

    Args:
        schema: ``form.schema.json``.
        ui: ``form.ui.json``.
        texts: By language, nested as in ``texts.<language>.yaml``.
        shared_defs: Schema parts for all forms.
        shared_texts: Texts for all forms, by language; the form's own win.
    """
    whole = with_defs(schema, shared_defs)
    terms = terms_in(ui)
    flat = {
        language: _without_other_terms(flatten(shared_texts.get(language, {})), terms) | flatten(entries)
        for language, entries in texts.items()
    }
    stable = json.dumps([whole, ui, flat], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    version = hashlib.sha256(stable.encode()).hexdigest()[:12]
    return FormDefinition(version=version, schema=whole, ui=dict(ui), texts=flat)
