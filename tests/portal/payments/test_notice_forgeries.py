"""Every forged or repeated notice gets exactly its RspCode and moves no money (reliability guide 2.8)."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote_plus, urlencode

import pytest

from portal.payments import vnpay
from tests.portal.payments.paying import (
    NewBill,
    bill_now,
    cancel,
    ledger,
    notice,
    open_bill,
    payment,
    send,
    send_signed,
    start,
)
from tests.portal.running import RunningPortal

Forge = Callable[[dict[str, str], str], str | bytes]


def _with_hash(fields: dict[str, str], value: str) -> str:
    return f"{vnpay.signed_text(fields)}&vnp_SecureHash={value}"


def _hmac(fields: dict[str, str], secret: str, algorithm: str) -> str:
    return hmac.new(secret.encode(), vnpay.signed_text(fields).encode(), algorithm).hexdigest()


def _unsorted(fields: dict[str, str], secret: str) -> str:
    text = "&".join(f"{key}={quote_plus(value)}" for key, value in sorted(fields.items(), reverse=True))
    return _with_hash(fields, hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest())


def _unencoded(fields: dict[str, str], secret: str) -> str:
    text = "&".join(f"{key}={value}" for key, value in sorted(fields.items()))
    return _with_hash(fields, hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest())


def _changed_after(**changes: str) -> Forge:
    def forge(fields: dict[str, str], secret: str) -> str:
        return urlencode({**fields, **changes, "vnp_SecureHash": vnpay.signature(fields, secret)})

    return forge


FORGERIES: dict[str, Forge] = {
    "no hash": lambda fields, _: vnpay.signed_text(fields),
    "an empty hash": lambda fields, _: _with_hash(fields, ""),
    "a hash of spaces": lambda fields, _: _with_hash(fields, "+" * 128),
    "a shortened hash": lambda fields, secret: _with_hash(fields, vnpay.signature(fields, secret)[:64]),
    "SHA-256": lambda fields, secret: _with_hash(fields, _hmac(fields, secret, "sha256")),
    "MD5": lambda fields, secret: _with_hash(fields, _hmac(fields, secret, "md5")),
    "SHA-512 without a key": lambda fields, _: _with_hash(
        fields, hashlib.sha512(vnpay.signed_text(fields).encode()).hexdigest()
    ),
    "over unsorted fields": _unsorted,
    "over unencoded values": _unencoded,
    "another merchant's key": lambda fields, _: vnpay.signed_query(fields, "the-key-of-somebody-else"),
    "an empty key": lambda fields, _: vnpay.signed_query(fields, ""),
    "another merchant's code": _changed_after(vnp_TmnCode="OTHER001"),
    "a field added": _changed_after(vnp_Extra="1"),
    "the amount changed": _changed_after(vnp_Amount="100"),
    "the order changed": _changed_after(vnp_TxnRef="23456789"),
    "the outcome changed": _changed_after(vnp_ResponseCode="24"),
    "the amount twice": lambda fields, secret: vnpay.signed_query(fields, secret) + "&vnp_Amount=100",
    "the hash twice": lambda fields, secret: vnpay.signed_query(fields, secret) + "&vnp_SecureHash=00",
    "the order in front once more": lambda fields, secret: "vnp_TxnRef=23456789&" + vnpay.signed_query(fields, secret),
    "a megabyte": lambda fields, secret: vnpay.signed_query({**fields, "vnp_Pad": "x" * 1_000_000}, secret),
    "bytes that are no UTF-8": lambda fields, secret: vnpay.signed_query(fields, secret) + "&vnp_Bad=%ff%fe",
    "raw bytes": lambda fields, secret: vnpay.signed_query(fields, secret).encode() + b"&vnp_Bad=\xff",
    "a thousand fields": lambda fields, secret: (
        vnpay.signed_query(fields, secret) + "".join(f"&a{n}=1" for n in range(1_000))
    ),
    "nothing at all": lambda _fields, _secret: "",
    "JSON": lambda _fields, _secret: '{"vnp_ResponseCode":"00"}',
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_notice_gets_97_and_changes_nothing(portal: RunningPortal, new_bill: NewBill, name: str) -> None:
    started = await start(portal, await new_bill())
    forged = FORGERIES[name](notice(started), portal.settings.payment_secret)
    assert await send(portal, forged) == "97"
    assert (await payment(portal, started["id"]))["state"] == "not_started"
    assert await ledger(portal) == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vnp_TxnRef": "23456789"}, "01"),
        ({"vnp_TxnRef": None}, "01"),
        ({"vnp_TmnCode": "OTHER001"}, "01"),
        ({"vnp_TmnCode": None}, "01"),
        ({"vnp_Amount": "1600001"}, "04"),
        ({"vnp_Amount": "1599999"}, "04"),
        ({"vnp_Amount": "160000000"}, "04"),
        ({"vnp_Amount": "16000"}, "04"),
        ({"vnp_Amount": "1e6"}, "04"),
        ({"vnp_Amount": "1.6e6"}, "04"),
        ({"vnp_Amount": "１６０００００"}, "04"),
        ({"vnp_Amount": "-1600000"}, "04"),
        ({"vnp_Amount": "1600000.00"}, "04"),
        ({"vnp_Amount": None}, "04"),
        ({"vnp_CurrCode": "USD"}, "04"),
    ],
)
async def test_a_signed_notice_that_does_not_fit_the_order_changes_nothing(
    portal: RunningPortal, new_bill: NewBill, changes: dict[str, str | None], code: str
) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    assert await send_signed(portal, notice(started, **changes)) == code
    assert (await bill_now(portal, bill))["state"] == "open"
    assert await ledger(portal) == {}


async def test_a_right_notice_settles_the_bill_whichever_letters_its_hash_has(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    for upper in (False, True):
        bill = await new_bill()
        started = await start(portal, bill)
        fields = notice(started)
        value = vnpay.signature(fields, portal.settings.payment_secret)
        assert await send(portal, _with_hash(fields, value.upper() if upper else value)) == "00"
        assert (await bill_now(portal, bill))["state"] == "paid"
        assert (await payment(portal, started["id"]))["state"] == "confirmed"


async def test_an_extra_field_that_is_signed_is_no_forgery(portal: RunningPortal, new_bill: NewBill) -> None:
    started = await start(portal, await new_bill())
    assert await send_signed(portal, notice(started, vnp_New="x", vnp_CurrCode="VND")) == "00"


async def test_the_same_notice_again_gets_02(portal: RunningPortal, new_bill: NewBill) -> None:
    started = await start(portal, await new_bill())
    fields = notice(started)
    assert [await send_signed(portal, fields) for _ in range(3)] == ["00", "02", "02"]
    assert await ledger(portal) == {"settled": 1}


async def test_a_wrong_amount_is_said_before_already_confirmed(portal: RunningPortal, new_bill: NewBill) -> None:
    started = await start(portal, await new_bill())
    await send_signed(portal, notice(started))
    assert await send_signed(portal, notice(started, vnp_Amount="1600001")) == "04"


async def test_a_refusal_is_written_down_once(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    refusal = notice(started, vnp_ResponseCode="51", vnp_TransactionStatus="02")
    assert [await send_signed(portal, refusal) for _ in range(2)] == ["00", "02"]
    now = await payment(portal, started["id"])
    assert (now["state"], now["reason"]) == ("refused", "51")
    assert (await bill_now(portal, bill))["state"] == "open"


async def test_both_codes_must_say_success(portal: RunningPortal, new_bill: NewBill) -> None:
    for codes in (("00", "02"), ("24", "00")):
        bill = await new_bill()
        started = await start(portal, bill)
        fields = notice(started, vnp_ResponseCode=codes[0], vnp_TransactionStatus=codes[1])
        assert await send_signed(portal, fields) == "00"
        assert (await payment(portal, started["id"]))["state"] == "refused"
        assert (await bill_now(portal, bill))["state"] == "open"


async def test_success_after_a_refusal_is_money_and_counts(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    await send_signed(portal, notice(started, vnp_ResponseCode="51", vnp_TransactionStatus="02"))
    assert await send_signed(portal, notice(started)) == "00"
    assert (await payment(portal, started["id"]))["state"] == "confirmed"
    assert (await bill_now(portal, bill))["state"] == "paid"


async def test_a_refusal_after_success_changes_nothing(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    await send_signed(portal, notice(started))
    assert await send_signed(portal, notice(started, vnp_ResponseCode="24", vnp_TransactionStatus="02")) == "02"
    assert (await bill_now(portal, bill))["state"] == "paid"


async def test_a_suspicious_transaction_stays_unknown_until_it_is_decided(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    suspicious = notice(started, vnp_ResponseCode="07", vnp_TransactionStatus="07")
    assert await send_signed(portal, suspicious) == "00"
    assert (await payment(portal, started["id"]))["state"] == "unknown"
    assert await send_signed(portal, notice(started)) == "00"
    assert (await bill_now(portal, bill))["state"] == "paid"


async def test_a_notice_is_only_taken_by_get(portal: RunningPortal, new_bill: NewBill) -> None:
    started = await start(portal, await new_bill())
    query = vnpay.signed_query(notice(started), portal.settings.payment_secret)
    assert (await portal.client.post(f"/payments/ipn/vnpay?{query}")).status_code == 405
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await portal.client.post("/payments/ipn/vnpay", content=query, headers=form)).status_code == 405
    assert await ledger(portal) == {}


async def test_a_second_transaction_for_a_paid_order_shows_as_refund_due(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    await send_signed(portal, notice(started))
    assert await send_signed(portal, notice(started, vnp_TransactionNo="14000002")) == "02"
    now = await bill_now(portal, bill)
    assert (now["state"], now["refund_due_vnd"]) == ("paid", 16_000)
    assert await ledger(portal) == {"settled": 1, "double": 1}


async def test_paying_one_bill_in_two_attempts_shows_the_second_as_refund_due(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    bill = await new_bill()
    first, second = await start(portal, bill), await start(portal, bill)
    codes = await asyncio.gather(send_signed(portal, notice(first)), send_signed(portal, notice(second)))
    assert codes == ["00", "00"]
    now = await bill_now(portal, bill)
    assert (now["state"], now["refund_due_vnd"]) == ("paid", 16_000)
    assert await ledger(portal) == {"settled": 1, "double": 1}


async def test_money_for_a_cancelled_bill_is_refund_due(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    await cancel(portal, bill)
    fields = notice(started)
    assert [await send_signed(portal, fields) for _ in range(2)] == ["00", "02"]
    now = await bill_now(portal, bill)
    assert (now["state"], now["refund_due_vnd"]) == ("refund_due", 16_000)
    assert await ledger(portal) == {"late": 1}


async def test_money_after_the_bills_own_end_is_refund_due(portal: RunningPortal, new_bill: NewBill) -> None:
    bill = await new_bill(expires_at=portal.clock.now + timedelta(minutes=5))
    started = await start(portal, bill)
    portal.clock.move(minutes=6)
    portal.tokens.clear()
    assert await send_signed(portal, notice(started)) == "00"
    assert (await bill_now(portal, bill))["refund_due_vnd"] == 16_000
    assert await ledger(portal) == {"late": 1}


async def test_a_notice_that_comes_after_the_attempts_end_still_settles_an_open_bill(
    portal: RunningPortal, new_bill: NewBill
) -> None:
    bill = await new_bill()
    started = await start(portal, bill)
    portal.clock.move(minutes=40)
    portal.tokens.clear()
    assert (await payment(portal, started["id"]))["state"] == "unknown"
    assert await send_signed(portal, notice(started)) == "00"
    assert (await bill_now(portal, bill))["state"] == "paid"


async def test_a_failure_inside_the_portal_gets_99_and_the_repeat_settles(
    portal: RunningPortal, new_bill: NewBill, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bill = await new_bill()
    fields = notice(await start(portal, bill))
    write = portal.deps.database.write

    async def failing(work: object) -> object:
        raise OSError("the disk is gone")

    monkeypatch.setattr(portal.deps.database, "write", failing)
    assert await send_signed(portal, fields) == "99"
    monkeypatch.setattr(portal.deps.database, "write", write)
    assert await send_signed(portal, fields) == "00"
    assert (await bill_now(portal, bill))["state"] == "paid"
    assert not any(fields["vnp_TxnRef"] in record.getMessage() for record in caplog.records)


async def test_fifty_identical_notices_at_once_settle_once_on_each_database(portal_on_each: RunningPortal) -> None:
    bill = await open_bill(portal_on_each)
    fields = notice(await start(portal_on_each, bill))
    codes = await asyncio.gather(*(send_signed(portal_on_each, fields) for _ in range(50)))
    assert sorted(codes) == ["00"] + ["02"] * 49
    assert await ledger(portal_on_each) == {"settled": 1}


async def test_ten_attempts_paid_at_once_settle_one_bill_once_on_each_database(portal_on_each: RunningPortal) -> None:
    bill = await open_bill(portal_on_each)
    started = [await start(portal_on_each, bill) for _ in range(10)]
    codes = await asyncio.gather(*(send_signed(portal_on_each, notice(attempt)) for attempt in started))
    assert codes == ["00"] * 10
    assert await ledger(portal_on_each) == {"settled": 1, "double": 9}
    assert (await bill_now(portal_on_each, bill))["refund_due_vnd"] == 9 * 16_000
