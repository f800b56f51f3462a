r"""The one JSON Schema checker of app and portal: draft 2020-12 with ``\p{L}`` patterns and Vietnamese formats."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import regex
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator
from jsonschema_specifications import REGISTRY

from forms.formats import FORMATS, is_valid_format
from forms.judging import Judge, compile_judge
from forms.standard_formats import published_format_checker


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
    """Return a checker of the published formats and of ours, which stand where both have one (``date``, ``email``)."""
    checker = published_format_checker()
    for name in FORMATS:
        checker.checks(name)(lambda value, name=name: not isinstance(value, str) or is_valid_format(name, value))
    return checker


FORMAT_CHECKER = _format_checker()
_NO_DEFS: Mapping[str, Any] = {}
KNOWN_SCHEMAS = REGISTRY
"""Only the published dialects: jsonschema's own default fetches unknown ``$ref`` addresses over the network."""
_FORMAT_JUDGES: dict[str, Judge] = {
    name: partial(is_valid_format, name) if name in FORMATS else partial(FORMAT_CHECKER.conforms, format=name)
    for name in FORMAT_CHECKER.checkers
}


class Checker:
    """A compiled schema: a quick yes or no, and every error by name when it is no.

    Both halves are made at their first use: most fields of a form are never wrong.
    """

    __slots__ = ("_judge", "_schema", "_validator")

    def __init__(self, schema: Any) -> None:
        """Keep ``schema`` with its ``$defs``."""
        self._schema = schema
        self._judge: Judge | None = None
        self._validator: Validator | None = None

    def is_valid(self, value: Any) -> bool:
        """Return whether ``value`` fits the schema."""
        if self._judge is None:
            self._judge = compile_judge(self._schema, _FORMAT_JUDGES) or self._validated
        return self._judge(value)

    def iter_errors(self, value: Any) -> Iterator[Any]:
        """Yield what is wrong with ``value`` as ``jsonschema`` names it."""
        if not self.is_valid(value):
            yield from self._errors(value)

    def _validated(self, value: Any) -> bool:
        return next(iter(self._errors(value)), None) is None

    def _errors(self, value: Any) -> Iterator[Any]:
        if self._validator is None:
            self._validator = _Checker(self._schema, format_checker=FORMAT_CHECKER, registry=KNOWN_SCHEMAS)
        yield from self._validator.iter_errors(value)


def compile_schema(schema: Any, defs: Mapping[str, Any] = _NO_DEFS) -> Checker:
    """Return a checker for ``schema``, to be kept: compiling costs more than checking.

    Args:
        schema: A schema, or a part of a form's.
        defs: The form's ``$defs``, to which a part may refer.
    """
    return Checker({"$defs": defs, **schema} if defs and isinstance(schema, Mapping) else schema)
