"""Paying a bill with the real portal: the return page never decides, the State's word does."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from api_client.models import Bill, Payment
from app.i18n import Translator
from portal.payments import vnpay
from portal.payments.gateway import gateway_of
from tests.journeys.faults import Fault
from tests.portal.payments.paying import notice, send
from tests.views.following import Follower
from views.payments.screen_model import BillModel, BillsModel
from views.payments.state import NoBill, Paying, PayProblem
from views.payments.words import problem_words
from views.tracking.refreshing import Trouble

RETURN_URL = "http://127.0.0.1:40001/pay/b"


async def billed(follower: Follower) -> Bill:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    await follower.tracking.refresh()
    return follower.tracking.list()[0].dossier.bills[0]


def model_of(follower: Follower, bill: Bill) -> BillModel:
    return BillModel(
        bill.id,
        tracking=follower.tracking,
        payments=follower.payments,
        identity=follower.identity,
        clock=follower.clock,
    )


def paying(model: BillModel) -> Paying:
    assert isinstance(model.state, Paying)
    return model.state


async def tell_portal(follower: Follower, payment: Payment, **changes: str) -> str:
    """Send the gateway's notice about a payment."""
    started: dict[str, Any] = {"redirect_url": payment.redirect_url}
    secret = gateway_of(follower.portal.deps).merchant.secret
    return await send(follower.portal, vnpay.signed_query(notice(started, **changes), secret))


async def test_opening_the_gateway_means_being_checked_and_only_the_notice_means_paid(follower: Follower) -> None:
    bill = await billed(follower)
    model = model_of(follower, bill)
    assert paying(model).money == "not_started"
    url = await model.pay_at_gateway(RETURN_URL)
    assert url is not None
    assert paying(model).money == "checking"
    await follower.portal.client.get("/payments/return", params=dict(parse_qsl(urlsplit(url).query)))
    await model.refresh()
    assert paying(model).money == "checking"
    payment = paying(model).payment
    assert payment is not None
    await tell_portal(follower, payment)
    await model.refresh()
    assert paying(model).money == "paid"
    assert paying(model).bill.receipt is not None


async def test_pressing_twice_goes_on_with_the_same_payment(follower: Follower) -> None:
    bill = await billed(follower)
    model = model_of(follower, bill)
    first = await model.pay_at_gateway(RETURN_URL)
    again = await model_of(follower, bill).pay_at_gateway(RETURN_URL)
    assert first == again


async def test_a_cancelled_payment_can_be_begun_anew(follower: Follower) -> None:
    bill = await billed(follower)
    model = model_of(follower, bill)
    first = await model.pay_at_gateway(RETURN_URL)
    payment = paying(model).payment
    assert payment is not None
    await tell_portal(follower, payment, vnp_ResponseCode="24", vnp_TransactionStatus="02")
    await model.refresh()
    assert paying(model).money == "refused"
    assert paying(model).payment is not None
    assert paying(model).payment.reason == "24"  # type: ignore[union-attr] # checked in the line before
    assert await model.pay_at_gateway(RETURN_URL) != first


async def test_a_transfer_order_says_what_the_bill_says(follower: Follower) -> None:
    bill = await billed(follower)
    model = model_of(follower, bill)
    await model.pay_by_transfer()
    state = paying(model)
    assert state.money == "transfer"
    assert state.payment is not None
    assert state.payment.vietqr is not None
    assert state.payment.vietqr.amount_vnd == bill.amount_vnd == 16_000


async def test_without_a_network_nothing_starts_and_it_says_that_no_money_moved(follower: Follower) -> None:
    bill = await billed(follower)
    model = model_of(follower, bill)
    follower.is_offline = True
    assert await model.pay_at_gateway(RETURN_URL) is None
    state = paying(model)
    assert state.problem is PayProblem.NO_NETWORK
    assert state.starting is None
    assert state.money == "not_started"


async def test_once_a_payment_was_begun_no_failure_says_that_no_money_has_moved(follower: Follower) -> None:
    bill = await billed(follower)
    model = model_of(follower, bill)
    await model.pay_at_gateway(RETURN_URL)
    await model.refresh()
    assert (paying(model).money, paying(model).trouble) == ("checking", None)
    follower.is_offline = True
    await model.refresh()
    assert paying(model).trouble is Trouble.NO_NETWORK
    await model.pay_at_gateway(RETURN_URL)
    assert "moved" not in " ".join(problem_words(paying(model), Translator("en")))
    follower.is_offline = False
    await model.refresh()
    assert paying(model).trouble is None


@pytest.mark.parametrize("fault", [Fault.CONNECT_TIMEOUT, Fault.ANSWER_TIMEOUT, Fault.UNAVAILABLE, Fault.TOO_MANY])
async def test_a_portal_that_does_not_answer_is_not_called_a_missing_network(follower: Follower, fault: Fault) -> None:
    bill = await billed(follower)
    model, bills = model_of(follower, bill), BillsModel(tracking=follower.tracking, identity=follower.identity)
    follower.network.choose = lambda *_: fault
    assert await model.pay_at_gateway(RETURN_URL) is None
    await bills.refresh()
    assert bills.state.trouble is Trouble.PORTAL
    state = paying(model)
    assert state.problem is PayProblem.NO_ANSWER
    assert problem_words(state, Translator("en"))[0] == "The portal cannot answer right now."
    follower.network.choose = lambda *_: None
    assert await model.pay_at_gateway(RETURN_URL) is not None


async def test_a_bill_that_is_not_mine_is_not_found(follower: Follower) -> None:
    bill = await billed(follower)
    model = model_of(follower, bill.model_copy(update={"id": "somebody-elses"}))
    await model.refresh()
    assert model.state == NoBill(looking=False)


async def test_bills_to_pay_stand_before_those_paid(follower: Follower) -> None:
    bill = await billed(follower)
    bills = BillsModel(tracking=follower.tracking, identity=follower.identity)
    assert [row.bill.id for row in bills.state.to_pay] == [bill.id]
    model = model_of(follower, bill)
    await model.pay_at_gateway(RETURN_URL)
    payment = paying(model).payment
    assert payment is not None
    await tell_portal(follower, payment)
    await bills.refresh()
    assert bills.state.to_pay == ()
    assert [row.bill.id for row in bills.state.settled] == [bill.id]
    follower.is_offline = True
    await bills.refresh()
    assert bills.state.trouble is Trouble.NO_NETWORK
