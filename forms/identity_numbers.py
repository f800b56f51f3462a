"""What the structure of a Vietnamese personal ID number says about its holder."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PersonalIdFacts:
    """What the twelve digits were built from; it warns and never convicts (registers hold exceptions)."""

    province: str
    sex: Literal["nam", "nu"]
    birth_year: int


def personal_id_facts(number: str) -> PersonalIdFacts | None:
    """Return what the number says, or None when it is not twelve digits.

    The digits are ``PPP G YY NNNNNN``: province of birth registration, century and sex (even male, odd female),
    year, serial. There is no check digit.

    Source:
        Decree 70/2024/NĐ-CP, domain facts C.1.
    """
    if len(number) != 12 or not number.isascii() or not number.isdecimal():
        return None
    century_and_sex = int(number[3])
    return PersonalIdFacts(
        province=number[:3],
        sex="nu" if century_and_sex % 2 else "nam",
        birth_year=1900 + 100 * (century_and_sex // 2) + int(number[4:6]),
    )
