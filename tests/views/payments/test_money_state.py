"""What is known of the money: the bill decides, every doubt is "being checked"."""

import pytest

from api_client.models import Bill, Payment, VietQr
from tests.views.dossier_samples import NOW
from views.payments.bill_view import grouped, page_of_bill
from views.payments.state import may_pay, money_state

ORDER = VietQr(
    payload="x",
    bank_name="Mẫu",
    bank_bin="970499",
    account="0000000001",
    payee="A",
    amount_vnd=1,
    content="B",
)


def bill(state: str = "open", *, refund_due_vnd: int = 0) -> Bill:
    return Bill(
        id="b", reference="r", title={}, amount_vnd=16_000, state=state, payee={}, refund_due_vnd=refund_due_vnd
    )


def payment(state: str, method: str = "gateway") -> Payment:
    order = ORDER if method == "vietqr" else None
    return Payment(id="p", bill_id="b", method=method, state=state, amount_vnd=16_000, created_at=NOW, vietqr=order)


@pytest.mark.parametrize("state", ["not_started", "at_bank", "unknown", "confirmed", "a state of tomorrow"])
def test_a_payment_at_the_gateway_is_being_checked_until_the_bill_is_paid(state: str) -> None:
    money = money_state(bill(), payment(state))
    assert money == "checking"
    assert not may_pay(money)


def test_nothing_is_asked_twice_once_the_bill_is_paid() -> None:
    assert money_state(bill("paid"), payment("refused")) == "paid"
    assert not may_pay("paid")


def test_money_that_came_twice_shows_as_refund_due() -> None:
    assert money_state(bill("paid", refund_due_vnd=16_000), payment("confirmed")) == "refund_due"
    assert money_state(bill("refund_due"), None) == "refund_due"


def test_a_refused_payment_may_be_tried_again() -> None:
    assert money_state(bill(), payment("refused")) == "refused"
    assert may_pay("refused")


def test_a_transfer_order_stays_on_the_screen_until_money_comes() -> None:
    assert money_state(bill(), payment("not_started", "vietqr")) == "transfer"
    assert money_state(bill(), payment("confirmed", "vietqr")) == "checking"


def test_a_state_of_the_bill_that_this_app_does_not_know_asks_nobody_to_pay() -> None:
    assert money_state(bill("frozen"), None) == "checking"


def test_an_account_is_shown_in_groups_of_four() -> None:
    assert grouped("0011001234567") == "0011 0012 3456 7"


def test_the_gateway_leads_back_to_the_bill_and_not_to_the_sign_in() -> None:
    assert page_of_bill("http://127.0.0.1:40001/callback", "b1") == "http://127.0.0.1:40001/pay/b1"
