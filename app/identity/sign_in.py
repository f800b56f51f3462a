"""One sign-in at a time of asking: what is made for it, and what its answer must be (RFC 7636, RFC 8252, RFC 9207)."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from urllib.parse import urlencode

from api_client.identity import Metadata, OAuthClient
from app.identity.model import SignInProblem

CLIENT_ID: Final = "motcua-app"
THIS_APP: Final = OAuthClient(CLIENT_ID)
SCOPE: Final = "openid profile offline_access"
LIFE: Final = timedelta(minutes=10)
_REDIRECT = re.compile(r"http://127\.0\.0\.1:[0-9]{1,5}/callback|motcua://callback")


class SignInRefusedError(Exception):
    """The answer must not be believed; ``problem`` says what to tell the person."""

    def __init__(self, problem: SignInProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Transaction:
    """What must be remembered between leaving for the browser and coming back; kept in the vault, used once."""

    state: str
    nonce: str
    verifier: str
    issuer: str
    redirect_uri: str
    return_route: str
    begun_at: str

    def record(self) -> dict[str, Any]:
        """Return the vault's record."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Transaction":
        """Return the transaction of a record."""
        return cls(**record)

    def is_current(self, now: datetime) -> bool:
        """Whether it was begun less than ten minutes ago; a clock that was set back makes it expire too."""
        return -LIFE < now - datetime.fromisoformat(self.begun_at) < LIFE


def begin(*, issuer: str, redirect_uri: str, return_route: str, random: Random, now: datetime) -> Transaction:
    """Return a new transaction; state, nonce and verifier are never used for another one.

    Raises:
        ValueError: for a redirect URI that is not this device's own.
    """
    if not _REDIRECT.fullmatch(redirect_uri):
        raise ValueError("the redirect URI must be loopback or the app's own scheme")
    is_own_route = return_route.startswith("/") and not return_route.startswith(("//", "/\\"))
    return Transaction(
        state=_secret(random),
        nonce=_secret(random),
        verifier=_secret(random),
        issuer=issuer,
        redirect_uri=redirect_uri,
        return_route=return_route if is_own_route else "/",
        begun_at=now.isoformat(),
    )


def authorization_url(metadata: Metadata, transaction: Transaction, *, language: str) -> str:
    """Return the page to open in the system browser."""
    from oauthlib.oauth2 import WebApplicationClient  # here: it takes 0.1 s, and the first screen signs nobody in

    challenge = WebApplicationClient(CLIENT_ID).create_code_challenge(transaction.verifier, "S256")
    query = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": transaction.redirect_uri,
        "scope": SCOPE,
        "state": transaction.state,
        "nonce": transaction.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    return f"{metadata.authorization_endpoint}?{urlencode(query)}"


def code_of(transaction: Transaction, answer: Mapping[str, str], *, now: datetime) -> str:
    """Return the authorization code of an answer that passes every check before a token is asked for.

    Raises:
        SignInRefusedError: for every other answer.
    """
    if not transaction.is_current(now):
        raise SignInRefusedError(SignInProblem.EXPIRED)
    if answer.get("iss") != transaction.issuer:  # mix-up of providers: RFC 9207
        raise SignInRefusedError(SignInProblem.REFUSED)
    if "error" in answer:
        is_no = answer["error"] == "access_denied"
        raise SignInRefusedError(SignInProblem.CANCELLED if is_no else SignInProblem.REFUSED)
    code = answer.get("code", "")
    if not 0 < len(code) <= 512:
        raise SignInRefusedError(SignInProblem.REFUSED)
    return code


def code_grant(transaction: Transaction, code: str) -> dict[str, str]:
    """Return the token request for a code."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": transaction.redirect_uri,
        "code_verifier": transaction.verifier,
    }


def refresh_grant(refresh_token: str) -> dict[str, str]:
    """Return the token request for a refresh token."""
    return {"grant_type": "refresh_token", "refresh_token": refresh_token}


def _secret(random: Random) -> str:
    return urlsafe_b64encode(random.randbytes(32)).rstrip(b"=").decode()
