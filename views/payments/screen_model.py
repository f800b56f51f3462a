"""What a person can do with bills: see them, pay one, wait for the State's word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol

import flet as ft

from api_client.errors import (
    NotFound,
    NotThePortal,
    PortalError,
    ProblemError,
    ServerFault,
    TimedOut,
    TooMany,
    Unauthenticated,
    Unreachable,
)
from api_client.models import Payment
from app.identity.service import Identity
from app.payments.service import Payments
from app.tracking.model import TrackedDossier
from app.tracking.service import Tracking
from app.vault.errors import VaultError
from views.payments.state import BillRow, BillsState, BillState, NoBill, Paying, PayProblem, money_state
from views.shared.unforeseen import released
from views.tracking.refreshing import trouble_of

Method = Literal["gateway", "vietqr"]

SETTLED = frozenset({"paid", "refund_due", "cancelled"})


class Dossiers(Protocol):
    """Where a bill is found and asked for again: one's own dossiers, or the one that two codes opened."""

    def list(self) -> tuple[TrackedDossier, ...]:
        """Return them as last seen."""

    async def refresh(self, dossier_id: str | None = None) -> None:
        """Ask the portal for one of them, or for all."""


class BillsModel(ft.Observable):
    """The bills of this person."""

    state: BillsState

    def __init__(self, *, tracking: Tracking, identity: Identity) -> None:
        super().__init__()
        self._tracking = tracking
        self._identity = identity
        self.state = BillsState()
        self.load()

    def load(self, *_changes: object) -> None:
        """Show what this device holds now."""
        rows = [BillRow(bill, entry.dossier) for entry in self._tracking.list() for bill in entry.dossier.bills]
        self.state = replace(
            self.state,
            to_pay=tuple(row for row in rows if row.bill.state not in SETTLED),
            settled=tuple(row for row in rows if row.bill.state in SETTLED),
            signed_in=self._identity.session is not None,
        )

    async def refresh(self) -> None:
        """Ask the portal what is new."""
        if self._identity.session is None:
            return
        try:
            await self._tracking.refresh()
        except (PortalError, VaultError) as error:
            self.state = replace(self.state, trouble=trouble_of(error))
            return
        self.load()
        self.state = replace(self.state, trouble=None)


class BillModel(ft.Observable):
    """One bill, and the attempt to pay it; only the portal's word makes it paid.

    Args:
        bill_id: Which.
        tracking: Where it is found.
        payments: Of who pays.
        identity: Who is signed in; None: nobody needs to be, the bill was looked up by codes.
        clock: Aware UTC.
    """

    state: BillState

    def __init__(
        self,
        bill_id: str,
        *,
        tracking: Dossiers,
        payments: Payments,
        identity: Identity | None,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._bill_id = bill_id
        self._tracking = tracking
        self._payments = payments
        self._identity = identity
        self._clock = clock
        self.state = NoBill()
        self.load()

    # --- reading ------------------------------------------------------------------------------------------------------

    def load(self, *_changes: object) -> None:
        """Show what this device holds now."""
        row = self._find()
        if row is None:
            kept = self.state if isinstance(self.state, NoBill) else NoBill()
            self.state = replace(kept, signed_in=self._may_ask)
            return
        attempt = self._payments.find_attempt(self._bill_id)
        before = self.state if isinstance(self.state, Paying) else None
        payment = attempt.payment if attempt is not None else None
        money = money_state(row.bill, payment)
        fresh = Paying(row.bill, row.dossier, money=money, payment=payment)
        if before is None:
            self.state = fresh
            return
        problem = None if money in SETTLED else before.problem
        self.state = replace(before, bill=row.bill, dossier=row.dossier, money=money, payment=payment, problem=problem)

    async def refresh(self) -> None:
        """Ask the portal about the bill and about the payment under way; nobody has to press anything."""
        if not self._may_ask:
            self.load()
            return
        try:
            await self._ask()
        except NotFound:
            self._not_asked(None)
        except (PortalError, VaultError) as error:
            self._not_asked(error)
        else:
            self.load()
            if isinstance(self.state, Paying):
                self.state = replace(self.state, checked_at=self._clock(), trouble=None)
            else:
                self.state = replace(self.state, looking=False)

    async def _ask(self) -> None:
        state = self.state
        if isinstance(state, NoBill):
            await self._tracking.refresh()
            return
        if state.payment is not None and state.money in ("checking", "transfer"):
            await self._payments.check(state.payment.id)
        await self._tracking.refresh(state.dossier.id)

    def _not_asked(self, error: PortalError | VaultError | None) -> None:
        self.load()
        trouble = trouble_of(error) if error is not None else None
        match self.state:
            case NoBill():
                self.state = replace(self.state, looking=False, trouble=trouble)
            case Paying():
                self.state = replace(self.state, trouble=trouble)

    # --- paying -------------------------------------------------------------------------------------------------------

    async def pay_at_gateway(self, return_url: str | None) -> str | None:
        """Return the gateway's page to open, None when it did not start."""
        payment = await self._start("gateway", return_url)
        return payment.redirect_url if payment is not None else None

    async def pay_by_transfer(self) -> None:
        """Show the transfer order with its QR code."""
        await self._start("vietqr", None)

    async def _start(self, method: Method, return_url: str | None) -> Payment | None:
        state = self.state
        if not isinstance(state, Paying) or state.starting is not None or state.money in SETTLED:
            return None
        self.state = replace(state, starting=method, problem=None, detail="")
        payment, problem, detail = None, None, ""
        with released(self, starting=None):
            try:
                payment = await self._payments.start(state.bill, method=method, return_url=return_url)
            except (PortalError, VaultError) as error:
                problem, detail = _problem_of(error)
            self.load()
            if isinstance(self.state, Paying):
                self.state = replace(self.state, starting=None, problem=problem, detail=detail)
        return payment

    @property
    def _may_ask(self) -> bool:
        return self._identity is None or self._identity.session is not None

    def _find(self) -> BillRow | None:
        for entry in self._tracking.list():
            for bill in entry.dossier.bills:
                if bill.id == self._bill_id:
                    return BillRow(bill, entry.dossier)
        return None


def _problem_of(error: PortalError | VaultError) -> tuple[PayProblem, str]:
    match error:
        case VaultError():
            return PayProblem.STORAGE, ""
        case Unauthenticated():
            return PayProblem.SIGN_IN, ""
        case TimedOut() | ServerFault() | TooMany():
            return PayProblem.NO_ANSWER, ""
        case ProblemError():
            return PayProblem.REFUSED, error.detail or error.title
        case NotThePortal():
            return PayProblem.NOT_BELIEVABLE, ""
        case Unreachable() if error.may_have_arrived:
            return PayProblem.UNKNOWN, ""
        case _:
            return PayProblem.NO_NETWORK, ""
