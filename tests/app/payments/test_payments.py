"""A payment is asked for once, shown only when it says what the bill says, and believed only from the portal."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from PIL import Image

from api_client.errors import Conflict, NotThePortal, PortalError, ServerFault, Unauthenticated, Unreachable
from api_client.models import Bill, VietQr
from app.identity.service import Identity
from app.payments.codes import is_as_shown, qr_matrix, qr_png
from app.payments.service import Payments
from app.vault.vault import Vault
from forms.payment_codes import vietqr
from tests.api_client.answers import BASE, BILL, NOW, PAYMENT, answer, portal_that, problem
from tests.qr import read_qr

ACCOUNT = {"bank_name": "Ngân hàng Mẫu", "bank_bin": "999999", "account": "0000000001", "payee": "KHO BAC MAU"}
PAYLOAD = vietqr("999999", "0000000001", amount_vnd=16000, purpose="X0001 ABCD2345")
ORDER: dict[str, Any] = {**ACCOUNT, "payload": PAYLOAD, "amount_vnd": 16000, "content": "X0001 ABCD2345"}
THE_BILL = Bill.model_validate(BILL)

Handler = Callable[[httpx.Request], httpx.Response]


class Bench:
    """Payments of one device against answers a test chooses."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.keys: list[str] = []
        self.answers: list[Handler] = []
        self.subject: str | None = "s1"
        self.payments = self.restarted()

    def restarted(self) -> Payments:
        identity = SimpleNamespace()
        bench = self

        class Who:
            @property
            def session(self) -> Any:
                return SimpleNamespace(subject=bench.subject) if bench.subject else None

        identity = Who()
        return Payments(self.vault, portal_that(self._handle), cast(Identity, identity), random=Random(len(self.keys)))

    def _handle(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.keys.append(request.headers["idempotency-key"])
        return self.answers.pop(0)(request)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    vault = await Vault.open(tmp_path / "vault", bytes(32), clock=lambda: NOW)
    yield Bench(vault)
    await vault.close()


def started(**changes: Any) -> Handler:
    return lambda _: answer(201, {**PAYMENT, "vietqr": ORDER, **changes})


def lost(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("the answer was lost")


async def test_whoever_hears_of_a_payment_reads_the_new_one(bench: Bench) -> None:
    read: list[str] = []

    def look(_changed: object) -> None:
        attempt = bench.payments.find_attempt(THE_BILL.id)
        read.append(attempt.payment.state if attempt and attempt.payment else "none yet")

    bench.vault.changes.subscribe(look)
    bench.answers = [started(state="at_bank"), lambda _: answer(200, {**PAYMENT, "vietqr": ORDER, "state": "unknown"})]
    payment = await bench.payments.start(THE_BILL, method="vietqr")
    await asyncio.sleep(0)
    assert read == ["none yet", "at_bank"]
    await bench.payments.check(payment.id)
    await asyncio.sleep(0)
    assert read[-1] == "unknown"


async def test_a_lost_answer_is_asked_for_again_with_the_same_key_also_after_a_restart(bench: Bench) -> None:
    bench.answers = [lost, lambda _: answer(502, b"", ""), started()]
    with pytest.raises(Unreachable):
        await bench.payments.start(THE_BILL, method="vietqr")
    with pytest.raises(ServerFault):
        await bench.payments.start(THE_BILL, method="vietqr")
    later = bench.restarted()
    await later.load()
    assert (await later.start(THE_BILL, method="vietqr")).id == "p1"
    assert len(bench.keys) == 3
    assert len(set(bench.keys)) == 1


async def test_a_definite_no_makes_the_next_try_a_new_intent(bench: Bench) -> None:
    bench.answers = [lambda _: problem(409, "state-conflict"), started()]
    with pytest.raises(Conflict):
        await bench.payments.start(THE_BILL, method="vietqr")
    await bench.payments.start(THE_BILL, method="vietqr")
    assert len(set(bench.keys)) == 2


async def test_an_expired_sign_in_keeps_the_intent(bench: Bench) -> None:
    bench.answers = [lambda _: problem(401, "unauthenticated"), started()]
    with pytest.raises(Unauthenticated):
        await bench.payments.start(THE_BILL, method="vietqr")
    await bench.payments.start(THE_BILL, method="vietqr")
    assert len(set(bench.keys)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_vnd": 160_000},
        {"vietqr": {**ORDER, "amount_vnd": 160_000}},
        {"vietqr": {**ORDER, "account": "0000000002"}},
        {"vietqr": {**ORDER, "bank_bin": "999998"}},
        {"vietqr": {**ORDER, "content": "X0002 ABCD2345"}},
        {"vietqr": {**ORDER, "payload": PAYLOAD[:-1] + ("0" if PAYLOAD[-1] != "0" else "1")}},
        {"vietqr": {**ORDER, "payload": "https://elsewhere.test/pay"}},
        {"vietqr": {**ORDER, "payload": vietqr("999999", "0000000001", purpose="X0001 ABCD2345")}},
        {"redirect_url": "http://elsewhere.test/pay"},
        {"redirect_url": "javascript:alert(1)"},
        {"redirect_url": "file:///etc/passwd"},
        {"redirect_url": "https://user:secret@elsewhere.test/"},
        {"redirect_url": "https://"},
    ],
)
async def test_a_payment_that_says_other_than_the_bill_is_not_shown(bench: Bench, changes: dict[str, Any]) -> None:
    bench.answers = [started(**changes)]
    with pytest.raises(NotThePortal):
        await bench.payments.start(THE_BILL, method="vietqr")
    attempt = bench.payments.find_attempt("bill1")
    assert attempt is not None
    assert attempt.payment is None


@pytest.mark.parametrize("url", ["https://gateway.example/pay?x=1", f"{BASE}/sandbox/vnpay/pay?x=1"])
async def test_a_gateway_page_over_https_or_the_portals_own_is_opened(bench: Bench, url: str) -> None:
    bench.answers = [started(vietqr=None, redirect_url=url, method="gateway")]
    assert (await bench.payments.start(THE_BILL, method="gateway")).redirect_url == url


async def test_a_code_that_changes_afterwards_is_not_shown(bench: Bench) -> None:
    bench.answers = [started(), lambda _: answer(200, {**PAYMENT, "vietqr": {**ORDER, "account": "0000000002"}})]
    first = await bench.payments.start(THE_BILL, method="vietqr")
    with pytest.raises(NotThePortal):
        await bench.payments.check("p1")
    attempt = bench.payments.find_attempt("bill1")
    assert attempt is not None
    assert attempt.payment == first


async def test_an_unknown_state_is_shown_as_unknown_and_not_paid_again(bench: Bench) -> None:
    bench.answers = [started(), lambda _: answer(200, {**PAYMENT, "state": "teleported", "vietqr": ORDER})]
    await bench.payments.start(THE_BILL, method="vietqr")
    assert (await bench.payments.start(THE_BILL, method="vietqr")).state == "unknown"
    assert len(bench.keys) == 1


async def test_two_taps_at_once_are_one_intent(bench: Bench) -> None:
    import asyncio

    bench.answers = [started(), lambda _: answer(200, {**PAYMENT, "vietqr": ORDER})]
    first, second = await asyncio.gather(*(bench.payments.start(THE_BILL, method="vietqr") for _ in range(2)))
    assert first.id == second.id
    assert len(bench.keys) == 1


async def test_attempts_of_another_person_are_not_shown_or_gone_on_with(bench: Bench) -> None:
    bench.answers = [started(), started()]
    await bench.payments.start(THE_BILL, method="vietqr")
    bench.subject = "s2"
    assert bench.payments.find_attempt("bill1") is None
    await bench.payments.start(THE_BILL, method="vietqr")
    assert len(set(bench.keys)) == 2
    bench.subject = None
    with pytest.raises(Unauthenticated):
        await bench.payments.start(THE_BILL, method="vietqr")


async def test_a_failed_check_leaves_what_was_known(bench: Bench) -> None:
    bench.answers = [started(), lost]
    first = await bench.payments.start(THE_BILL, method="vietqr")
    with pytest.raises(PortalError):
        await bench.payments.check("p1")
    attempt = bench.payments.find_attempt("bill1")
    assert attempt is not None
    assert attempt.payment == first


def test_the_matrix_of_a_code_has_the_three_corner_marks() -> None:
    matrix = qr_matrix(PAYLOAD)
    size = len(matrix)
    assert all(len(row) == size for row in matrix)
    mark = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert ["".join(str(int(m)) for m in row[left : left + 7]) for row in matrix[top : top + 7]] == mark


def test_a_text_too_long_for_a_screen_has_no_code() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr_matrix("x" * 1201)
    assert qr_matrix("x" * 1200)


@pytest.mark.parametrize(
    "payload", ["", "0", "x" * 10_000, "00020101021238", "6304", "٠٠٠٢", "\x00", json.dumps(ORDER)]
)
def test_no_payload_breaks_the_comparison(payload: str) -> None:
    assert not is_as_shown(VietQr.model_validate({**ORDER, "payload": payload}), amount_vnd=16000)


def test_the_picture_of_a_code_can_be_read_back() -> None:
    assert read_qr(Image.open(io.BytesIO(qr_png(PAYLOAD)))) == [PAYLOAD]
