"""What every request can reach, and who is asking.

Contract with ``portal.identity`` (the only place that knows tokens)::

    portal/identity/service.py
        def person_for_token(session: Session, token_hash: str, now: datetime) -> SignedIn | None

``token_hash`` is ``hash_token(<bearer token>)``. None means unknown, expired or revoked: the client gets 401.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request

from portal.clock import Clock
from portal.db import Database
from portal.identity.service import person_for_token
from portal.identity.signed_in import SignedIn, hash_token
from portal.problems import Problem
from portal.settings import Settings

if TYPE_CHECKING:
    from portal.catalogue.service import PublishedCatalogue
    from portal.dossiers.service import Dossiers
    from portal.slips.signing import Signer
    from portal.storage.model import Storage
    from portal.uploads.scanning.scanner import Scanner


@dataclass(frozen=True)
class Deps:
    """Everything a handler may use; built once in ``portal.application``, never global."""

    settings: Settings
    clock: Clock
    random: random.Random
    """Every identifier, code and token comes from here (``SystemRandom`` outside tests)."""
    database: Database
    storage: "Storage"
    signer: "Signer"
    """Signs slips, receipts and results (Ed25519, JWS)."""
    catalogue: "PublishedCatalogue"
    dossiers: "Dossiers"
    """What may happen to a dossier: submit, accept, ask_for_items, refuse, start, send_proof, return_result ..."""
    transport: Any = None
    """httpx transport for calls the portal makes itself (the sandbox gateway's IPN); None: the network."""
    scanner: "Scanner | None" = None
    """The virus scanner that every file must pass; None: this portal has none."""
    extras: dict[str, Any] = field(default_factory=dict)
    """A feature's own long-lived objects by feature name."""

    def now(self) -> datetime:
        """Return the present moment, UTC."""
        return self.clock()


def deps_of(request: Request) -> Deps:
    """Return the application's ``Deps``."""
    return request.app.state.deps  # type: ignore[no-any-return]  # Starlette's State is untyped


DepsNow = Annotated[Deps, Depends(deps_of)]
"""``async def handler(deps: DepsNow)``."""


def bearer_token(request: Request) -> str | None:
    """Return the bearer token of the Authorization header; tokens in the URL are never read."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


async def find_current_person(request: Request) -> SignedIn | None:
    """Return who is signed in, or None."""
    token = bearer_token(request)
    if token is None:
        return None
    deps = deps_of(request)
    hashed, now = hash_token(token), deps.now()
    return await deps.database.read(lambda session: person_for_token(session, hashed, now))


async def current_person(request: Request) -> SignedIn:
    """Return who is signed in.

    Raises:
        Problem: ``unauthenticated`` (401) without a valid access token.
    """
    person = await find_current_person(request)
    if person is None:
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="motcua"'})
    return person


def requires(*roles: str) -> Callable[[SignedIn], SignedIn]:
    """Return a dependency: the signed-in person, who must have one of ``roles`` (else 403)."""

    def check(person: Annotated[SignedIn, Depends(current_person)]) -> SignedIn:
        if person.role not in roles:
            raise Problem("forbidden")
        return person

    return check


CurrentPerson = Annotated[SignedIn, Depends(current_person)]
CurrentOfficer = Annotated[SignedIn, Depends(requires("officer"))]
