"""Everything the list of bills and the page of one bill can show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from api_client.models import Bill, Dossier, Payment
from views.tracking.refreshing import Trouble

MoneyState = Literal["not_started", "transfer", "checking", "refused", "paid", "refund_due", "cancelled"]
"""What is known of the money. ``transfer``: an order to transfer is shown and no money has come yet; ``checking``
stands for every doubt: nobody is asked to pay twice."""


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill and the dossier it belongs to."""

    bill: Bill
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class BillsState:
    """The bills of this person: to pay first, then what was paid."""

    to_pay: tuple[BillRow, ...] = ()
    settled: tuple[BillRow, ...] = ()
    signed_in: bool = False
    trouble: Trouble | None = None


class PayProblem(StrEnum):
    """Why a payment did not start: nothing was begun."""

    NO_NETWORK = "no_network"
    SIGN_IN = "sign_in"
    REFUSED = "refused"
    NOT_BELIEVABLE = "not_believable"
    """What came back asks for other money, or elsewhere, than the bill: nothing is drawn or opened."""
    NO_ANSWER = "no_answer"
    """The portal is there but did not answer in time, or said that it cannot now."""
    UNKNOWN = "unknown"
    """Only the next question can tell whether it started."""
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class NoBill:
    """This person has no such bill on this device."""

    looking: bool = True
    signed_in: bool = True
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Paying:
    """A bill, and what is known of the attempt to pay it."""

    bill: Bill
    dossier: Dossier
    money: MoneyState
    payment: Payment | None = None
    starting: Literal["gateway", "vietqr"] | None = None
    problem: PayProblem | None = None
    detail: str = ""
    """Why the portal refused, in its words."""
    checked_at: datetime | None = None
    """When the portal was last asked."""
    trouble: Trouble | None = None
    """Why it could not be asked since."""


BillState = NoBill | Paying


def money_state(bill: Bill, payment: Payment | None) -> MoneyState:
    """Return what is known of the money of a bill.

    The bill decides: a payment that is confirmed while the bill is still open is ``checking``, and so is one whose page
    at the gateway was opened, and whatever this app does not know.

    Args:
        bill: As the portal last had it.
        payment: The last attempt to pay it.
    """
    if bill.state == "refund_due" or bill.refund_due_vnd > 0:
        return "refund_due"
    match bill.state:
        case "paid":
            return "paid"
        case "cancelled":
            return "cancelled"
        case "other":
            return "checking"
    if payment is None:
        return "not_started"
    if payment.state == "refused":
        return "refused"
    is_order = payment.method == "vietqr" and payment.state == "not_started" and payment.vietqr is not None
    return "transfer" if is_order else "checking"


def may_pay(money: MoneyState) -> bool:
    """Return whether the page offers to pay."""
    return money in ("not_started", "refused")
