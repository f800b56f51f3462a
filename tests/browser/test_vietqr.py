"""A bill paid by the VietQR code on the screen at the sandbox bank: the screen learns of it by itself."""

import uuid
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from app.i18n.formats import VIETNAM
from forms.payment_codes import read_vietqr
from portal.officer.cli import OFFICER
from portal.officer.cli import sign_in as token_of
from portal.payments.receipts import TITLE
from tests.browser.filling import Citizen, answers, procedure
from tests.browser.portal_apart import PortalApart
from tests.browser.running import NewWindow, Product, Screen
from tests.browser.test_shorter_forms import sign_in
from tests.qr import read_qr

FORM = "1.002759"
AMOUNT_VND = 16_000


@pytest.mark.timeout(300)
def test_a_transfer_by_vietqr_turns_the_screen_to_paid(
    tmp_path: Path, new_window: NewWindow, start_product: Callable[..., Product]
) -> None:
    with PortalApart(tmp_path / "portal") as portal:
        bill = a_bill_of_mai(portal.url)
        product = start_product("--lang", "vi", "--portal-url", portal.url)
        context = new_window(pixels=1)  # the code is read from the picture
        screen = Screen.open(context, product, f"/sign-in?return=/pay/{bill['id']}")
        citizen = Citizen(screen, code=FORM, language="vi", today=datetime.now(VIETNAM).date())
        t = citizen.t
        sign_in(citizen, "Nguyễn Thị Mai")
        screen.sees(t("Not paid yet"))
        screen.sees("16.000 ₫")
        screen.press(t("Transfer with VietQR"))
        screen.sees(t("Pay only if your banking app shows exactly this payee's name."))
        payload = read_from(screen)

        pay_at_the_bank(context, portal.url, payload)
        screen.sees_soon(t("Paid"))
        assert t("Not paid yet") not in screen.words()
        screen.press(t("Open the receipt"))
        screen.sees_title(TITLE["vi"])


def a_bill_of_mai(portal_url: str) -> dict[str, Any]:
    """File a short form as Mai and let the office ask for money, over HTTP."""
    found = procedure(FORM)
    assert found.form is not None
    submission = {
        "procedure_code": FORM, "form_version": found.form.version, "language": "vi", "subject": "self",
        "answers": answers(FORM, "lost_card"), "confirmations": [], "declared": True, "files": [],
    }  # fmt: skip
    with httpx.Client(base_url=portal_url, timeout=30) as client:
        mai, office = (as_person(client, subject) for subject in ("sample-mai", OFFICER))
        filed = client.post("/api/v1/dossiers", json=submission, headers=mai)
        assert filed.status_code == 201, filed.text
        address = f"/api/v1/officer/dossiers/{filed.json()['id']}"
        accepted = client.post(f"{address}/accept", json={}, headers={**office, "Idempotency-Key": uuid.uuid4().hex})
        assert accepted.status_code == 200, accepted.text
        asked = client.post(f"{address}/request-payment", json={"amount_vnd": AMOUNT_VND}, headers=office)
        assert asked.status_code == 200, asked.text
        (bill,) = client.get(f"/api/v1/dossiers/{filed.json()['id']}", headers=mai).json()["bills"]
    assert isinstance(bill, dict)
    return bill


def as_person(client: httpx.Client, subject: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(client, subject)}", "Idempotency-Key": uuid.uuid4().hex}


def read_from(screen: Screen) -> str:
    """Read the code as a phone would, from the picture on the screen."""
    code = screen.page.get_by_role("img", name="VietQR")
    code.scroll_into_view_if_needed(timeout=15_000)
    for _ in range(10):
        screen.page.wait_for_timeout(500)
        for text in read_qr(Image.open(BytesIO(screen.page.screenshot()))):
            order = read_vietqr(text)
            if order is not None:
                assert order.amount_vnd == AMOUNT_VND
                return text
    raise AssertionError("no VietQR code can be read from the screen")


def pay_at_the_bank(context: BrowserContext, portal_url: str, payload: str) -> None:
    """Pay what the code says at the sandbox bank's page."""
    bank = context.new_page()
    bank.goto(str(httpx.URL(f"{portal_url}/sandbox/bank", params={"payload": payload})))
    bank.get_by_role("button", name="Chuyển tiền").click()
    expect(bank.get_by_text("Đã chuyển tiền")).to_be_visible()
    bank.close()
