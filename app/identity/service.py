"""Sign in, stay signed in, sign out."""

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api_client.client import PortalClient
from api_client.errors import OAuthRefused, PortalError, TooOld
from api_client.identity import Metadata, OAuthClient
from api_client.models import KnownValue, Person, Tokens
from app.identity.id_token import BadIdTokenError, ClockError, check_id_token
from app.identity.model import Session, SignedIn, SignIn, SignInFailed, SignInProblem
from app.identity.places import SignInPlaces
from app.identity.sign_in import (
    THIS_APP,
    SignInRefusedError,
    Transaction,
    authorization_url,
    begin,
    code_grant,
    code_of,
    refresh_grant,
)
from app.identity.store import FORGET, KNOWN, REVOCATION, SESSION, TABLE, TRANSACTION, Grant, read_grant
from app.listeners import Listeners
from app.vault.errors import VaultError
from app.vault.model import Delete, Put
from app.vault.vault import Vault

EARLY = timedelta(seconds=30)
"""An access token is replaced this long before it ends, so that it does not end on the way."""

_KNOWN = TypeAdapter(dict[str, KnownValue])


@dataclass(frozen=True, slots=True)
class _Access:
    token: str
    expires_at: datetime


class Identity:
    """The session of this device; ``await load()`` before anything else.

    Give ``access_token`` and ``reject`` to the ``PortalClient`` as ``tokens`` and ``rejected``. The access token is in
    memory only; the refresh token is in the vault and is replaced each time it is used. ``client`` is a registered
    terminal's at a kiosk, where people sign in by phone (``DeviceSignIn``).
    """

    def __init__(
        self,
        portal: PortalClient,
        vault: Vault,
        clock: Callable[[], datetime],
        random: Random,
        *,
        language: Callable[[], str] = lambda: "vi",
        client: OAuthClient = THIS_APP,
    ) -> None:
        self.places = SignInPlaces(portal)
        """Where the person is signed in."""
        self._client = client
        self._portal = portal
        self._vault = vault
        self._clock = clock
        self._random = random
        self._language = language
        self._grant: Grant | None = None
        self._known: tuple[str, Mapping[str, KnownValue]] = ("", {})
        self._access: _Access | None = None
        self._refreshing: asyncio.Task[str | None] | None = None
        self._listeners = Listeners[[]]()

    async def load(self) -> None:
        """Read the session kept on this device, and forget sign-ins that were never finished."""
        records = dict(await self._vault.all(TABLE))
        self._grant = read_grant(records.get(SESSION))
        self._known = _read_known(records.get(KNOWN))
        now = self._clock()
        old = [id_ for id_, record in records.items() if id_.startswith(TRANSACTION) and _is_old(record, now)]
        if old:
            with contextlib.suppress(VaultError):
                await self._vault.transact([Delete(TABLE, id_) for id_ in old])

    @property
    def session(self) -> Session | None:
        """Return who is signed in, None for a guest."""
        return self._grant.session if self._grant else None

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` when ``session`` changes; returns the way to stop it."""
        return self._listeners.add(listener)

    # --- sign in ------------------------------------------------------------------------------------------------------

    async def begin_sign_in(self, *, redirect_uri: str, return_route: str) -> SignIn | SignInFailed:
        """Return the page to open in the system browser.

        Args:
            redirect_uri: ``http://127.0.0.1:PORT/callback`` or ``motcua://callback``.
            return_route: The route to come back to.
        """
        with contextlib.suppress(VaultError):
            await self.revoke_pending()
        try:
            metadata = await self._portal.identity.metadata()
        except PortalError as error:
            return SignInFailed(problem_of(error), return_route)
        transaction = begin(
            issuer=metadata.issuer,
            redirect_uri=redirect_uri,
            return_route=return_route,
            random=self._random,
            now=self._clock(),
        )
        try:
            await self._vault.put(TABLE, TRANSACTION + transaction.state, transaction.record())
        except VaultError:
            return SignInFailed(SignInProblem.STORAGE, return_route)
        return SignIn(authorization_url(metadata, transaction, language=self._language()))

    async def finish_sign_in(self, callback_query: Mapping[str, str]) -> SignedIn | SignInFailed:
        """Check what the browser brought back and sign the person in; nobody is signed in unless all of it is right."""
        try:
            transaction = await self._take_transaction(callback_query.get("state", ""))
        except VaultError:
            return SignInFailed(SignInProblem.STORAGE)
        if transaction is None:
            return SignInFailed(SignInProblem.EXPIRED)
        return await _outcome(self._sign_in(transaction, callback_query), transaction.return_route)

    async def finish_device_sign_in(
        self, metadata: Metadata, tokens: Tokens, *, return_route: str
    ) -> SignedIn | SignInFailed:
        """Sign in whom a terminal's tokens belong to; nobody is signed in unless all of it is right."""
        return await _outcome(self._take(metadata, tokens, nonce=None), return_route)

    async def _take_transaction(self, state: str) -> Transaction | None:
        """Return the sign-in that this state belongs to and forget it: an answer counts once."""
        if not 0 < len(state) <= 100:
            return None
        record = await self._vault.get(TABLE, TRANSACTION + state)
        if record is None:
            return None
        await self._vault.delete(TABLE, TRANSACTION + state)
        try:
            return Transaction.from_record(record)
        except TypeError:
            return None

    async def _sign_in(self, transaction: Transaction, answer: Mapping[str, str]) -> None:
        code = code_of(transaction, answer, now=self._clock())
        metadata = await self._portal.identity.metadata()
        if metadata.issuer != transaction.issuer:
            raise SignInRefusedError(SignInProblem.REFUSED)
        tokens = await self._portal.identity.tokens(metadata, code_grant(transaction, code), client=self._client)
        await self._take(metadata, tokens, nonce=transaction.nonce)

    async def _take(self, metadata: Metadata, tokens: Tokens, *, nonce: str | None) -> None:
        """Begin the session of whom the tokens belong to, or give them back."""
        try:
            claims = check_id_token(
                tokens.id_token,
                await self._portal.identity.keys(metadata),
                issuer=metadata.issuer,
                client_id=self._client.id,
                nonce=nonce,
                now=self._clock(),
            )
            person = await self._portal.identity.me(access_token=tokens.access_token)
            if person.subject != claims["sub"]:
                raise SignInRefusedError(SignInProblem.REFUSED)
            await self._start(person, tokens)
        except BaseException:
            await self._drop(metadata, tokens)
            raise
        with contextlib.suppress(VaultError):
            await self.revoke_pending()

    async def _drop(self, metadata: Metadata, tokens: Tokens) -> None:
        """Give back tokens that nobody will use."""
        with contextlib.suppress(PortalError):
            token = tokens.refresh_token or tokens.access_token
            await self._portal.identity.revoke(metadata, token=token, client=self._client)

    async def _start(self, person: Person, tokens: Tokens) -> None:
        before = self._grant
        session = Session(person.subject, person.name, person.role, person.level, person.organisation)
        grant = Grant(session, tokens.refresh_token)
        writes: list[Put | Delete] = [grant.put(), Put(TABLE, KNOWN, _known_record(person))]
        if before and before.refresh_token:
            writes.append(_revocation(before.refresh_token))
        await self._vault.transact(writes)
        self._grant, self._access = grant, self._accept(tokens)
        self._known = (person.subject, person.known)
        self._tell()

    # --- stay signed in -----------------------------------------------------------------------------------------------

    async def access_token(self) -> str | None:
        """Return a token that is still good, refreshed when need be; None for a guest or an ended session.

        Raises:
            PortalError: the portal could not be asked for a new one.
        """
        if self._grant is None or self._grant.session.needs_sign_in:
            return None
        if self._access is not None and self._clock() < self._access.expires_at - EARLY:
            return self._access.token
        # One refresh for all who ask, and it ends even if they do not wait: a refresh token used and lost is gone.
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh(self._grant))
            self._refreshing.add_done_callback(_retrieve)
        return await asyncio.shield(self._refreshing)

    def reject(self, token: str) -> None:
        """Do not give this access token any more: the portal refused it."""
        if self._access is not None and self._access.token == token:
            self._access = None

    async def _refresh(self, grant: Grant) -> str | None:
        if grant.refresh_token is None:
            await self._end(grant)
            return None
        metadata = await self._portal.identity.metadata()
        try:
            tokens = await self._portal.identity.tokens(
                metadata, refresh_grant(grant.refresh_token), client=self._client
            )
            if tokens.id_token is not None:
                await self._check_same_person(metadata, tokens, grant)
        except (OAuthRefused, BadIdTokenError):
            await self._end(grant)
            return None
        if self._grant is not grant:  # signed out, or somebody else signed in, meanwhile
            await self._drop(metadata, tokens)
            return None
        self._grant = replace(grant, refresh_token=tokens.refresh_token or grant.refresh_token)
        self._access = self._accept(tokens)
        with contextlib.suppress(VaultError):  # a full device keeps its session until the app ends
            await self._vault.transact([self._grant.put()])
        return tokens.access_token

    async def _check_same_person(self, metadata: Metadata, tokens: Tokens, grant: Grant) -> None:
        claims = check_id_token(
            tokens.id_token,
            await self._portal.identity.keys(metadata),
            issuer=metadata.issuer,
            client_id=self._client.id,
            nonce=None,
            now=None,
        )
        if claims["sub"] != grant.session.subject:
            await self._drop(metadata, tokens)
            raise BadIdTokenError("another person at the refresh")

    async def _end(self, grant: Grant) -> None:
        """The portal ended the session: the person stays known on this device, but must sign in to send."""
        if self._grant is not grant:
            return
        self._grant = Grant(replace(grant.session, needs_sign_in=True), None)
        self._access = None
        with contextlib.suppress(VaultError):
            await self._vault.transact([self._grant.put()])
        self._tell()

    def _accept(self, tokens: Tokens) -> _Access:
        lasts = timedelta(seconds=min(tokens.expires_in, 24 * 3600))
        return _Access(tokens.access_token, self._clock() + lasts)

    # --- sign out -----------------------------------------------------------------------------------------------------

    async def sign_out(self) -> None:
        """End the session: at once on this device, and at the portal now or at the next connection."""
        grant = self._grant
        if grant is None:
            return
        writes: list[Put | Delete] = list(FORGET)
        if grant.refresh_token:
            writes.append(_revocation(grant.refresh_token))
        await self._vault.transact(writes)
        self._grant, self._access, self._known = None, None, ("", {})
        self._tell()
        await self.revoke_pending()

    async def revoke_pending(self) -> None:
        """Revoke at the portal what was signed out while there was no connection."""
        for id_, record in await self._vault.all(TABLE):
            if not id_.startswith(REVOCATION):
                continue
            try:
                metadata = await self._portal.identity.metadata()
                await self._portal.identity.revoke(metadata, token=record["token"], client=self._client)
            except OAuthRefused:
                pass  # not a token of this portal (any more): nothing is left to revoke
            except PortalError:
                return
            await self._vault.delete(TABLE, id_)

    # --- what the State knows -----------------------------------------------------------------------------------------

    def known_values(self) -> Mapping[str, KnownValue]:
        """Return the values that registers hold about the signed-in person, as last seen: at once, also offline."""
        subject, values = self._known
        return values if self._grant is not None and self._grant.session.subject == subject else {}

    async def refresh_known_values(self) -> None:
        """Ask the registers again, for the next time somebody wants to know; offline the last seen stay."""
        grant = self._grant
        if grant is None:
            return
        try:
            person = await self._portal.identity.me()
        except PortalError:
            return
        if self._grant is not None and person.subject == grant.session.subject == self._grant.session.subject:
            self._known = (person.subject, person.known)
            with contextlib.suppress(VaultError):
                await self._vault.put(TABLE, KNOWN, _known_record(person))

    def _tell(self) -> None:
        self._listeners.tell()


def _known_record(person: Person) -> dict[str, Any]:
    values = {key: value.model_dump(mode="json") for key, value in person.known.items()}
    return {"subject": person.subject, "values": values}


def _read_known(record: Mapping[str, Any] | None) -> tuple[str, Mapping[str, KnownValue]]:
    """Return whose values were kept and which; none when the record is not as this app writes it."""
    try:
        return (record["subject"], _KNOWN.validate_python(record["values"])) if record else ("", {})
    except (KeyError, ValidationError):
        return "", {}


def _revocation(refresh_token: str) -> Put:
    return Put(TABLE, REVOCATION + hashlib.sha256(refresh_token.encode()).hexdigest()[:16], {"token": refresh_token})


async def _outcome(signing_in: Awaitable[None], return_route: str) -> SignedIn | SignInFailed:
    """Return how a sign-in ended."""
    try:
        await signing_in
    except SignInRefusedError as refused:
        return SignInFailed(refused.problem, return_route)
    except ClockError:
        return SignInFailed(SignInProblem.CLOCK, return_route)
    except (BadIdTokenError, OAuthRefused):
        return SignInFailed(SignInProblem.REFUSED, return_route)
    except VaultError:
        return SignInFailed(SignInProblem.STORAGE, return_route)
    except PortalError as error:
        return SignInFailed(problem_of(error), return_route)
    return SignedIn(return_route)


def problem_of(error: PortalError) -> SignInProblem:
    """Return what to tell the person about a portal that did not answer as it should."""
    return SignInProblem.UPDATE_NEEDED if isinstance(error, TooOld) else SignInProblem.UNREACHABLE


def _retrieve(task: asyncio.Task[str | None]) -> None:
    """Look at the outcome, so that a refresh nobody waits for any more does not complain."""
    if not task.cancelled():
        task.exception()


def _is_old(record: Mapping[str, object], now: datetime) -> bool:
    try:
        return not Transaction.from_record(record).is_current(now)
    except (TypeError, ValueError):
        return True
