"""What is said of money: states, refusals, problems."""

from api_client.models import Bill
from app.i18n import Formats, Translator
from views.design.progress import StatusKind
from views.payments.state import MoneyState, Paying, PayProblem


def money_pill(money: MoneyState, t: Translator) -> tuple[StatusKind, str]:
    """Return the pill of a bill: colour, icon and words."""
    match money:
        case "not_started" | "transfer":
            return "not_started", t("Not paid yet")
        case "checking":
            return "waiting", t("Being checked")
        case "refused":
            return "error", t("Refused, not paid")
        case "paid":
            return "done", t("Paid")
        case "refund_due":
            return "waiting", t("Refund due")
        case _:
            return "closed", t("Cancelled, nothing to pay")


def refused_words(reason: str | None, t: Translator) -> tuple[str, str]:
    """Return why a payment was refused and what to do.

    Source:
        Domain facts D.2 (VNPAY response codes); the portal adds ``expired`` and ``partial``.
    """
    match reason:
        case "24":
            return t("You cancelled the payment."), t("No money was taken. You can pay again.")
        case "51":
            return t("There was not enough money in the account."), t(
                "No money was taken. Use another account or card."
            )
        case "65":
            return t("The day's limit of your account is reached."), t(
                "No money was taken. Use another way or tomorrow."
            )
        case "75":
            return t("The bank is under maintenance."), t("No money was taken. Try again later or another way.")
        case "11" | "expired":
            return t("The time to pay ran out."), t("No money was taken. You can pay again.")
        case "partial":
            return t("The transfer was less than the bill."), t("All of it shows as refund due. Pay the whole sum.")
        case _:
            return t("The payment was refused."), t("The bill is not paid. You can pay again or another way.")


def problem_words(state: Paying, t: Translator) -> tuple[str, str]:
    """Return why a payment did not start; that no money has moved is said only where none can have."""
    title, words = _problem_words(state, t)
    is_begun = state.money in ("checking", "transfer") or state.bill.is_being_paid
    if is_begun and state.problem is not PayProblem.NOT_BELIEVABLE:
        words = t("Nothing new was begun. What was begun before is still being checked.")
    return title, words


def _problem_words(state: Paying, t: Translator) -> tuple[str, str]:
    match state.problem:
        case PayProblem.SIGN_IN:
            return t("Sign in to pay."), t("No money has moved.")
        case PayProblem.REFUSED:
            return t("The portal did not start the payment."), state.detail or t("No money has moved.")
        case PayProblem.NOT_BELIEVABLE:
            return (
                t("What came back is not what the bill says, so it is not shown."),
                t("No money has moved. Do not pay; tell the office."),
            )
        case PayProblem.UNKNOWN:
            return (
                t("The line broke before the portal answered."),
                t("No money has moved. Press again: it goes on with the same payment."),
            )
        case PayProblem.NO_ANSWER:
            return (
                t("The portal cannot answer right now."),
                t("No money has moved. Press again: it goes on with the same payment."),
            )
        case PayProblem.STORAGE:
            return t("This device has no room left."), t("No money has moved. Free some room, then try again.")
        case _:
            return t("No connection to the portal."), t("No money has moved. Try again when there is a network.")


def settled_words(bill: Bill, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return what became of a bill that is paid, paid twice or cancelled."""
    if bill.refund_due_vnd > 0 or bill.state == "refund_due":
        title = t("Refund due: {amount}", amount=formats.money(bill.refund_due_vnd))
        return title, t("More money came than was to be paid. The office gives it back; you need not ask twice.")
    if bill.state == "cancelled":
        return t("This bill was cancelled."), t("There is nothing to pay.")
    when = formats.date_time(bill.paid_at) if bill.paid_at is not None else ""
    return t("Paid, confirmed by the State."), t("Confirmed at {when}.", when=when) if when else ""
