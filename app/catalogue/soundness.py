"""Whether what came from the portal can be worked with; asked before it replaces what can.

Nothing here trusts the portal: a procedure that cannot be shown, a form that cannot be filled in or a calendar that
cannot count days is refused; hostile text is made harmless, so that no screen need think of it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from forms.procedure import Procedure

Lists = Mapping[str, Sequence[dict[str, Any]]]

CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
LONGEST_NAME: Final = 1_000
LONGEST_TEXT: Final = 100_000
"""The longest section of the national database's pages has 42,000 characters."""
_DECEIVING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
"""Control characters, and those unseen or turning the reading direction: a name must read as it is written."""


class UnsoundError(Exception):
    """It cannot be worked with; the text says why, for logs."""


def is_code(code: str) -> bool:
    """Whether a procedure may be called so: it becomes part of addresses and file names."""
    return CODE.fullmatch(code) is not None


def harmless(value: dict[str, Any]) -> dict[str, Any]:
    """Return a procedure's JSON without deceiving characters, endless texts and links that lead out of the web."""
    said: dict[str, Any] = _harmless(value, LONGEST_TEXT)
    said["name"] = _harmless(said.get("name"), LONGEST_NAME)
    if not _is_web(said.get("moved_to")):
        said.pop("moved_to", None)
    if isinstance(said.get("before"), dict):
        said["before"] = harmless(said["before"])
    for template in said.get("templates") or ():
        if isinstance(template, dict) and not _is_web(template.get("url")):
            template.pop("url", None)
    return said


def check_procedure(procedure: Procedure, lists: Lists, today: date) -> None:
    """Refuse a procedure that no screen could show.

    Raises:
        UnsoundError: it has no name, or a form that cannot be filled in.
    """
    if not is_code(procedure.code) or not any(text.strip() for text in procedure.name.values()):
        raise UnsoundError("a procedure without a code or a name")
    if procedure.form is not None:
        _check_form(procedure, lists, today)
    if procedure.before is not None:
        if procedure.before.code != procedure.code or procedure.before.before is not None:
            raise UnsoundError("an earlier version of something else")
        check_procedure(procedure.before, lists, today)


def check_calendar(calendar: Mapping[str, Any]) -> None:
    """Refuse a calendar that cannot count working days.

    Raises:
        UnsoundError: it cannot be read.
    """
    from forms.calendar import Calendar

    try:
        Calendar.decode(calendar)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise UnsoundError("a calendar that cannot be read") from None


def _check_form(procedure: Procedure, lists: Lists, today: date) -> None:
    from jsonschema.exceptions import SchemaError  # here: they bring the whole form language, 0.1 s of the start

    from forms.flow import Form

    assert procedure.form is not None
    try:
        form = Form(procedure.form, lists, procedure.papers)
        form.problems({}, today=today)
        form.papers({}, today=today)
        steps = form.steps({}, today=today)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, SchemaError) as error:
        raise UnsoundError(f"the form of {procedure.code}: {type(error).__name__}") from None
    if not steps:
        raise UnsoundError(f"the form of {procedure.code} has no step")


def _harmless(value: Any, longest: int) -> Any:
    if isinstance(value, str):
        short = value if len(value) <= longest else value[: longest - 1] + "…"
        return _DECEIVING.sub("", short)
    if isinstance(value, list):
        return [_harmless(item, longest) for item in value]
    if isinstance(value, dict):
        return {name: _harmless(item, longest) for name, item in value.items()}
    return value


def _is_web(address: Any) -> bool:
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
        return parts is not None and parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        return False
