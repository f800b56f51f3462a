"""F3: whatever a camera, a hand scanner, a bank's code or a slip holds, reading it gives a value or a no."""

import random
import re
import time
from collections.abc import Callable, Iterator

import pytest

from app.seals.jws import BadTokenError, read_token
from app.seals.statement import verify
from forms.id_card import read_id_card
from forms.payment_codes import crc, read_vietqr, vietqr
from tests.reliability.profile import figure, replay, seeds

CARD = "001093012345|011223344|Nguyễn Văn Bưởi|01021993|Nam|Số 1 Đường Láng, Hà Nội|01012022"
TRANSFER = vietqr("970436", "0011001234567", amount_vnd=135_000, purpose="MOTCUA X00 261123")
STATEMENT = "eyJhbGciOiJFZERTQSIsImtpZCI6ImsifQ.eyJpc3MiOiJ4In0.AAAA"
STRANGE = (
    "\0",
    "\ud800",
    "\u202e",
    "٣",
    "９",
    "|",
    "00",
    "99",
    "-1",
    "\n",
    "é",
    "🙂",
    "http://evil.example/",
    "javascript:",
)


def mutated(text: str, chance: random.Random) -> str:
    """Return a text changed in one to four places."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        match chance.randrange(6):
            case 0:
                text = text[:at] + chance.choice(STRANGE) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randint(1, 5) :]
            case 2:
                text = text[:at] + text[: chance.randint(0, 40)] + text[at:]
            case 3:
                text = text[:at]
            case 4:
                text = (
                    text[:at]
                    + chr(chance.choice((chance.randrange(128), chance.randrange(0x11_0000))))
                    + text[at + 1 :]
                )
            case _:
                text *= chance.choice((2, 3, 20))
    return text[:20_000]


def read_card(text: str) -> None:
    card = read_id_card(text)
    number = getattr(card, "number", "")
    assert number == "" or re.fullmatch(r"[0-9]{12}", number)


def read_transfer(text: str) -> None:
    signed = text[:400] + "6304"  # an attacker can write a right checksum
    for payload in (text, signed + crc(signed)) if len(text) % 3 == 0 else (text,):
        order = read_vietqr(payload)
        if order is None:
            continue
        assert re.fullmatch(r"[0-9]{6}", order.bank_bin)
        assert order.amount_vnd is None or 0 < order.amount_vnd < 10**13


def read_statement(text: str) -> None:
    verify(text, [])
    with pytest.raises(BadTokenError):
        read_token(text, [], algorithms=("EdDSA",))


READERS: dict[str, tuple[str, Callable[[str], None]]] = {
    "card": (CARD, read_card),
    "transfer": (TRANSFER, read_transfer),
    "statement": (STATEMENT, read_statement),
}


def inputs(true: str, seed: int, count: int) -> Iterator[str]:
    chance = random.Random(seed)
    return (mutated(true, chance) for _ in range(count))


@pytest.mark.parametrize("kind", READERS)
def test_no_code_brings_a_reader_down(kind: str) -> None:
    true, read = READERS[kind]
    for seed in seeds(1):
        for text in inputs(true, seed, figure(ci=7_000, deep=300_000)):
            try:
                read(text)
            except Exception as error:
                raise AssertionError(f"{text[:200]!r} {replay(seed)}") from error


def test_a_payload_without_end_is_refused_unread() -> None:
    body = TRANSFER[:-8] + "63" * 4_000_000
    began = time.process_time()
    assert read_vietqr(f"{body}6304FFFF") is None
    assert time.process_time() - began < 1


def test_a_transfer_with_another_checksum_currency_or_length_is_none() -> None:
    assert read_vietqr(TRANSFER) is not None
    for at in range(len(TRANSFER)):
        other = "1" if TRANSFER[at] != "1" else "2"
        assert read_vietqr(TRANSFER[:at] + other + TRANSFER[at + 1 :]) is None
        assert read_vietqr(TRANSFER[:at]) is None
