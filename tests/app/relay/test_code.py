"""The code of a hand-over: what one types wrong is seen here, what one types right opens."""

import unicodedata
from random import Random

import pytest

from app.relay.code import LENGTH, LETTERS, BadCodeError, in_groups, new_code, open_code, read_code
from app.vault.letter_box import LetterBox, seal_piece
from app.vault.sealing import NotAuthenticError


def test_a_code_has_more_than_sixty_bits_at_random() -> None:
    assert len(LETTERS) ** (LENGTH - 1) > 2**60
    assert len({new_code(Random(seed)) for seed in range(200)}) == 200


def test_it_is_read_in_groups_in_small_letters_and_from_an_address() -> None:
    code = new_code(Random(1))
    for typed in (
        in_groups(code),
        code.lower(),
        f" {in_groups(code)} \n",
        f"https://portal/hand-over#{in_groups(code)}",
    ):
        assert read_code(typed) == code


def test_no_keyboard_for_vietnamese_turns_its_letters_into_others() -> None:
    """Telex needs a vowel, a double D or a W; VNI a vowel or a D before its digit."""
    assert not set(LETTERS) & set("AEIOUYDW")
    assert not set(LETTERS) & set("01258")  # misread as O, I, Z, S, B
    assert unicodedata.is_normalized("NFC", LETTERS)


def test_every_wrong_letter_and_every_swap_is_seen() -> None:
    code = new_code(Random(2))
    for at in range(LENGTH):
        for letter in LETTERS.replace(code[at], ""):
            with pytest.raises(BadCodeError):
                read_code(code[:at] + letter + code[at + 1 :])
    for at in range(LENGTH - 2):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        if swapped != code:
            with pytest.raises(BadCodeError):
                read_code(swapped)


@pytest.mark.parametrize(
    "typed", ["", "BCFG", "A" * LENGTH, "BCFGHJKLMNPQRSTVX", "\ud800", "#", "１" * LENGTH, "ß" * 8]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadCodeError):
        read_code(typed)


def test_box_token_and_key_follow_from_the_code_alone() -> None:
    first, again, other = (open_code(new_code(Random(seed))) for seed in (1, 1, 2))
    assert first == again
    assert {first.box_id, first.token, first.key.hex()}.isdisjoint({other.box_id, other.token, other.key.hex()})
    assert "token" not in repr(first)


def test_only_the_session_opens_what_was_sealed_for_its_box() -> None:
    box, other = LetterBox("a" * 32), LetterBox("a" * 32)
    piece = seal_piece(b"a page", box.public_text, "a" * 32, nonce=bytes(12))
    assert box.open(piece) == b"a page"
    elsewhere = seal_piece(b"a page", box.public_text, "b" * 32, nonce=bytes(12))
    for wrong in (elsewhere, piece[:-1], piece[:60], b"", bytes(200), piece[:65] + bytes([piece[65] ^ 1]) + piece[66:]):
        with pytest.raises(NotAuthenticError):
            box.open(wrong)
    with pytest.raises(NotAuthenticError):
        other.open(piece)
