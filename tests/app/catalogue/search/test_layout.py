"""An index's bytes: whole and as written, or refused."""

import pytest

from app.catalogue.search.layout import IndexDamagedError, pack, unpack

SECTIONS = {"one": b"abc", "none": b"", "words": bytes(range(8))}


def test_sections_come_back_as_they_were_given() -> None:
    assert {name: bytes(view) for name, view in unpack(pack(SECTIONS)).items()} == SECTIONS


def test_numbers_are_read_where_they_lie() -> None:
    assert len(unpack(pack(SECTIONS))["words"].cast("Q")) == 1


@pytest.mark.parametrize("cut", [0, 5, 17, 30, -1])
def test_what_is_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(IndexDamagedError):
        unpack(pack(SECTIONS)[:cut])


def test_a_changed_byte_anywhere_is_found() -> None:
    packed = pack(SECTIONS)
    for place in range(len(packed)):
        with pytest.raises(IndexDamagedError):
            unpack(packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :])
