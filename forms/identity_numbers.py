"""What the structure of a Vietnamese personal ID number says about its holder.

It warns and never convicts: registers hold exceptions, so a form asks to look again and lets the answer stand.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PersonalIdFacts:
    """What the twelve digits were built from.

    ``province`` is the code of the province of birth registration as it was then, with a nought before it; births
    registered abroad have codes of countries.
    """

    province: str
    sex: Literal["nam", "nu"]
    birth_year: int


@dataclass(frozen=True, slots=True)
class FormerProvince:
    """A province as numbers were built by, and the code of the province of today that it is or lies in."""

    name: str
    today: str


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


def province_of_birth(number: str) -> FormerProvince | None:
    """Return the province where the birth was registered; None for a code of another country or of none."""
    facts = personal_id_facts(number)
    return PROVINCES.get(facts.province) if facts else None


_TODAY_BY_NAMES = """
001 01 Hà Nội|002 08 Hà Giang|004 04 Cao Bằng|006 19 Bắc Kạn|008 08 Tuyên Quang|010 15 Lào Cai|011 11 Điện Biên
012 12 Lai Châu|014 14 Sơn La|015 15 Yên Bái|017 25 Hòa Bình|019 19 Thái Nguyên|020 20 Lạng Sơn|022 22 Quảng Ninh
024 24 Bắc Giang|025 25 Phú Thọ|026 25 Vĩnh Phúc|027 24 Bắc Ninh|030 31 Hải Dương|031 31 Hải Phòng|033 33 Hưng Yên
034 33 Thái Bình|035 37 Hà Nam|036 37 Nam Định|037 37 Ninh Bình|038 38 Thanh Hóa|040 40 Nghệ An|042 42 Hà Tĩnh
044 44 Quảng Bình|045 44 Quảng Trị|046 46 Thừa Thiên Huế|048 48 Đà Nẵng|049 48 Quảng Nam|051 51 Quảng Ngãi
052 52 Bình Định|054 66 Phú Yên|056 56 Khánh Hòa|058 56 Ninh Thuận|060 68 Bình Thuận|062 51 Kon Tum|064 52 Gia Lai
066 66 Đắk Lắk|067 68 Đắk Nông|068 68 Lâm Đồng|070 75 Bình Phước|072 80 Tây Ninh|074 79 Bình Dương|075 75 Đồng Nai
077 79 Bà Rịa - Vũng Tàu|079 79 TP. Hồ Chí Minh|080 80 Long An|082 82 Tiền Giang|083 86 Bến Tre|084 86 Trà Vinh
086 86 Vĩnh Long|087 82 Đồng Tháp|089 91 An Giang|091 91 Kiên Giang|092 92 Cần Thơ|093 92 Hậu Giang|094 92 Sóc Trăng
095 96 Bạc Liêu|096 96 Cà Mau
"""

PROVINCES: dict[str, FormerProvince] = {
    entry[:3]: FormerProvince(name=entry[7:], today=entry[4:6])
    for entry in _TODAY_BY_NAMES.strip().replace("\n", "|").split("|")
}
"""The 63 provinces by their code in personal ID numbers; the mergers of 2025 gave nobody another number.

Source:
    domain facts C.1 (codes) and E (mergers); ``tests/forms/test_identity_numbers.py`` compares with the map.
"""
