"""Paying without an account: both codes, nothing about the person, and the same rules about money."""

from typing import Any

import httpx

from portal.application import tick
from portal.dossiers.rendering import draw_missing
from tests.portal.filing import CITIZEN, OTHER_CITIZEN, accept, get, new_key, post, submit
from tests.portal.payments.paying import ledger, notice, send_signed
from tests.portal.running import RunningPortal

START = "/api/v1/lookup/payments"


async def owing(portal: RunningPortal, citizen: str = CITIZEN) -> dict[str, Any]:
    """Return a dossier with one open bill, as its owner sees it."""
    person = await portal.bearer(citizen)
    dossier = await submit(portal, person)
    await accept(portal, dossier["id"])
    return dict(await get(portal, f"/api/v1/dossiers/{dossier['id']}", person))


def codes_of(dossier: dict[str, Any]) -> dict[str, str]:
    return {"code": dossier["code"], "lookup_code": dossier["lookup_code"]}


async def begin(
    portal: RunningPortal, dossier: dict[str, Any], *, key: str | None = None, **changes: Any
) -> httpx.Response:
    body = {**codes_of(dossier), "bill_id": dossier["bills"][0]["id"], "method": "gateway", **changes}
    return await post(portal, START, {}, body, key=key)


async def looked_up(portal: RunningPortal, dossier: dict[str, Any]) -> dict[str, Any]:
    """Return the bill as whoever holds both codes sees it."""
    answer = await post(portal, "/api/v1/lookup", {}, codes_of(dossier))
    return dict(answer.json()["bills"][0])


async def state_of(portal: RunningPortal, dossier: dict[str, Any], payment_id: str) -> str:
    answer = await post(portal, f"{START}/{payment_id}", {}, codes_of(dossier))
    return str(answer.json()["state"])


async def test_only_the_gateways_notice_makes_it_paid_and_a_receipt_without_a_name_comes(portal: RunningPortal) -> None:
    dossier = await owing(portal)
    started = (await begin(portal, dossier)).json()
    assert (await looked_up(portal, dossier))["is_being_paid"]
    await portal.client.get(started["redirect_url"])
    await portal.client.get("/payments/return")
    assert await state_of(portal, dossier, started["id"]) == "not_started"
    assert (await looked_up(portal, dossier))["state"] == "open"
    assert await send_signed(portal, notice(started)) == "00"
    assert await state_of(portal, dossier, started["id"]) == "confirmed"
    await draw_missing(portal.deps, [dossier["id"]])  # a look-up waits for the receipt a moment only
    bill = await looked_up(portal, dossier)
    assert (bill["state"], bill["is_being_paid"]) == ("paid", False)
    assert bill["receipt"]["statement"]
    assert "NGUYỄN" not in str(bill)
    own = await get(portal, f"/api/v1/bills/{bill['id']}", await portal.bearer(CITIZEN))
    assert (own["state"], own["receipt"]["number"]) == ("paid", bill["receipt"]["number"])


async def test_a_transfer_order_asks_for_the_bills_amount(portal: RunningPortal) -> None:
    dossier = await owing(portal)
    started = (await begin(portal, dossier, method="vietqr")).json()
    assert started["vietqr"]["amount_vnd"] == dossier["bills"][0]["amount_vnd"] == 16_000
    assert not (await looked_up(portal, dossier))["is_being_paid"]


async def test_the_owner_and_somebody_with_the_codes_settle_the_bill_once(portal: RunningPortal) -> None:
    dossier, owner = await owing(portal), await portal.bearer(CITIZEN)
    by_codes = (await begin(portal, dossier)).json()
    own = (await post(portal, "/api/v1/payments", owner, {"bill_id": by_codes["bill_id"], "method": "gateway"})).json()
    assert await send_signed(portal, notice(own)) == "00"
    assert await send_signed(portal, notice(by_codes, vnp_TransactionNo="14000002")) == "00"
    assert await ledger(portal) == {"settled": 1, "double": 1}
    bill = await looked_up(portal, dossier)
    assert (bill["state"], bill["refund_due_vnd"]) == ("paid", 16_000)
    assert (await begin(portal, dossier)).status_code == 409


async def test_a_payment_belongs_to_whoever_began_it(portal: RunningPortal) -> None:
    dossier, owner = await owing(portal), await portal.bearer(CITIZEN)
    body = {"bill_id": dossier["bills"][0]["id"], "method": "vietqr"}
    own = (await post(portal, "/api/v1/payments", owner, body)).json()
    by_codes = (await begin(portal, dossier, method="vietqr")).json()
    assert (await post(portal, f"{START}/{own['id']}", {}, codes_of(dossier))).status_code == 404
    assert (await portal.client.get(f"/api/v1/payments/{by_codes['id']}", headers=owner)).status_code == 404


async def test_the_same_key_is_the_same_payment_and_never_another(portal: RunningPortal) -> None:
    dossier, key = await owing(portal), new_key()
    first, again = [await begin(portal, dossier, key=key) for _ in range(2)]
    assert first.json()["id"] == again.json()["id"]
    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert (await begin(portal, dossier, key=key, method="vietqr")).status_code == 422


async def test_another_dossiers_bill_is_not_payable_with_these_codes(portal: RunningPortal) -> None:
    dossier, other = await owing(portal), await owing(portal, OTHER_CITIZEN)
    second = await owing(portal)
    for bill_id in (other["bills"][0]["id"], second["bills"][0]["id"], "bill_" + "0" * 32):
        assert (await begin(portal, dossier, bill_id=bill_id)).status_code == 404


async def test_guessing_at_any_of_the_three_doors_closes_all_of_them(portal: RunningPortal) -> None:
    dossier = await owing(portal)
    started = (await begin(portal, dossier)).json()
    doors = ("/api/v1/lookup", START, f"{START}/{started['id']}")
    whole = {"bill_id": started["bill_id"], "method": "gateway"}
    for number in range(10):
        wrong = {**whole, "code": dossier["code"], "lookup_code": f"AAAA{number}"}
        assert (await post(portal, doors[number % 3], {}, wrong)).status_code == 404
    for door in doors:
        assert (await post(portal, door, {}, {**whole, **codes_of(dossier)})).status_code == 429


async def test_nobody_fills_the_ledger_with_attempts(portal: RunningPortal) -> None:
    dossier, key = await owing(portal), new_key()
    assert (await begin(portal, dossier, key=key)).status_code == 201
    answers = [(await begin(portal, dossier)).status_code for _ in range(20)]
    assert answers == [201] * 19 + [429]
    assert (await begin(portal, dossier, key=key)).status_code == 201, "the same intent goes on"


async def test_what_was_begun_and_given_up_stands_in_nobodys_way(portal: RunningPortal) -> None:
    dossier = await owing(portal)
    started = (await begin(portal, dossier)).json()
    portal.clock.move(minutes=21)
    await tick(portal.deps)
    assert await state_of(portal, dossier, started["id"]) == "refused"
    assert not (await looked_up(portal, dossier))["is_being_paid"]


async def test_a_crooked_request_is_refused_and_starts_nothing(portal: RunningPortal) -> None:
    dossier = await owing(portal)
    crooked: list[dict[str, Any]] = [
        {"bill_id": None},
        {"method": "card"},
        {"lookup_code": ""},
        {"code": "a\0b"},
        {"code": ["x"]},
        {"return_url": "https://evil.example/"},
        {"bill_id": "b" * 65},
    ]
    assert [(await begin(portal, dossier, **changes)).status_code for changes in crooked] == [400] * len(crooked)
    assert not (await looked_up(portal, dossier))["is_being_paid"]
