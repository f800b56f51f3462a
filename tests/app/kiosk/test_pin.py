"""The staff's PIN opens; guessing does not, whoever's session it is."""

from pathlib import Path
from random import Random

import pytest

from app.kiosk.pin import FILE_NAME, FREE_TRIES, PinGate, hash_pin

RIGHT = "314159"
KEPT = hash_pin(RIGHT, Random(1))


class _WatchedHash(str):
    """A PIN's hash that remembers what stood in the file of tries when a PIN was held against it."""

    folder: Path
    counted: str = ""

    def partition(self, sep: str) -> tuple[str, str, str]:
        self.counted = (self.folder / FILE_NAME).read_text(encoding="ascii")
        return super().partition(sep)


class _At:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_only_the_pin_itself_opens() -> None:
    gate = PinGate(_At())
    assert gate.is_pin(RIGHT, KEPT)
    for wrong in ("314158", "", " 314159", "３１４１５９", "314159\n"):
        assert not PinGate(_At()).is_pin(wrong, KEPT), wrong
    assert RIGHT not in KEPT
    assert hash_pin(RIGHT, Random(2)) != KEPT


@pytest.mark.parametrize("kept", ["", "scrypt", "scrypt:!!:!!", "plain:" + KEPT.partition(":")[2], "scrypt:::"])
def test_where_no_pin_or_a_damaged_one_is_kept_none_opens(kept: str) -> None:
    for given in (RIGHT, ""):
        assert not PinGate(_At()).is_pin(given, kept)


def test_after_five_wrong_ones_the_right_one_is_wrong_too_for_ever_longer() -> None:
    at = _At()
    gate = PinGate(at)

    def seconds_closed() -> float:
        began = at.seconds
        while not gate.is_pin(RIGHT, KEPT):
            at.seconds += 30
        return at.seconds - began

    for _ in range(2):  # the right one in between begins anew
        for _ in range(FREE_TRIES):
            assert not gate.is_pin("000000", KEPT)
        assert seconds_closed() == 60
    for _ in range(FREE_TRIES):
        gate.is_pin("000000", KEPT)
    pauses = []
    for _ in range(8):
        at.seconds = gate._closed_until
        assert not gate.is_pin("000000", KEPT)
        pauses.append(gate._closed_until - at.seconds)
    assert pauses == [120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_who_cuts_the_power_gets_no_new_tries_and_waits_the_whole_pause_again(tmp_path: Path) -> None:
    for _ in range(FREE_TRIES - 1):
        assert not PinGate(_At(), tmp_path).is_pin("000000", KEPT)  # each after a power cut
    assert not PinGate(_At(), tmp_path).is_pin("000000", KEPT)
    at = _At()
    gate = PinGate(at, tmp_path)
    at.seconds += 59
    assert not gate.is_pin(RIGHT, KEPT)
    at.seconds += 1
    assert gate.is_pin(RIGHT, KEPT)
    assert PinGate(_At(), tmp_path).is_pin(RIGHT, KEPT), "the right one begins anew"
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_try_is_counted_before_anybody_can_know_what_comes_of_it(tmp_path: Path) -> None:
    watched = _WatchedHash(KEPT)
    watched.folder = tmp_path

    assert PinGate(_At(), tmp_path).is_pin(RIGHT, watched)

    assert watched.counted == "1"
    assert (tmp_path / FILE_NAME).read_text(encoding="ascii") == "0"


@pytest.mark.parametrize("kept", [b"", b"five", b"\xff\x00", b"5.0"])
def test_a_damaged_count_opens_nothing_for_a_minute(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(kept)
    at = _At()
    gate = PinGate(at, tmp_path)
    assert not gate.is_pin(RIGHT, KEPT)
    at.seconds += 60
    assert gate.is_pin(RIGHT, KEPT)


def test_a_folder_that_takes_nothing_lets_the_pin_be_counted_in_memory(tmp_path: Path) -> None:
    (tmp_path / f"{FILE_NAME}.new").mkdir()
    gate = PinGate(_At(), tmp_path)
    for _ in range(FREE_TRIES):
        assert not gate.is_pin("000000", KEPT)
    assert not gate.is_pin(RIGHT, KEPT)


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12a456", "٣١٤١٥٩"])
def test_a_weak_or_odd_pin_is_not_taken(pin: str) -> None:
    with pytest.raises(ValueError, match="6 to 12 digits"):
        hash_pin(pin, Random(1))
