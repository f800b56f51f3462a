"""What a misspelt word may have been meant to be."""

import pytest

from app.catalogue.search.spelling import deletions, neighbours, slips, sounds_alike, without_telex, without_vni


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddawng", "dang"),
        ("kys", "ky"),
        ("giaays", "giay"),
        ("thuwowngf", "thuong"),
        ("khaaur", "khau"),
        ("nuwowcs", "nuoc"),
        ("hieemr", "hiem"),
        ("tw", "tu"),
        ("quoocs", "quoc"),
        ("sinh", "sinh"),
        ("xe", "xe"),
        ("ro", "ro"),
    ],
)
def test_telex_keys_left_over_are_taken_away(typed: str, meant: str) -> None:
    assert without_telex(typed) == meant


def test_vni_digits_are_taken_away() -> None:
    assert [without_vni(word) for word in ("d9ang8", "ky1", "ho65")] == ["dang", "ky", "ho"]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("sinh", "sinh", 0), ("khia", "khai", 1), ("sonh", "sinh", 1), ("pasport", "passport", 1), ("abcdef", "ab", 3)],
)
def test_slips_of_the_finger_are_counted(one: str, other: str, count: int) -> None:
    assert slips(one, other) == slips(other, one) == count


def test_a_long_word_is_left_with_two_letters_missing() -> None:
    assert {"abc", "ab", "bc", "ac", "a", "b", "c"} == deletions("abc", depth=2)


def test_sounds_that_many_mistake_are_tried() -> None:
    assert "tru" in set(sounds_alike("chu"))
    assert "xuat" in set(sounds_alike("suat"))
    assert "tan" in set(sounds_alike("tang"))


def test_neighbours_are_one_slip_or_one_sound_away() -> None:
    terms = ["ba", "bhyt2", "chu", "khai", "khia", "thanh", "tru"]
    near = list(neighbours(terms))
    assert near[terms.index("khai")] == [terms.index("khia")]
    assert near[terms.index("chu")] == [terms.index("tru")]
    assert near[terms.index("bhyt2")] == near[terms.index("thanh")] == []
