"""The staff's PIN opens; guessing does not, whoever's session it is."""

from random import Random

import pytest

from app.kiosk.pin import FREE_TRIES, PinGate, hash_pin

RIGHT = "314159"
KEPT = hash_pin(RIGHT, Random(1))


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


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12a456", "٣١٤١٥٩"])
def test_a_weak_or_odd_pin_is_not_taken(pin: str) -> None:
    with pytest.raises(ValueError, match="6 to 12 digits"):
        hash_pin(pin, Random(1))
