"""N1: thousands of dossiers over networks, clocks and processes that fail; none lost, doubled, stuck or shown wrongly.

The portal is a small one (``schedules_portal.py``); the last test asks it and the real one the same things. The real
one meets the same faults in ``tests/journeys/test_birth_filing.py`` and through sockets in the upload suites.
"""

import hashlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.portal import filing
from tests.portal.payments import paying
from tests.portal.running import BASE_URL, running_portal
from tests.reliability.profile import figure, seeds
from tests.reliability.schedules import run_schedules
from tests.reliability.schedules_network import Trouble
from tests.reliability.schedules_portal import SchedulesPortal
from tests.reliability.schedules_till import AMOUNT_VND

TUS = {"Tus-Resumable": "1.0.0"}

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_dossier_is_filed_once_whatever_happens(part: int) -> None:
    numbers = [seed for seed in seeds(figure(ci=5_000, deep=500_000)) if seed % PARTS == part]
    began = time.perf_counter()
    tally = await run_schedules(numbers)
    print(f"\n{tally.words()}; {time.perf_counter() - began:.1f} s")
    assert tally.schedules == len(numbers)
    if len(numbers) >= 1_000:
        rare = {trouble: tally.faults[trouble] for trouble in Trouble if tally.faults[trouble] < 200 / PARTS}
        assert not rare, f"met too seldom to prove anything: {rare}"


async def test_so_it_is_on_a_real_vault(tmp_path: Path) -> None:
    tally = await run_schedules(seeds(figure(ci=45, deep=2_000)), folder=tmp_path / "device")
    assert sum(tally.faults.values()) > tally.schedules


async def test_the_small_portal_says_what_the_real_one_says(tmp_path: Path) -> None:
    async with running_portal(tmp_path) as real:
        person = await real.bearer("sample-mai")
        submission = await filing.submission(real, person)
        said = []
        for transport in (httpx.ASGITransport(app=real.app), SchedulesPortal()):
            async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=person) as client:
                said.append(await _converse(client, submission))
    assert said[0] == said[1]


async def test_the_small_till_says_what_the_real_one_says(tmp_path: Path) -> None:
    small = SchedulesPortal()
    async with running_portal(tmp_path) as real:
        person = await real.bearer("sample-mai")
        bill = await paying.open_bill(real, AMOUNT_VND)
        small.till.open_bill(bill.id)

        async def notice(started: dict[str, Any], number: str, **changes: str) -> None:
            fields = paying.notice(started, vnp_TransactionNo=number, **changes)
            await paying.send_signed(real, fields)

        async def of_small(started: dict[str, Any], number: str, **changes: str) -> None:
            small.till.refuse(started["id"]) if changes else small.till.take(started["id"], number)

        said = []
        for transport, tell in ((httpx.ASGITransport(app=real.app), notice), (small, of_small)):
            async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=person) as client:
                said.append(await _pay(client, bill.id, tell))
        found = await paying.bill_now(real, bill)
    assert said[0] == said[1]
    assert (found["state"], found["refund_due_vnd"]) == ("paid", small.till.refund_due_vnd[bill.id])
    small.till.check_money(bill.id)


async def _pay(client: httpx.AsyncClient, bill_id: str, tell: Callable[..., Awaitable[None]]) -> list[tuple[Any, ...]]:
    """Do what a device and its bank do, rightly and wrongly; return what can be told of the answers."""
    heard, begun = list[tuple[Any, ...]](), dict[str, dict[str, Any]]()

    async def ask(method: str, path: str, **wanted: Any) -> dict[str, Any]:
        answer = await client.request(method, path, **wanted)
        body: dict[str, Any] = answer.json()
        told = ("type", "bill_id", "method", "state", "amount_vnd", "reason")
        same = [key for key, payment in begun.items() if "id" in body and payment.get("id") == body["id"]]
        heard.append((answer.status_code, [body.get(name) for name in told], same))
        return body

    async def start(key: str, method: str = "gateway", of: str = bill_id) -> None:
        answer = await ask("POST", "/api/v1/payments", json={"bill_id": of, "method": method}, headers=_key(key))
        begun.setdefault(key, answer)

    async def look(key: str) -> None:
        await ask("GET", f"/api/v1/payments/{begun[key]['id']}")

    await start("key-unknown-1", of="bill_unknown")
    await ask("GET", "/api/v1/payments/pay_unknown")
    await start("key-paid-1")
    await start("key-paid-1")
    await start("key-paid-1", "vietqr")  # another wish under the same key
    await start("key-paid-2", "vietqr")
    await start("key-paid-3")
    await tell(begun["key-paid-1"], "1", vnp_ResponseCode="24", vnp_TransactionStatus="02")
    await look("key-paid-1")
    await tell(begun["key-paid-3"], "2")
    await tell(begun["key-paid-3"], "2")  # the same money again
    await look("key-paid-3")
    await tell(begun["key-paid-1"], "3")  # money after a refusal: too much
    await look("key-paid-1")
    await start("key-paid-4")  # it is paid
    await start("key-paid-3")
    return heard


async def _converse(client: httpx.AsyncClient, submission: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Do what an outbox does, rightly and wrongly; return what can be told of the answers."""
    data, heard = filing.photo(), list[tuple[Any, ...]]()
    sha256 = hashlib.sha256(data).hexdigest()

    async def ask(method: str, path: str, **wanted: Any) -> httpx.Response:
        answer = await client.request(method, path, **wanted)
        is_json = answer.headers.get("content-type", "").endswith("json")
        body = answer.json() if is_json and answer.content else {}
        facts = {name: body.get(name) for name in ("type", "state", "sha256", "offset", "key") if name in body}
        files = [file["sha256"] for file in body.get("files", ())]
        offset = answer.headers.get("upload-offset") if method in ("HEAD", "PATCH") else None
        heard.append((method, answer.status_code, offset, tuple(sorted(facts.items(), key=str)), files))
        return answer

    async def piece(content: bytes, offset: int, **headers: str) -> None:
        told = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        told["Upload-Checksum"] = filing.checksum(content)
        await ask("PATCH", url, content=content, headers={**told, **headers})

    async def submit(key: str, **changes: Any) -> None:
        files = [{**submission["files"][0], "upload_id": url.rsplit("/", 1)[-1], "sha256": sha256}]
        await ask("POST", "/api/v1/dossiers", json={**submission, "files": files, **changes}, headers=_key(key))

    facts = {"Upload-Length": str(len(data)), "Upload-Metadata": filing.metadata(filename="a.jpg", sha256=sha256)}
    created = await ask("POST", "/api/v1/uploads", headers={**TUS, **facts})
    url = created.headers["location"]
    await ask("HEAD", url, headers=TUS)
    await piece(data[:100], 0)
    await piece(data[:100], 0)  # at a wrong offset
    await piece(data[100:], 100, **{"Upload-Checksum": filing.checksum(b"other")})
    await ask("GET", url)
    await submit("key-small-1")  # before its file is whole
    await piece(data[100:], 100)
    await ask("HEAD", url, headers=TUS)
    await ask("GET", url)
    await ask("GET", "/api/v1/dossiers/by-key/key-small-1")
    await submit("key-small-1")
    await submit("key-small-1")
    await submit("key-small-1", language="en")  # other content under the same key
    await submit("key-small-2")  # a file that another dossier has
    await ask("DELETE", url, headers=TUS)
    unwanted = await ask("POST", "/api/v1/uploads", headers={**TUS, **facts})
    for _ in range(2):
        await ask("DELETE", unwanted.headers["location"], headers=TUS)
    await ask("GET", "/api/v1/dossiers/by-key/key-small-1")
    await ask("HEAD", "/api/v1/uploads/unknown", headers=TUS)
    await ask("GET", "/api/v1/uploads/unknown")
    return heard


def _key(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}
