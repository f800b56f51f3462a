"""Paying with both codes of a confirmation, signed in or not: nobody's name, and only the State's word means paid."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from api_client.models import Dossier, Payment
from app.printing.service import Printer
from portal.payments import vnpay
from portal.payments.gateway import gateway_of
from tests.app.printing.cups import Cups
from tests.harness import Shown, shown_page
from tests.portal.payments.paying import notice, send
from tests.views.catalogue.conftest import went_to
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.payments.screen import BillByCodesPage
from views.shared.context import Surroundings
from views.tracking.lookup_screen import LookupPage


async def owing(follower: Follower) -> Dossier:
    """Return a dossier with one open bill; nobody is signed in any more."""
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    await follower.identity.sign_out()
    return dossier


async def looked_up(follower: Follower, dossier: Dossier, within: Surroundings) -> str:
    """Enter both codes to pay; return where that leads."""
    screen = await shown_page(_to_pay, within=within)
    assert_whole(screen)
    routes = went_to(screen)
    await screen.write("code", dossier.code)
    await screen.write("lookup-code", dossier.lookup_code)
    await screen.press(within.text("See what is to be paid"))
    await until(screen, lambda: bool(routes))
    return routes[0].removeprefix("/lookup/bills/")


def _to_pay() -> Any:
    import flet as ft

    ft.context.page.route = "/lookup?for=pay"
    return LookupPage()


def at_terminal(within: Surroundings, printer: Printer | None = None) -> Surroundings:
    within.services.is_kiosk = True  # type: ignore[misc] # the harness gives a screen a part of the services, not frozen
    within.services.printer = printer  # type: ignore[misc] # the same
    return within


def payment_of(follower: Follower, bill_id: str) -> Payment:
    found = follower.tracking.looked_up
    assert found is not None
    attempt = follower.payments.by_codes(found.codes).find_attempt(bill_id)
    assert attempt is not None
    assert attempt.payment is not None
    return attempt.payment


async def tell_portal(follower: Follower, payment: Payment) -> None:
    """Let the gateway say that the money was taken."""
    started: dict[str, Any] = {"redirect_url": payment.redirect_url}
    secret = gateway_of(follower.portal.deps).merchant.secret
    assert await send(follower.portal, vnpay.signed_query(notice(started), secret)) == "00"


def says_a_name(screen: Shown, dossier: Dossier) -> bool:
    words = " ".join(screen.texts()).lower()
    return "nguyễn" in words or dossier.subject_name.lower() in words


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_at_a_terminal_the_codes_lead_to_a_transfer_order_and_no_name(follower: Follower, language: str) -> None:
    dossier = await owing(follower)
    within = at_terminal(follower.around(language))
    bill_id = await looked_up(follower, dossier, within)
    screen = await shown_page(BillByCodesPage, bill_id, within=within)
    assert_whole(screen)
    await screen.press(within.text("Transfer with VietQR"))
    await until(screen, lambda: says(screen, within.text("Payee")))
    assert_whole(screen)
    order = payment_of(follower, bill_id).vietqr
    assert order is not None
    assert (order.amount_vnd, says(screen, order.content)) == (16_000, True)
    assert not any(str(control.key).startswith("copy-") for control in screen.controls())
    assert not says_a_name(screen, dossier)
    assert await follower.vault.all("payments") == []


async def test_the_gateways_page_is_a_code_for_the_phone_and_the_receipt_is_printed(
    follower: Follower, tmp_path: Path
) -> None:
    dossier = await owing(follower)
    cups = Cups(tmp_path / "cups")
    within = at_terminal(follower.around("vi"), Printer("Q", "80mm", environment=cups.environment))
    bill_id = await looked_up(follower, dossier, within)
    screen = await shown_page(BillByCodesPage, bill_id, within=within)
    await screen.press("Ngân hàng, thẻ, ví")
    await until(screen, lambda: says(screen, within.text("Pay on your phone")))
    assert_whole(screen)
    assert (follower.device.opened, says(screen, within.text("Paid, confirmed by the State."))) == ([], False)
    await tell_portal(follower, payment_of(follower, bill_id))
    await until(screen, lambda: says(screen, within.text("Paid, confirmed by the State.")))
    await until(screen, lambda: says(screen, within.text("Print the receipt")), seconds=20)
    assert_whole(screen)
    await screen.press(within.text("Print the receipt"))
    await until(screen, lambda: says(screen, within.text("Printed")))
    (document,) = cups.printed()
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())
    assert dossier.code in words
    assert "16.000" in words
    assert "nguyễn" not in words.lower()


async def test_on_ones_own_device_the_gateway_leads_back_to_the_bill_which_is_being_checked(
    follower: Follower,
) -> None:
    dossier = await owing(follower)
    within = follower.around()
    bill_id = await looked_up(follower, dossier, within)
    screen = await shown_page(BillByCodesPage, bill_id, within=within)
    await screen.press("Bank, card or wallet")
    await until(screen, lambda: bool(follower.device.opened))
    again = await shown_page(BillByCodesPage, bill_id, within=within)
    await until(again, lambda: says(again, "Checking with the bank. Do not pay again."))
    assert "Bank, card or wallet" not in again.texts()


async def test_after_a_kill_the_portal_still_says_that_somebody_began_to_pay(follower: Follower) -> None:
    dossier = await owing(follower)
    within = follower.around()
    bill_id = await looked_up(follower, dossier, within)
    screen = await shown_page(BillByCodesPage, bill_id, within=within)
    await screen.press("Bank, card or wallet")
    await until(screen, lambda: bool(follower.device.opened))
    await follower.stop()
    await follower.start()
    within = follower.around()
    forgotten = await shown_page(BillByCodesPage, bill_id, within=within)
    assert says(forgotten, "Enter both codes of the confirmation again")
    assert await looked_up(follower, dossier, within) == bill_id
    screen = await shown_page(BillByCodesPage, bill_id, within=within)
    assert says(screen, "Somebody began to pay this a short while ago.")


async def test_a_cut_line_says_that_no_money_moved_and_goes_on_with_the_same_payment(follower: Follower) -> None:
    dossier = await owing(follower)
    within = follower.around()
    bill_id = await looked_up(follower, dossier, within)
    screen = await shown_page(BillByCodesPage, bill_id, within=within)
    follower.is_offline = True
    await screen.press("Transfer with VietQR")
    await until(screen, lambda: says(screen, "No money has moved."))
    follower.is_offline = False
    await screen.press("Transfer with VietQR")
    await until(screen, lambda: says(screen, "Payee"))
    assert_whole(screen)
