"""What the code on a Vietnamese identity card says of its holder."""

import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

import regex

from forms.folding import fold
from forms.formats import is_valid_format, normalise

Reason = Literal["empty", "another_code", "health_card", "damaged", "letters_lost"]
"""Why a text is no identity card: nothing there, another code, a health insurance card's, a part missing or unreadable,
letters that a hand scanner could not type."""

LONGEST = 2_000
"""A card's code is far shorter; what is longer is not looked into."""
_LEAST_PARTS = 6
_HEALTH_CARD = regex.compile(r"[A-Z]{2}[1-5]\d{12}|\d{10}")
_NOT_PRINTED = regex.compile(r"[\p{Cc}\p{Cf}]")
_DAY = regex.compile(r"([0-9]{2})[/.\-]?([0-9]{2})[/.\-]?([0-9]{4})")
_LOST = regex.compile(r"[?\ufffd\u25a1]")


@dataclass(frozen=True, slots=True)
class IdCard:
    """The holder as the card has them; ``rest`` is what newer cards add, kept unread."""

    number: str
    old_number: str
    """Of the nine-digit card before, empty where there was none."""
    full_name: str
    """In capitals, as forms write names."""
    birth_date: str
    """ISO; only the year where the card has no more."""
    sex: Literal["nam", "nu", ""]
    address: str
    """Permanent residence as printed, by the names of places at the time of issue."""
    issued_on: str
    """ISO, or empty."""
    rest: tuple[str, ...] = ()
    has_lost_letters: bool = False
    """A scanner left the Vietnamese letters away: name and address are empty, numbers and dates are right."""


@dataclass(frozen=True, slots=True)
class NotAnIdCard:
    """A text that is no identity card, and why."""

    reason: Reason


def read_id_card(text: str, *, is_typed: bool = False) -> IdCard | NotAnIdCard:
    """Return the holder that the text of a card's QR code names.

    The parts stand between ``|``: number, number of the card before (may be empty), name, birth date ``ddmmyyyy``, sex,
    permanent residence, date of issue; newer cards add more. Whether the number fits birth date and sex is not judged
    here: the form asks about that, as for a number that was typed.

    Args:
        text: As decoded from a picture, or as a hand scanner typed it.
        is_typed: A hand scanner typed it: some type only the letters of their own keyboard, without a sign of it.

    Source:
        domain facts C.2 (a real card's layout; the parts after the seventh are not published).
    """
    if len(text) > LONGEST:
        return NotAnIdCard("another_code")
    line = _NOT_PRINTED.sub("", _repaired(unicodedata.normalize("NFC", text))).strip()
    if not line:
        return NotAnIdCard("empty")
    parts = [" ".join(part.split()) for part in line.split("|")]
    number = str(normalise("personal_id", parts[0]))
    if not is_valid_format("personal_id", number):
        return NotAnIdCard(_other_code(parts))
    if len(parts) < _LEAST_PARTS:
        return NotAnIdCard("damaged" if len(parts) > 1 else "another_code")
    if any(_LOST.search(part) for part in parts[2:6]):
        return NotAnIdCard("letters_lost")
    card = _card(number, parts)
    if is_typed and line.isascii() and isinstance(card, IdCard):
        return replace(card, full_name="", address="", has_lost_letters=True)
    return card


def _card(number: str, parts: list[str]) -> IdCard | NotAnIdCard:
    name, birth_date, sex = str(normalise("name", parts[2])), _date(parts[3]), _sex(parts[4])
    if not is_valid_format("person_name", name) or not birth_date or sex is None:
        return NotAnIdCard("damaged")
    return IdCard(
        number=number,
        old_number=parts[1],
        full_name=name,
        birth_date=birth_date,
        sex=sex,
        address=parts[5],
        issued_on=_day(parts[6]) if len(parts) > 6 else "",
        rest=tuple(parts[7:]),
    )


def _other_code(parts: list[str]) -> Reason:
    if len(parts) < _LEAST_PARTS:
        return "another_code"
    return "health_card" if _HEALTH_CARD.fullmatch(parts[0]) else "damaged" if parts[0].isdigit() else "another_code"


def _sex(text: str) -> Literal["nam", "nu", ""] | None:
    """Return the sex as forms store it, "" where the card says none, None for anything else."""
    known: dict[str, Literal["nam", "nu", ""]] = {"nam": "nam", "nu": "nu", "": ""}
    return known.get(fold(text))


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    value = f"{found[3]}-{found[2]}-{found[1]}" if found else ""
    return value if is_valid_format("date", value) else ""


def _date(text: str) -> str:
    """Return a birth date, or the year alone: some people's day was never registered."""
    if len(text) == 4 and is_valid_format("partial_date", text):
        return text
    return _day(text)


def _repaired(text: str) -> str:
    """Return a text whose UTF-8 was taken for Western letters ("Nguyá»…n") as it was meant."""
    try:
        return unicodedata.normalize("NFC", b"".join(_byte(letter) for letter in text).decode("utf-8"))
    except UnicodeError:
        return text


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # five bytes that cp1252 leaves out
