"""Words of a form's schema that nobody reads: misspelt keywords, formats and ``x-`` words say nothing, silently."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator

from forms.checker import FORMAT_CHECKER
from forms.control_options import KINDS
from forms.fault import SCHEMA, Fault
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
                near = get_close_matches(name, _KEYWORDS, n=1)
                hint = f"; do you mean {near[0]}?" if near else ""
                yield Fault(SCHEMA, f"{where}/{name}".removeprefix("/"), f"there is no such keyword{hint}")
        for name, known in (("format", FORMAT_CHECKER.checkers), ("x-format", _SHOWN_AS), ("x-kind", KINDS)):
            if name in part and part[name] not in known:
                yield Fault(SCHEMA, f"{where}/{name}".removeprefix("/"), f"there is no {part[name]!r}")
