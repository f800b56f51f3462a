"""A file sealed with a receiver's code opens there and nowhere else."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vault.errors import WrongKeyError
from app.vault.recipient import BadCodeError, new_receiving_key, open_received, receiving_code, seal_for
from app.vault.sealed_file import NotASealedFileError, open_sealed_file, seal_file

KEY = new_receiving_key()
CODE = receiving_code(KEY)
SEALED = seal_for(b"content", CODE, purpose="draft")


def test_the_holder_of_the_code_opens_it_and_nobody_else_does() -> None:
    assert open_received(SEALED, KEY, purpose="draft") == b"content"
    for key, purpose in ((new_receiving_key(), "draft"), (KEY, "hand-over")):
        with pytest.raises(WrongKeyError):
            open_received(SEALED, key, purpose=purpose)
    assert seal_for(b"content", CODE, purpose="draft") != SEALED
    with pytest.raises(NotASealedFileError):
        open_received(b"%PDF-1.7", KEY, purpose="draft")


def test_the_code_may_be_read_aloud_and_typed() -> None:
    assert all(len(group) == 5 for group in CODE.split("-")[:-1])
    assert not set(CODE) & set("0189abcdefghijklmnopqrstuvwxyz")
    typed = f" {CODE.lower().replace('-', ' ')}\n"
    assert open_received(seal_for(b"c", typed, purpose="draft"), KEY, purpose="draft") == b"c"


@settings(deadline=None)
@given(at=st.integers(0, len(CODE) - 1), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_wrong_letter_of_the_code_is_noticed(at: int, letter: str) -> None:
    wrong = CODE[:at] + letter + CODE[at + 1 :]
    if CODE[at] in ("-", letter):
        return
    try:
        sealed = seal_for(b"content", wrong, purpose="draft")
    except BadCodeError:
        return
    assert at == len(CODE) - 1  # only the unused bits of the last letter
    assert open_received(sealed, KEY, purpose="draft") == b"content"


@pytest.mark.parametrize(
    "code",
    ["", "A", CODE[:-6], CODE + "AAAAA", "MÃ-SAI", "A" * 58],
    ids=["empty", "letter", "cut", "longer", "foreign", "alike"],  # the code is another one in each process
)
def test_what_is_no_code_is_said_to_be_none(code: str) -> None:
    with pytest.raises(BadCodeError):
        seal_for(b"content", code, purpose="draft")


@settings(deadline=None)
@given(at=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_a_changed_bit_is_noticed_wherever_it_is(at: int, bit: int) -> None:
    changed = bytearray(SEALED)
    changed[at] ^= 1 << bit
    with pytest.raises((WrongKeyError, NotASealedFileError)):
        open_received(bytes(changed), KEY, purpose="draft")


@settings(deadline=None)
@given(length=st.integers(0, len(SEALED) - 1))
def test_a_file_cut_short_is_noticed(length: int) -> None:
    with pytest.raises((WrongKeyError, NotASealedFileError)):
        open_received(SEALED[:length], KEY, purpose="draft")


def test_a_passphrase_opens_however_the_other_keyboard_writes_its_letters() -> None:
    sealed = seal_file(b"draft", normalize("NFC", "mẹ và bé"), purpose="draft")
    assert open_sealed_file(sealed, normalize("NFD", "mẹ và bé"), purpose="draft") == b"draft"
