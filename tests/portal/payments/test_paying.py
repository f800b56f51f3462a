import re
import uuid
from html import unescape

import httpx
import pytest

from forms.payment_codes import TransferOrder, read_vietqr
from portal.application import tick
from portal.payments import vnpay
from tests.portal.payments.paying import NewBill, bill_now, ledger, notice, order_of, payment, send_signed, start
from tests.portal.running import RunningPortal


async def _open_gateway(portal: RunningPortal, started: dict[str, str]) -> httpx.Response:
    return await portal.client.get(started["redirect_url"])


async def _decide(portal: RunningPortal, page: httpx.Response, choice: str, when: str = "now") -> httpx.Response:
    found = re.search(r'name="order" value="([^"]+)"', page.text)
    assert found is not None
    form = {"order": unescape(found[1]), "choice": choice, "notice": when, "lang": "vi"}
    return await portal.client.post("/sandbox/vnpay/pay", data=form)


async def _transfer(portal: RunningPortal, **form: str) -> httpx.Response:
    page = await portal.client.get("/sandbox/bank", params={"lang": "en"})
    found = re.search(r'name="transfer" value="([^"]+)"', page.text)
    assert found is not None
    return await portal.client.post("/sandbox/bank", data={"transfer": found[1], "lang": "en", **form})


async def test_paying_at_the_sandbox_gateway_settles_the_bill_by_its_notice(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    bill = await new_bill()
    started = await start(portal, bill, return_url="http://127.0.0.1:8550/pay")
    assert started["state"] == "not_started"
    page = await _open_gateway(portal, started)
    assert "16.000 ₫" in page.text
    assert "BẢN MẪU" in page.text
    back = await _decide(portal, page, "approve")
    assert back.status_code == 303
    assert back.headers["location"].startswith("http://portal.test:8000/payments/return?")
    assert (await bill_now(portal, bill))["state"] == "paid"
    assert (await payment(portal, started["id"]))["state"] == "confirmed"
    shown = await portal.client.get(back.headers["location"])
    assert "Đang kiểm tra với ngân hàng" in shown.text
    assert 'href="http://127.0.0.1:8550/pay"' in shown.text


@pytest.mark.parametrize(("choice", "reason"), [("refuse", "51"), ("cancel", "24")])
async def test_a_refused_or_cancelled_payment_leaves_the_bill_open(
    portal: RunningPortal, new_bill: NewBill, choice: str, reason: str
) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    await _decide(portal, await _open_gateway(portal, started), choice)
    now = await payment(portal, started["id"])
    assert (now["state"], now["reason"]) == ("refused", reason)
    assert (await bill_now(portal, bill))["state"] == "open"


async def test_the_return_page_decides_nothing_even_when_it_says_success(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    bill = await new_bill()
    started = await start(portal, bill, return_url="http://127.0.0.1:8550/pay")
    fields = notice(started)
    genuine = vnpay.signed_query(fields, portal.settings.payment_secret)
    for query, has_link in ((genuine, True), (vnpay.signed_query(fields, "forged"), False)):
        shown = await portal.client.get(f"/payments/return?{query}")
        assert shown.status_code == 200
        assert "Đang kiểm tra" in shown.text
        assert ("127.0.0.1:8550" in shown.text) == has_link
        assert (await payment(portal, started["id"]))["state"] == "not_started"
        assert (await bill_now(portal, bill))["state"] == "open"


async def test_deciding_twice_at_the_gateway_keeps_the_first_decision(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    page = await _open_gateway(portal, started)
    await _decide(portal, page, "approve")
    await _decide(portal, page, "cancel")
    assert (await bill_now(portal, bill))["state"] == "paid"
    assert await ledger(portal) == {"settled": 1}


async def test_a_late_notice_is_sent_when_its_time_comes(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    await _decide(portal, await _open_gateway(portal, started), "approve", "late")
    await tick(portal.deps)
    assert (await bill_now(portal, bill))["state"] == "open"
    portal.clock.move(seconds=21)
    await tick(portal.deps)
    assert (await bill_now(portal, bill))["state"] == "paid"


async def test_a_notice_the_portal_could_not_take_is_sent_again(
    portal: RunningPortal, new_bill: NewBill, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    page = await _open_gateway(portal, started)
    with monkeypatch.context() as patch:
        patch.setattr("portal.payments.routes.take_notice", _fails)
        await _decide(portal, page, "approve")
    assert (await bill_now(portal, bill))["state"] == "open"
    portal.clock.move(seconds=3)
    await tick(portal.deps)
    assert (await bill_now(portal, bill))["state"] == "paid"


def _fails(*_: object, **__: object) -> str:
    raise OSError("killed before the commit")


async def test_a_lost_notice_is_found_by_asking_the_gateway(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    await _decide(portal, await _open_gateway(portal, started), "approve", "lost")
    await tick(portal.deps)
    assert (await bill_now(portal, bill))["state"] == "open"
    portal.clock.move(seconds=60)
    await tick(portal.deps)
    assert (await bill_now(portal, bill))["state"] == "paid"
    assert await ledger(portal) == {"settled": 1}


async def test_a_payment_the_payer_looked_at_reads_at_the_bank_and_ends_when_its_time_is_over(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    started = await start(portal, await new_bill())
    await _open_gateway(portal, started)
    portal.clock.move(minutes=1)
    await tick(portal.deps)
    assert (await payment(portal, started["id"]))["state"] == "at_bank"
    portal.clock.move(minutes=25)
    portal.tokens.clear()
    assert (await payment(portal, started["id"]))["state"] == "unknown"
    await tick(portal.deps)
    now = await payment(portal, started["id"])
    assert (now["state"], now["reason"]) == ("refused", "expired")


async def test_the_gateway_shows_no_order_that_is_forged_foreign_or_over(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    started = await start(portal, await new_bill())
    order = order_of(started)
    forged = {**order, "vnp_Amount": "100"}
    foreign = vnpay.signed_query({**order, "vnp_TmnCode": "OTHER001"}, portal.settings.payment_secret)
    for query in (httpx.QueryParams(forged), foreign, ""):
        assert (await portal.client.get(f"/sandbox/vnpay/pay?{query}")).status_code == 400
    portal.clock.move(minutes=15)
    assert (await _open_gateway(portal, started)).status_code == 400


async def test_the_same_key_starts_one_payment_for_ever(portal: RunningPortal, new_bill: NewBill) -> None:
    bill, key = await new_bill(), str(uuid.uuid4())
    first = await start(portal, bill, key=key)
    portal.clock.move(days=20)
    portal.tokens.clear()
    assert (await start(portal, bill, key=key))["id"] == first["id"]
    headers = {**await portal.bearer("sample-mai"), "Idempotency-Key": key}
    other = await portal.client.post("/api/v1/payments", json={"bill_id": bill.id, "method": "vietqr"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "urn:motcua:problem:idempotency-key-reused")


async def test_starting_to_pay_needs_a_key(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    answer = await portal.client.post(
        "/api/v1/payments", json={"bill_id": bill.id, "method": "gateway"}, headers=await portal.bearer("sample-mai")
    )
    assert answer.json()["type"] == "urn:motcua:problem:idempotency-key-missing"


async def test_anothers_bill_and_payment_look_like_unknown_ones(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    binh = await portal.bearer("sample-binh")
    assert (await portal.client.get("/api/v1/bills", headers=binh)).json() == []
    for theirs, unknown in ((f"bills/{bill.id}", "bills/bill_0"), (f"payments/{started['id']}", "payments/pay_0")):
        answers = [await portal.client.get(f"/api/v1/{path}", headers=binh) for path in (theirs, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].json() == answers[1].json()
    body = {"bill_id": bill.id, "method": "gateway"}
    headers = {**binh, "Idempotency-Key": "k-1"}
    assert (await portal.client.post("/api/v1/payments", json=body, headers=headers)).status_code == 404


async def test_a_paid_bill_cannot_be_started_again(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    await send_signed(portal, notice(await start(portal, bill)))
    headers = {**await portal.bearer("sample-mai"), "Idempotency-Key": "again", "Accept-Language": "en"}
    answer = await portal.client.post(
        "/api/v1/payments", json={"bill_id": bill.id, "method": "gateway"}, headers=headers
    )
    assert answer.status_code == 409
    assert answer.json()["detail"] == "This bill is already paid. Do not pay again."


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "http://127.0.0.1.evil.example/", "http://127.0.0.1:80@evil.example/", "javascript:x"],
)
async def test_the_way_back_leads_only_to_this_machine(portal: RunningPortal, new_bill: NewBill, address: str) -> None:
    bill = await new_bill()
    headers = {**await portal.bearer("sample-mai"), "Idempotency-Key": "k"}
    body = {"bill_id": bill.id, "method": "gateway", "return_url": address}
    assert (await portal.client.post("/api/v1/payments", json=body, headers=headers)).status_code == 400


async def test_a_vietqr_order_locks_amount_and_content(portal: RunningPortal, new_bill: NewBill) -> None:
    started = await start(portal, await new_bill(), "vietqr")
    order = started["vietqr"]
    assert order["amount_vnd"] == 16_000
    assert re.fullmatch(r"[A-Z0-9 ]{1,25}", order["content"])
    assert re.fullmatch(r"X0001261123\d{4} [2-9A-Z]{8}", order["content"])
    assert read_vietqr(order["payload"]) == TransferOrder("999999", order["account"], 16_000, order["content"])


async def test_a_transfer_by_vietqr_settles_the_bill(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill, "vietqr")
    shown = await _transfer(portal, payload=started["vietqr"]["payload"])
    assert "The State has confirmed this payment." in shown.text
    assert (await payment(portal, started["id"]))["state"] == "confirmed"
    assert (await bill_now(portal, bill))["state"] == "paid"


@pytest.mark.parametrize(
    ("amount", "state", "refund", "outcome"),
    [("15999", "open", 15_999, "partial"), ("16001", "paid", 1, "over"), ("160000", "paid", 144_000, "over")],
)
async def test_a_wrong_amount_is_told_and_shows_as_refund_due(
    portal: RunningPortal, new_bill: NewBill, amount: str, state: str, refund: int, outcome: str
) -> None:
    bill = await new_bill()
    started = await start(portal, bill, "vietqr")
    await _transfer(portal, payload=started["vietqr"]["payload"], amount=amount)
    now = await bill_now(portal, bill)
    assert (now["state"], now["refund_due_vnd"]) == (state, refund)
    assert await ledger(portal) == {outcome: 1}
    assert (await payment(portal, started["id"]))["reason"] == outcome


async def test_a_full_transfer_after_a_partial_one_settles_and_the_part_stays_refund_due(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    bill = await new_bill()
    payload = (await start(portal, bill, "vietqr"))["vietqr"]["payload"]
    await _transfer(portal, payload=payload, amount="6000")
    await _transfer(portal, payload=payload)
    now = await bill_now(portal, bill)
    assert (now["state"], now["refund_due_vnd"]) == ("paid", 6_000)


async def test_a_content_that_a_bank_mangled_is_matched(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    content = (await start(portal, bill, "vietqr"))["vietqr"]["content"]
    mangled = f"MBVCB.123.{content.replace(' ', '').lower()}.CT tu 0123"
    await _transfer(portal, content=mangled, amount="16.000")
    assert (await bill_now(portal, bill))["state"] == "paid"


async def test_money_without_a_known_word_is_kept_for_the_office(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    await _transfer(portal, content="tien hoc phi", amount="16000")
    assert await ledger(portal) == {"unmatched": 1}
    assert (await bill_now(portal, bill))["state"] == "open"


async def test_the_same_transfer_form_sent_twice_is_one_transfer(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    payload = (await start(portal, bill, "vietqr"))["vietqr"]["payload"]
    form = {"transfer": "transfer_" + "0" * 32, "payload": payload, "lang": "en"}
    await portal.client.post("/sandbox/bank", data=form)
    again = await portal.client.post("/sandbox/bank", data=form)
    assert "recorded already" in again.text
    assert (await bill_now(portal, bill))["refund_due_vnd"] == 0
    assert await ledger(portal) == {"settled": 1}


@pytest.mark.parametrize(
    "form",
    [
        {"payload": "not a code"},
        {"content": "x", "amount": "-5"},
        {"content": "x", "amount": "１６０００"},
        {"content": "x", "amount": "1e6"},
        {"content": "x", "amount": ""},
        {"content": "x", "amount": "0"},
    ],
)
async def test_a_transfer_that_makes_no_sense_moves_nothing(portal: RunningPortal, form: dict[str, str]) -> None:
    shown = await _transfer(portal, **form)
    assert shown.status_code == 400
    assert "Nothing transferred" in shown.text
    assert await ledger(portal) == {}
