import string
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.formats import FORMATS, display, is_valid_format, normalise, reason
from forms.formats.registrations import tax_check_digit

_DIGITS = st.sampled_from(string.digits)


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.text(_DIGITS, min_size=count, max_size=count)


def _tax_codes() -> st.SearchStrategy[str]:
    issued = _digits(9).filter(lambda nine: tax_check_digit(nine) is not None)
    ten = issued.map(lambda nine: f"{nine}{tax_check_digit(nine)}")
    branch = st.builds(lambda number, place: f"{number}-{place:03}", ten, st.integers(1, 999))
    return st.one_of(ten, branch, _digits(12))


_DAYS = st.dates(date(1800, 1, 1), date(2999, 12, 31)).map(date.isoformat)
_LETTERS = "ABCDEFGHKLMNPSTUVXYZ"
VALID: dict[str, st.SearchStrategy[str]] = {
    "person_name": st.sampled_from(["NGUYỄN VĂN AN", "H'HEN NIÊ", "ĐINH THỊ Y NHI", "K'BING", "JEAN-LUC O'NEILL"]),
    "email": st.sampled_from(["ten@example.vn", "a.b+c@vi.example.com.vn"]),
    "personal_id": _digits(12),
    "phone": st.builds("{}{}".format, st.sampled_from(["032", "055", "079", "086", "091", "0246", "0236"]), _digits(7)),
    "date": _DAYS,
    "partial_date": st.builds(lambda day, length: day[:length], _DAYS, st.sampled_from([4, 7, 10])),
    "time_of_day": st.times().map(lambda time: f"{time:%H:%M}"),
    "tax_code": _tax_codes(),
    "social_insurance": _digits(10),
    "health_card": st.one_of(_digits(10), st.builds("DN{}{}".format, st.integers(1, 5), _digits(12))),
    "health_facility": _digits(5),
    "licence": _digits(12),
    "plate": st.one_of(
        st.builds("{}{}-{}.{}".format, _digits(2), st.sampled_from(_LETTERS), _digits(3), _digits(2)),
        st.builds("{}{}-{}".format, _digits(2), st.sampled_from(_LETTERS), _digits(4)),
        st.builds("{}-{}{} {}.{}".format, _digits(2), st.sampled_from(_LETTERS), _DIGITS, _digits(3), _digits(2)),
        st.builds("{}-{}{} {}".format, _digits(2), st.sampled_from(_LETTERS), _DIGITS, _digits(4)),
        st.builds("{}-{} {}.{}".format, _digits(2), st.text(_LETTERS, min_size=2, max_size=2), _digits(3), _digits(2)),
        st.builds("{}LD-{}.{}".format, _digits(2), _digits(3), _digits(2)),
    ),
    "passport": st.builds("{}{}".format, st.sampled_from(_LETTERS), _digits(8)),
    "bank_account": st.text(_DIGITS, min_size=6, max_size=19),
    "postal_code": _digits(5),
}
"""Valid values of every format, made at random."""

_ANY_VALID = st.sampled_from(sorted(VALID)).flatmap(lambda name: st.tuples(st.just(name), VALID[name]))


def test_every_format_is_tried() -> None:
    assert set(VALID) == set(FORMATS)


@given(_ANY_VALID, st.sampled_from(["vi", "en"]))
def test_typing_what_is_shown_gives_the_same_value_in_both_languages(of_format: tuple[str, str], language: str) -> None:
    name, value = of_format
    assert is_valid_format(name, value)
    assert normalise(name, value) == value
    assert normalise(name, display(name, value, language)) == value
    assert reason(name, value) is None


@given(_ANY_VALID)
def test_full_width_digits_and_decomposed_letters_are_the_same_value(of_format: tuple[str, str]) -> None:
    name, value = of_format
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdecimal() else one for one in value)
    assert normalise(name, unicodedata.normalize("NFD", wide)) == value


@given(_ANY_VALID)
def test_spaces_around_and_what_cannot_be_seen_change_nothing(of_format: tuple[str, str]) -> None:
    name, value = of_format
    assert normalise(name, f" \u200b{value}\ufeff \u00a0") == value


@example("bank_account", "ß\u0301")
@example("health_facility", "A/\u0300")
@example("person_name", "ŉ")
@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=60))
def test_tidying_twice_changes_nothing_more_and_never_fails(name: str, text: str) -> None:
    once = normalise(name, text)
    assert normalise(name, once) == once
    assert isinstance(is_valid_format(name, once), bool)
    assert isinstance(display(name, once, "vi"), str)
    assert is_valid_format(name, once) <= (reason(name, once) is None)


@given(st.sampled_from(sorted(FORMATS)), st.text(string.digits + "./- aAđ", max_size=20))
def test_a_reason_is_said_in_both_languages(name: str, text: str) -> None:
    words = reason(name, normalise(name, text))
    assert words is None or set(words) == {"vi", "en"}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_hundred_thousand_characters_are_refused_and_stay(name: str) -> None:
    for pasted in ("1" * 100_000, "á " * 50_000, "🙂" * 100_000):
        stored = normalise(name, pasted)
        assert len(stored) >= 50_000
        assert not is_valid_format(name, stored)
        words = reason(name, stored)
        assert words is None or len(words["vi"]) < 200


def test_what_no_keyboard_types_is_not_kept_in_a_text() -> None:
    assert normalise("text", "một\r\nhai\x00\ud800 🙂 ") == "một\nhai 🙂"
