"""The text of an identity card's QR code: what is read, what is refused and why."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.id_card import IdCard, NotAnIdCard, read_id_card

CARD = "001085012345|012345678|Nguyễn Văn Mẫu|15031985|Nam|Số 1 phố Mẫu, Hàng Trống, Hoàn Kiếm, Hà Nội|20062021"
READ = IdCard(
    number="001085012345",
    old_number="012345678",
    full_name="NGUYỄN VĂN MẪU",
    birth_date="1985-03-15",
    sex="nam",
    address="Số 1 phố Mẫu, Hàng Trống, Hoàn Kiếm, Hà Nội",
    issued_on="2021-06-20",
)


def with_part(at: int, text: str) -> str:
    parts = CARD.split("|")
    parts[at] = text
    return "|".join(parts)


def test_every_part_of_a_card_is_read() -> None:
    assert read_id_card(CARD) == READ


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        (f"\ufeff {CARD}\r\n", {}),
        (with_part(0, "００１０８５０１２３４５"), {}),
        (with_part(2, "Nguye\u0302\u0303n Va\u0306n Ma\u0302\u0303u"), {}),
        (CARD.encode().decode("latin-1"), {}),
        (with_part(1, ""), {"old_number": ""}),
        (with_part(3, "1985"), {"birth_date": "1985"}),
        (with_part(4, "Nữ"), {"sex": "nu"}),
        (with_part(4, ""), {"sex": ""}),
        (CARD.rpartition("|")[0], {"issued_on": ""}),
        (f"{CARD}|Nguyễn Văn Cha|Trần Thị Mẹ", {"rest": ("Nguyễn Văn Cha", "Trần Thị Mẹ")}),
    ],
)
def test_a_card_is_read_however_its_text_arrives(text: str, differs: dict[str, object]) -> None:
    card = read_id_card(text)
    assert isinstance(card, IdCard)
    expected = {name: differs.get(name, getattr(READ, name)) for name in READ.__slots__}
    assert {name: getattr(card, name) for name in READ.__slots__} == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t\u200b", "empty"),
        ("https://motcua.example/tra-cuu?ma=1", "another_code"),
        (
            "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045802VN6304F443",
            "another_code",
        ),
        ("a|b|c|d|e|f|g", "another_code"),
        ("x" * 100_000, "another_code"),
        ("001085012345", "another_code"),
        ("DN4010012345678|4e677579e1bb856e|15/03/1985|1|48c3a0|01 - 001|01/01/2026|31/12/2026", "health_card"),
        ("0123456789|4e677579e1bb856e|15/03/1985|1|48c3a0|01 - 001|01/01/2026|31/12/2026", "health_card"),
        (CARD[: len(CARD) // 3], "damaged"),
        (with_part(0, "00108501234"), "damaged"),
        (with_part(2, ""), "damaged"),
        (with_part(2, "12345"), "damaged"),
        (with_part(3, "31021985"), "damaged"),
        (with_part(3, ""), "damaged"),
        (with_part(4, "Khác"), "damaged"),
        (with_part(2, "Nguy?n V?n M?u"), "letters_lost"),
        (with_part(5, "S\ufffd 1"), "letters_lost"),
    ],
)
def test_what_is_no_card_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert read_id_card(text) == NotAnIdCard(reason)  # type: ignore[arg-type]  # a reason as a plain text


names = st.from_regex(r"\A[A-ZĐÀ]{1,8}( [A-ZĐẴỄ]{1,8}){1,4}\Z")
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 11, 22))


@given(names, days, st.sampled_from(["Nam", "Nữ"]), days)
def test_what_a_card_holds_comes_back(name: str, born: date, sex: str, issued: date) -> None:
    card = read_id_card(f"001085012345||{name}|{born:%d%m}{born.year:04}|{sex}|Hà Nội|{issued:%d%m}{issued.year:04}")
    assert isinstance(card, IdCard)
    assert (card.full_name, card.birth_date, card.issued_on) == (name, born.isoformat(), issued.isoformat())
    assert card.sex == {"Nam": "nam", "Nữ": "nu"}[sex]


@given(st.text() | st.lists(st.text(max_size=20), max_size=12).map("|".join))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_id_card(text), IdCard | NotAnIdCard)


@given(st.integers(0, len(CARD)), st.characters())
def test_a_damaged_card_never_raises(at: int, letter: str) -> None:
    assert isinstance(read_id_card(CARD[:at] + letter + CARD[at + 1 :]), IdCard | NotAnIdCard)
