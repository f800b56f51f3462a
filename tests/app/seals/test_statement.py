"""What a seal vouches for, and what it never does."""

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.seals.model import SealState, Verdict
from app.seals.statement import verify
from tests.app.identity.provider import Es256Key, base64url, part

CLAIMS = {
    "iss": "http://portal.test",
    "typ": "slip",
    "kind": "acceptance_slip",
    "number": "X00.01-261122-0001/TN1",
    "code": "X00.01-261122-0001",
    "issued_at": "2026-11-22T10:00:00+07:00",
    "due_at": "2026-11-23T16:30:00+07:00",
    "sample": True,
}


class SealKey:
    """An Ed25519 key with its JWK."""

    def __init__(self, key_id: str = "k1") -> None:
        self.private = Ed25519PrivateKey.generate()
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "kid": key_id, "x": base64url(raw), "alg": "EdDSA", "use": "sig"}

    def sign(self, claims: Any, **header: Any) -> str:
        signed = f"{part({'alg': 'EdDSA', 'kid': self.jwk['kid'], **header})}.{part(claims)}"
        return f"{signed}.{base64url(self.private.sign(signed.encode()))}"


KEY = SealKey()


def test_a_genuine_statement_says_what_it_is() -> None:
    assert verify(KEY.sign(CLAIMS), [KEY.jwk]) == Verdict(
        SealState.GENUINE,
        sample=True,
        kind="acceptance_slip",
        number="X00.01-261122-0001/TN1",
        code="X00.01-261122-0001",
        issuer="http://portal.test",
        issued_at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
        due_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    )
    receipt = verify(KEY.sign({**CLAIMS, "kind": "receipt", "amount_vnd": 16000}), [KEY.jwk])
    assert (receipt.kind, receipt.amount_vnd) == ("receipt", 16000)


@pytest.mark.parametrize(
    ("claims", "official", "is_sample"),
    [
        ({"sample": True}, ["k1"], True),
        ({"sample": False}, [], True),
        ({"sample": False}, ["k2"], True),
        ({"sample": False}, ["k1"], False),
        ({"sample": None}, ["k1"], True),
        ({"sample": 0}, ["k1"], True),
    ],
)
def test_everything_is_a_sample_unless_an_agencys_own_key_says_otherwise(
    claims: dict[str, Any], official: list[str], is_sample: bool
) -> None:
    assert verify(KEY.sign({**CLAIMS, **claims}), [KEY.jwk], official_keys=official).sample is is_sample


def test_an_unknown_key_is_neither_genuine_nor_forged() -> None:
    verdict = verify(SealKey("other").sign(CLAIMS), [KEY.jwk])
    assert (verdict.state, verdict.valid, verdict.number) == (SealState.UNKNOWN_KEY, False, "")


FORGERIES = {
    "another key under the same name": lambda: SealKey("k1").sign(CLAIMS),
    "no signature": lambda: KEY.sign(CLAIMS).rsplit(".", 1)[0] + ".",
    "alg none": lambda: KEY.sign(CLAIMS, alg="none"),
    "alg in other letters": lambda: KEY.sign(CLAIMS, alg="EDDSA"),
    "a list as alg": lambda: KEY.sign(CLAIMS, alg=["EdDSA"]),
    "its own key": lambda: KEY.sign(CLAIMS, jwk=KEY.jwk),
    "a key elsewhere": lambda: KEY.sign(CLAIMS, jku="http://elsewhere.test"),
    "a critical extension": lambda: KEY.sign(CLAIMS, crit=["exp"]),
    "no key name": lambda: KEY.sign(CLAIMS, kid=None),
    "a list": lambda: KEY.sign([CLAIMS]),
    "nothing": lambda: "",
    "text": lambda: "https://portal.test/check?x=1",
    "four parts": lambda: KEY.sign(CLAIMS) + ".x",
    "padding": lambda: KEY.sign(CLAIMS) + "==",
    "letters of another alphabet": lambda: KEY.sign(CLAIMS)[:-3] + "đđđ",
    "too long": lambda: KEY.sign({**CLAIMS, "x": "y" * 20_000}),
    "the key for ID tokens": lambda: Es256Key("k1").sign({"alg": "ES256", "kid": "k1"}, CLAIMS),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_statement_says_nothing(forgery: str) -> None:
    assert verify(FORGERIES[forgery](), [KEY.jwk]) == Verdict(SealState.FORGED)


def test_a_key_for_something_else_is_not_used() -> None:
    for change in ({"use": "enc"}, {"alg": "ES256"}, {"kty": "EC"}, {"crv": "X25519"}):
        assert verify(KEY.sign(CLAIMS), [{**KEY.jwk, **change}]).state is SealState.UNKNOWN_KEY
    for x in ("", "AAAA", None, 7, "đ"):
        assert verify(KEY.sign(CLAIMS), [{**KEY.jwk, "x": x}]).state is SealState.FORGED


def test_no_changed_statement_is_ever_genuine_with_other_words() -> None:
    chance, right = random.Random(7), KEY.sign(CLAIMS)
    genuine = verify(right, [KEY.jwk])
    for _ in range(1000):
        letters = list(right)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(letters))
            letters[place] = chance.choice("ABCXYZabcxyz019-_.=đ \n")
        verdict = verify("".join(letters), [KEY.jwk])
        assert verdict == genuine or not verdict.valid


@pytest.mark.parametrize(
    "odd",
    [
        {"issued_at": "yesterday"}, {"issued_at": 5}, {"issued_at": "2026-11-22"}, {"number": ["x"]},
        {"amount_vnd": -1}, {"amount_vnd": True}, {"amount_vnd": "16000"}, {"code": None}, {"due_at": {}},
    ],
)  # fmt: skip
def test_odd_claims_of_a_genuine_statement_are_left_out(odd: dict[str, Any]) -> None:
    verdict = verify(KEY.sign({**CLAIMS, **odd}), [KEY.jwk])
    assert verdict.valid
    (name,) = odd
    assert getattr(verdict, name) in (None, "")
    assert json.dumps(odd)
