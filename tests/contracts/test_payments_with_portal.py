"""Payments between the app and the portal: one intent one attempt, and only the portal's word counts."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from api_client.errors import NotFound, Unauthenticated
from api_client.models import Bill
from app.payments.codes import qr_matrix
from app.payments.service import Payments
from forms.payment_codes import read_vietqr
from portal.payments.schemas import Bill as PortalBill
from tests.contracts.conftest import AppDevice
from tests.portal.payments.paying import notice, send_signed
from tests.portal.running import RunningPortal

NewBill = Callable[[str], Awaitable[PortalBill]]


async def open_bill(new_bill: NewBill, reference: str = "X00.01-261123-0001") -> Bill:
    return Bill.model_validate((await new_bill(reference)).model_dump(mode="json"))


async def test_the_transfer_code_says_what_is_shown(device: AppDevice, new_bill: NewBill) -> None:
    await device.sign_in()
    payment = await device.payments.start(await open_bill(new_bill), method="vietqr")
    assert payment.vietqr is not None
    code = read_vietqr(payment.vietqr.payload)
    assert code is not None
    assert (code.amount_vnd, code.account, code.purpose) == (16_000, payment.vietqr.account, payment.vietqr.content)
    matrix = qr_matrix(payment.vietqr.payload)
    assert len(matrix) == len(matrix[0]) >= 21


async def test_starting_again_is_the_same_attempt_also_after_a_restart(device: AppDevice, new_bill: NewBill) -> None:
    await device.sign_in()
    bill = await open_bill(new_bill)
    first = await device.payments.start(bill, method="vietqr")
    assert (await device.payments.start(bill, method="vietqr")).id == first.id
    later = Payments(device.vault, device.portal, device.identity)
    await later.load()
    attempt = later.find_attempt(bill.id)
    assert attempt is not None
    assert attempt.payment == first
    assert (await later.start(bill, method="vietqr")).id == first.id


async def test_the_gateways_notice_confirms_and_a_receipt_comes(
    device: AppDevice, new_bill: NewBill, running: RunningPortal
) -> None:
    await device.sign_in()
    bill = await open_bill(new_bill)
    started = await device.payments.start(bill, method="gateway", return_url="http://127.0.0.1:51234/callback")
    assert started.redirect_url is not None
    assert (await device.payments.check(started.id)).state in ("not_started", "at_bank")
    assert await send_signed(running, notice({"redirect_url": started.redirect_url})) == "00"
    confirmed = await device.payments.check(started.id)
    assert confirmed.state == "confirmed"
    attempt = device.payments.find_attempt(bill.id)
    assert attempt is not None
    assert attempt.payment == confirmed


async def test_a_refused_payment_can_be_tried_again_as_a_new_one(
    device: AppDevice, new_bill: NewBill, running: RunningPortal
) -> None:
    await device.sign_in()
    bill = await open_bill(new_bill)
    first = await device.payments.start(bill, method="gateway")
    fields = notice({"redirect_url": first.redirect_url}, vnp_ResponseCode="24", vnp_TransactionStatus="02")
    assert await send_signed(running, fields) == "00"
    assert (await device.payments.check(first.id)).state == "refused"
    running.clock.move(minutes=1)
    second = await device.payments.start(bill, method="gateway")
    assert second.id != first.id
    attempt = device.payments.find_attempt(bill.id)
    assert attempt is not None
    assert attempt.payment == second


async def test_another_persons_bill_and_payment_do_not_exist(
    device: AppDevice, other_device: AppDevice, new_bill: NewBill
) -> None:
    await device.sign_in()
    bill = await open_bill(new_bill)
    payment = await device.payments.start(bill, method="vietqr")
    with pytest.raises(NotFound):
        await other_device.payments.start(bill, method="vietqr")
    with pytest.raises(NotFound):
        await other_device.payments.check(payment.id)
    assert other_device.payments.find_attempt(bill.id) is None


async def test_a_guest_cannot_start_to_pay(device: AppDevice, new_bill: NewBill) -> None:
    with pytest.raises(Unauthenticated):
        await device.payments.start(await open_bill(new_bill), method="vietqr")
    assert await device.vault.all("payments") == []


async def test_the_portals_catalogue_is_brought_once(device: AppDevice, project_root: Path, tmp_path: Path) -> None:
    import gzip
    import json

    from app.catalogue import CatalogueService, Refreshed

    older = json.loads(gzip.decompress((project_root / "assets" / "catalogue.json.gz").read_bytes()))
    older |= {"version": "older", "built_on": "2026-01-01"}
    shipped = tmp_path / "catalogue.json.gz"
    shipped.write_bytes(gzip.compress(json.dumps(older).encode()))
    service = CatalogueService(tmp_path / "kept", shipped, device.portal)
    assert await service.refresh() is Refreshed.NEW
    assert service.version == device.running.deps.catalogue.version
    assert await service.refresh() is Refreshed.SAME
    assert CatalogueService(tmp_path / "kept", shipped).version == service.version
