"""Words of a form's schema that nobody reads (misspelt ones say nothing, silently), and limits that nothing keeps."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from forms.checker import FORMAT_CHECKER
from forms.control_options import KINDS
from forms.fault import SCHEMA, Fault, meant
from forms.judging import ANNOTATIONS
from forms.schema_shape import schemas_in

_OWN_WORDS = ("x-calculated", "x-default", "x-checks", "x-later", "x-list", "x-kind", "x-format", "x-extends")
"""``docs/forms.md`` says what each means."""
_KEYWORDS = frozenset({*Draft202012Validator.VALIDATORS, *ANNOTATIONS, *_OWN_WORDS})
_SHOWN_AS = frozenset({"vnd", "int", *FORMAT_CHECKER.checkers})


def faults_of_keywords(schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the words of a schema that mean nothing here."""
    for where, part in schemas_in(schema):
        for name in part:
            if name not in _KEYWORDS:
                message = f"there is no such keyword{meant(name, _KEYWORDS)}"
                yield Fault(SCHEMA, f"{where}/{name}".removeprefix("/"), message)
        for name, known in (("format", FORMAT_CHECKER.checkers), ("x-format", _SHOWN_AS), ("x-kind", KINDS)):
            if name in part and part[name] not in known:
                yield Fault(SCHEMA, f"{where}/{name}".removeprefix("/"), f"there is no {part[name]!r}")
        for message in _of_limits(part):
            yield Fault(SCHEMA, where.removeprefix("/") or "/", message)


def _of_limits(part: Mapping[str, Any]) -> Iterator[str]:
    """Yield limits that no value keeps, and parts that are required and not there."""
    for least, most in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        if least in part and most in part and part[least] > part[most]:
            yield f"{least} {part[least]} is more than {most} {part[most]}: nothing fits"
    if part.get("type") == "object" and "properties" in part:
        for name in part.get("required", ()):
            if name not in part["properties"]:
                yield f"there is no property {name!r}"
