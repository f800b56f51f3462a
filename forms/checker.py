r"""The one JSON Schema checker of app and portal: draft 2020-12 with ``\p{L}`` patterns and Vietnamese formats."""

from typing import Any

import regex
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator
from jsonschema_specifications import REGISTRY

from forms.formats import FORMATS, is_valid_format


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Any:
    if isinstance(instance, str) and not regex.search(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Any:
    if not validator.is_type(instance, "object"):
        return
    for pattern, subschema in patterns.items():
        for key, value in instance.items():
            if regex.search(pattern, key):
                yield from validator.descend(value, subschema, path=key, schema_path=pattern)


REGEX_KEYWORDS = {"pattern": _pattern, "patternProperties": _pattern_properties}
r"""JSON Schema asks for ECMA 262 with Unicode; ``re`` knows no ``\p{L}``, which Vietnamese names need."""

_Checker: Any = validators.extend(Draft202012Validator, REGEX_KEYWORDS)  # type: ignore[no-untyped-call]  # no stub


def _format_checker() -> FormatChecker:
    checker = FormatChecker()
    for name in FORMATS:
        checker.checks(name)(lambda value, name=name: not isinstance(value, str) or is_valid_format(name, value))
    return checker


FORMAT_CHECKER = _format_checker()
KNOWN_SCHEMAS = REGISTRY
"""Only the published dialects: jsonschema's own default fetches unknown ``$ref`` addresses over the network."""


def compile_schema(schema: Any) -> Validator:
    """Return a validator for ``schema``, to be kept: compiling costs more than checking."""
    validator: Validator = _Checker(schema, format_checker=FORMAT_CHECKER, registry=KNOWN_SCHEMAS)
    return validator
