"""Start payments, once per intent, and ask what became of them; only the portal's word makes one confirmed."""

import asyncio
from dataclasses import replace
from random import Random, SystemRandom
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from api_client.client import PortalClient
from api_client.errors import NotThePortal, ProblemError, ServerFault, TooMany, Unauthenticated
from api_client.models import Bill, Payment
from api_client.payments import LookupCodes
from app.identity.service import Identity
from app.payments.codes import is_as_shown
from app.payments.model import Attempt
from app.vault.model import Put
from app.vault.vault import Vault

TABLE: Final = "payments"


class Payments:
    """The signed-in person's payments; ``await load()`` before anything else.

    Args:
        vault: Where attempts are kept; None: nowhere, for bills that are somebody else's.
        portal: Where one pays.
        identity: Who is signed in.
        random: Of keys.
        codes: Those of a confirmation, for whoever pays with them and need not be signed in.
    """

    def __init__(
        self,
        vault: Vault | None,
        portal: PortalClient,
        identity: Identity,
        *,
        random: Random | None = None,
        codes: LookupCodes | None = None,
    ) -> None:
        self._vault = vault
        self._portal = portal
        self._identity = identity
        self._random = random or SystemRandom()
        self._codes = codes
        self._desk = portal.payments if codes is None else portal.payments.by_codes(codes)
        self._by_codes: dict[LookupCodes, Payments] = {}
        self._attempts: dict[str, Attempt] = {}
        self._starting: dict[tuple[str, str], asyncio.Lock] = {}

    def by_codes(self, codes: LookupCodes) -> "Payments":
        """Return the payments of whoever holds both codes, the same for the same; they are kept in memory only."""
        if codes not in self._by_codes:
            self._by_codes[codes] = Payments(None, self._portal, self._identity, random=self._random, codes=codes)
        return self._by_codes[codes]

    async def load(self) -> None:
        """Read the attempts kept on this device."""
        if self._vault is None:
            return
        for key, record in await self._vault.all(TABLE):
            attempt = _read(key, record)
            if attempt is not None:
                self._attempts[key] = attempt

    def find_attempt(self, bill_id: str) -> Attempt | None:
        """Return the last attempt of the signed-in person to pay this bill."""
        subject = self._subject()
        mine = [a for a in self._attempts.values() if a.bill_id == bill_id and a.owner == subject]
        return max(mine, key=_begun, default=None)

    async def start(self, bill: Bill, *, method: str, return_url: str | None = None) -> Payment:
        """Start to pay a bill by ``gateway`` or ``vietqr``.

        As long as an earlier start in the same way may still become money, that one is gone on with: asking again with
        its key gives the same payment.

        Raises:
            PortalError: it did not start, or only the next call can tell (``may_have_arrived``).
            VaultError: nothing was started.
        """
        subject = self._subject()
        if subject is None:
            raise Unauthenticated(401, "unauthenticated")
        async with self._starting.setdefault((bill.id, method), asyncio.Lock()):
            attempt = await self._attempt(subject, bill, method)
            if attempt.payment is not None:
                checked = await self.check(attempt.payment.id)
                self._check_believable(checked, amount_vnd=bill.amount_vnd)
                if checked.state in ("not_started", "at_bank", "confirmed", "unknown"):
                    return checked
                attempt = await self._new_attempt(subject, bill, method)
            try:
                payment = await self._desk.start(bill_id=bill.id, method=method, key=attempt.key, return_url=return_url)
            except ProblemError as problem:
                if not isinstance(problem, ServerFault | TooMany | Unauthenticated):
                    await self._forget(attempt)  # refused for good: the next try is a new intent
                raise
            self._check_believable(payment, amount_vnd=bill.amount_vnd)
            await self._store(replace(attempt, payment=payment))
        return payment

    async def check(self, payment_id: str) -> Payment:
        """Ask the portal what became of a payment.

        Raises:
            PortalError: it could not be asked; what was known stays.
        """
        payment = await self._desk.get(payment_id)
        attempt = next((a for a in self._attempts.values() if a.payment and a.payment.id == payment_id), None)
        known = attempt.payment if attempt is not None else None
        self._check_believable(payment, amount_vnd=known.amount_vnd if known else payment.amount_vnd)
        if attempt is not None and known != payment and attempt.owner == self._subject():
            await self._store(replace(attempt, payment=payment))
        return payment

    async def _attempt(self, subject: str, bill: Bill, method: str) -> Attempt:
        for attempt in self._attempts.values():
            if (attempt.owner, attempt.bill_id, attempt.method) == (subject, bill.id, method) and attempt.is_under_way:
                return attempt
        return await self._new_attempt(subject, bill, method)

    async def _new_attempt(self, subject: str, bill: Bill, method: str) -> Attempt:
        attempt = Attempt(f"{self._random.getrandbits(128):032x}", subject, bill.id, method)
        await self._store(attempt)
        return attempt

    def _check_believable(self, payment: Payment, *, amount_vnd: int) -> None:
        """Refuse to show a payment that asks for other money, or elsewhere, than the bill.

        Raises:
            NotThePortal: then nothing is drawn and no page is opened.
        """
        if payment.amount_vnd != amount_vnd:
            raise NotThePortal("another amount than the bill's")
        if payment.vietqr is not None and not is_as_shown(payment.vietqr, amount_vnd=amount_vnd):
            raise NotThePortal("a code that says other than is shown")
        if payment.redirect_url is not None and not _is_safe_page(payment.redirect_url, self._portal.base_url):
            raise NotThePortal("an address that must not be opened")

    async def _store(self, attempt: Attempt) -> None:
        payment = attempt.payment.model_dump(mode="json") if attempt.payment else None
        record = {"owner": attempt.owner, "bill_id": attempt.bill_id, "method": attempt.method, "payment": payment}
        if self._vault is not None:
            await self._vault.transact([Put(TABLE, attempt.key, record)])
        self._attempts[attempt.key] = attempt

    async def _forget(self, attempt: Attempt) -> None:
        self._attempts.pop(attempt.key, None)
        if self._vault is not None:
            await self._vault.delete(TABLE, attempt.key)

    def _subject(self) -> str | None:
        """Return who pays; None: nobody who may."""
        if self._codes is not None:
            return self._codes.code
        return self._identity.session.subject if self._identity.session else None


def _begun(attempt: Attempt) -> tuple[bool, float]:
    return attempt.payment is None, attempt.payment.created_at.timestamp() if attempt.payment else 0.0


def _read(key: str, record: dict[str, Any]) -> Attempt | None:
    try:
        payment = Payment.model_validate(record["payment"]) if record["payment"] is not None else None
        return Attempt(key, record["owner"], record["bill_id"], record["method"], payment)
    except (KeyError, TypeError, ValidationError):
        return None


def _is_safe_page(url: str, base_url: str) -> bool:
    """Whether a page may be opened in the browser: a gateway's over https, or the portal's own (the sandbox)."""
    try:
        page, own = urlsplit(url), urlsplit(base_url)
        if page.username or page.password or not page.hostname:
            return False
        return page.scheme == "https" or (page.scheme, page.hostname, page.port) == (own.scheme, own.hostname, own.port)
    except ValueError:
        return False
