"""The published ``format`` values for plain JSON Forms data; our own Vietnamese ones are in ``forms/formats.py``.

Source:
    RFC 3339 (dates, times, durations), RFC 3986 and 6570 (URIs), RFC 1123 and 5321 (hosts, mail), RFC 6901 (pointers).
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from functools import partial

from jsonschema import FormatChecker

from forms.uris import is_uri, is_uri_reference

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):?([0-9]{2}))")
_LOCAL_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
"""What JSON Forms 3.7 puts in the place of RFC 3339's time: of a day, without a zone."""
_DURATION = re.compile(
    r"P(?=.)(?:[0-9]+W|(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)"
)
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HOSTNAME = re.compile(rf"(?=.{{1,253}}\.?$){_LABEL}(?:\.{_LABEL})*\.?")
_ATOM = r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_UUID = re.compile(r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_POINTER = re.compile(r"(?:/(?:[^~/]|~0|~1)*)*")
_FRAGMENT_POINTER = re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)")
_URI_PART = r"(?:[a-zA-Z0-9\-._~!$&'()*+,;=:@/?\[\]]|%[0-9a-fA-F]{2})*"
_URI_REFERENCE = re.compile(rf"(?:[a-zA-Z][a-zA-Z0-9+.\-]*:)?{_URI_PART}(?:#(?:(?!\[|\]){_URI_PART[3:-2]})*)?")
_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:.+")
_TEMPLATE = re.compile(
    r"(?:[^\x00-\x20\"'<>%\\^`{|}]|%[0-9a-fA-F]{2}|"
    r"\{[+#./;?&=,!@|]?(?:[\w.]|%[0-9a-fA-F]{2})+(?::[1-9][0-9]{0,3}|\*)?"
    r"(?:,(?:[\w.]|%[0-9a-fA-F]{2})+(?::[1-9][0-9]{0,3}|\*)?)*\})*"
)
_NAME = r"(?:\w|%[0-9a-fA-F]{2})+(?:\.(?:\w|%[0-9a-fA-F]{2})+)*(?::[1-9][0-9]{0,3}|\*)?"
_PUBLISHED_TEMPLATE = re.compile(
    rf"(?:[^\x00-\x20\x7f\"<>%\\^`{{|}}]|%[0-9a-fA-F]{{2}}|\{{[+#./;?&=,!@|]?{_NAME}(?:,{_NAME})*\}})*"
)


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        return False
    year = int(found[1]) or 400  # the calendar of year 0 is that of any year divisible by 400
    return 1 <= int(found[3]) <= monthrange(year, int(found[2]))[1]


def _is_time(text: str) -> bool:
    found = _TIME.fullmatch(text)
    if not found:
        return False
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    sign, ahead = (-1 if found[4] == "+" else 1), (int(found[5] or 0), int(found[6] or 0))
    if hour > 23 or minute > 59 or ahead[0] > 23 or ahead[1] > 59:
        return False
    in_utc = (hour * 60 + minute + sign * (ahead[0] * 60 + ahead[1])) % (24 * 60)
    return second <= 59 or (second == 60 and in_utc == 24 * 60 - 1)


def _is_date_time(text: str) -> bool:
    return len(text) > 10 and text[10] in "Tt " and _is_date(text[:10]) and _is_time(text[11:])


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: text.isascii() and pattern.fullmatch(text) is not None


_FORMATS: dict[str, Callable[[str], bool]] = {
    "date": _is_date,
    "time": _matches(_LOCAL_TIME),
    "date-time": _is_date_time,
    "duration": _matches(_DURATION),
    "hostname": _matches(_HOSTNAME),
    "email": _matches(_EMAIL),
    "uuid": _matches(_UUID),
    "json-pointer": lambda text: _POINTER.fullmatch(text) is not None,
    "relative-json-pointer": lambda text: _FRAGMENT_POINTER.fullmatch(text) is not None,
    "uri-reference": _matches(_URI_REFERENCE),
    "uri": lambda text: _matches(_URI_REFERENCE)(text) and _URI.fullmatch(text) is not None,
    "uri-template": lambda text: _TEMPLATE.fullmatch(text) is not None,
}


_STRICTER = re.compile(
    r"P(?=.)(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
    r"(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"
)
_PUBLISHED: dict[str, Callable[[str], bool]] = {
    **_FORMATS,
    "time": _is_time,
    "duration": _matches(_STRICTER),
    "hostname": lambda text: not text.endswith(".") and _matches(_HOSTNAME)(text),
    "uuid": lambda text: not text.startswith("urn:") and _matches(_UUID)(text),
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "iri": partial(is_uri, is_iri=True),
    "iri-reference": partial(is_uri_reference, is_iri=True),
    "uri-template": lambda text: _PUBLISHED_TEMPLATE.fullmatch(text) is not None,
}
"""As their standards have them, where Ajv, and so JSON Forms, is less strict or means something else."""


def standard_format_checker() -> FormatChecker:
    """Return a checker of the published formats as JSON Forms checks them."""
    return _checker_of(_FORMATS)


def published_format_checker() -> FormatChecker:
    """Return a checker of the published formats as their standards have them."""
    return _checker_of(_PUBLISHED)


def _checker_of(formats: Mapping[str, Callable[[str], bool]]) -> FormatChecker:
    checker = FormatChecker()
    for name, is_valid in formats.items():
        checker.checks(name)(lambda value, is_valid=is_valid: not isinstance(value, str) or is_valid(value))
    return checker
