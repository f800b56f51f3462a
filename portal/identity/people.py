"""The sample people of the development identity provider, and as many made-up ones as a test asks for.

Every personal ID begins with 000, which no province has (domain facts C.1), so none can be a real person's.
"""

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.identity.model import KnownValue, SamplePerson, role_of

SAMPLE_PIN = "246810"
"""The PIN of everyone sample; it stands on the sign-in page."""

_PEOPLE = Path(__file__).with_name("sample_people.json")
_AS_OF = "2026-10-01"


def sample_people() -> tuple[SamplePerson, ...]:
    """Return the people offered on the sign-in page, in the order shown (``sample_people.json``)."""
    return tuple(_decode(entry) for entry in json.loads(_PEOPLE.read_text(encoding="utf-8")))


def sample_id(*, born: str, sex: str, serial: int) -> str:
    """Return an invented personal ID whose structure fits birth date and sex (domain facts C.1)."""
    year = int(born[:4])
    century_and_sex = (year - 1900) // 100 * 2 + (sex == "nu")
    return f"000{century_and_sex}{year % 100:02d}{serial:06d}"


def _decode(entry: Mapping[str, Any]) -> SamplePerson:
    personal_id = sample_id(born=entry["born"], sex=entry["sex"], serial=entry["serial"])
    registers: dict[str, dict[str, Any]] = {
        "population_register": _population_register(entry, personal_id),
        "account": {
            "person.phone": f"099{entry['serial'] % 10_000_000:07d}",
            "person.email": f"{entry['subject']}@motcua.example",
        },
        **entry.get("registers", {}),
    }
    return SamplePerson(
        subject=entry["subject"],
        name=entry["name"],
        personal_id=personal_id,
        pin=SAMPLE_PIN,
        role=role_of(entry.get("role", "citizen")),
        about=entry["about"],
        level=entry.get("level", 2),
        organisation=entry.get("organisation"),
        office_id=entry.get("office_id"),
        known=tuple(
            (key, KnownValue(value=value, source=register, as_of=_AS_OF))
            for register, values in registers.items()
            for key, value in values.items()
        ),
    )


def _population_register(entry: Mapping[str, Any], personal_id: str) -> dict[str, Any]:
    return {
        "person.full_name": entry["name"].upper(),
        "person.birth_date": entry["born"],
        "person.personal_id": personal_id,
        "person.sex": entry["sex"],
        "person.ethnicity": entry["ethnicity"],
        "person.nationality": "VN",
        "person.residence": entry["residence"],
        "person.home_town": entry.get("home_town", entry["residence"]),
    }


_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
_MIDDLE = {"nam": ("Văn", "Minh", "Quốc", "Hữu"), "nu": ("Thị", "Ngọc", "Thu", "Thanh")}
_GIVEN = {
    "nam": ("An", "Bình", "Cường", "Đức", "Giang", "Hải", "Khánh", "Long", "Nam", "Phúc", "Tuấn"),
    "nu": ("Anh", "Chi", "Diệp", "Hằng", "Hương", "Linh", "Ngân", "Nhung", "Phương", "Trang", "Yến"),
}
_RESIDENCE = {"province": "01", "commune": "00070", "detail": "số 1 phố Mẫu"}


def made_up_people(count: int, *, chance: random.Random) -> Iterator[SamplePerson]:
    """Yield made-up citizens, the same ones for the same seed."""
    for number in range(1, count + 1):
        sex = chance.choice(("nam", "nu"))
        yield _decode(
            {
                "subject": f"made-up-{number}",
                "name": " ".join(map(chance.choice, (_SURNAMES, _MIDDLE[sex], _GIVEN[sex]))),
                "about": {"vi": "Người dân mẫu", "en": "Made-up citizen"},
                "born": f"{chance.randint(1950, 2005)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
                "sex": sex,
                "serial": 100_000 + number,
                "ethnicity": "kinh",
                "residence": _RESIDENCE,
            }
        )
