"""S5: after a whole journey nothing secret or personal stands in logs, addresses, argv, environment or clear files."""

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.portal.running import running_portal
from tests.reliability.leaks import files_below, find_leaks, written
from tests.views.following import Follower, following
from views.running.process import listen_to_log_level

NAME, STREET, NOTE = "CANARY TRẦN THỊ BƯỞI", "Ngõ Canary 1973 Đường Láng", "canary-ghi-chú-riêng"
NUMBER = "001093012345"
OURS = ("main", "app", "views", "api_client", "forms", "motcua")


class Everything(logging.Handler):
    """Keeps every log line of every logger, tracebacks included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.__dict__!r}")


@pytest.fixture
def logged() -> Iterator[Everything]:
    """Log as MOTCUA_LOG=debug does, and everything that the portal and its database can say."""
    handler, root = Everything(), logging.getLogger()
    root.addHandler(handler)
    listen_to_log_level({"MOTCUA_LOG": "debug"})
    before = {name: logging.getLogger(name).level for name in ("portal", "sqlalchemy", *OURS)}
    for (
        name
    ) in before:  # SQLAlchemy at DEBUG prints whole rows: nothing of ours turns that on, docs/operations.md says so
        logging.getLogger(name).setLevel(logging.INFO if name == "sqlalchemy" else logging.DEBUG)
    yield handler
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.removeHandler(handler)


class Addresses(httpx.AsyncBaseTransport):
    """Passes requests on; keeps what stands in their lines: method, address, referrer."""

    def __init__(self, portal: httpx.AsyncBaseTransport) -> None:
        self._portal = portal
        self.lines: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.lines.append(f"{request.method} {request.url} {request.headers.get('referer', '')}")
        return await self._portal.handle_async_request(request)


async def journey(mai: Follower) -> dict[str, str]:
    """File a birth, be asked, answer, pay, look up; keep another draft; return every canary."""
    answers = {"ks_ho_ten": NAME, "yc_ho_ten": NAME, "cha_ho_ten": NAME}
    known = {name: value for name, value in answers.items() if name in mai.shared.answers}
    dossier = await mai.file_birth(**known)
    await mai.office("accept", dossier)
    await mai.tracking.refresh()
    fresh = mai.tracking.list()[0].dossier
    await mai.tracking.document(fresh.id, fresh.documents[0].id)
    await mai.tracking.file(fresh.id, fresh.files[0].sha256)
    await mai.tracking.lookup(code=fresh.code, lookup_code=fresh.lookup_code)
    if fresh.bills:
        await mai.payments.start(fresh.bills[0], method="vietqr")
    draft = await mai.fill_in_birth(**known)
    mai.drafts.set_answer(draft.id, "/yc_dia_chi", STREET)
    mai.drafts.set_answer(draft.id, "/ghi_chu", NOTE)
    mai.drafts.set_answer(draft.id, "/cha_so_dinh_danh", NUMBER)
    assert await mai.drafts.flush(draft.id)
    token = await mai.identity.access_token()
    grant = mai.identity._grant
    assert token is not None
    assert grant is not None
    return {
        "name": NAME, "street": STREET, "note": NOTE, "number": NUMBER, "access token": token,
        "refresh token": grant.refresh_token or token, "lookup code": fresh.lookup_code,
    }  # fmt: skip


async def test_a_whole_journey_leaves_no_canary_behind(tmp_path: Path, logged: Everything) -> None:
    async with following(tmp_path) as mai:
        watched = mai.network._portal = Addresses(mai.network._portal)
        canaries = await journey(mai)
        mai.network._portal = httpx.MockTransport(lambda request: httpx.Response(500, text=NAME))
        for ask in (mai.tracking.refresh, mai.identity.refresh_known_values):
            try:
                await ask()
            except Exception:  # what a crash would print
                logged.lines.append(traceback.format_exc())
        await mai.outbox.step(mai.clock())
        live = list(files_below(tmp_path / "device"))  # the write-ahead log is still there
    sinks: list[tuple[str, bytes]] = [
        *live,
        *files_below(tmp_path / "device"),
        ("log", "\n".join(logged.lines).encode("utf-8", "backslashreplace")),
        ("addresses", "\n".join(watched.lines).encode()),
    ]
    sinks += [
        (name, path.read_bytes()) for name in ("cmdline", "environ") if (path := Path("/proc/self") / name).exists()
    ]
    assert len(logged.lines) > 20
    assert len(watched.lines) > 10
    assert any(name.endswith((".sqlite3", ".db", "-wal")) or "vault" in name for name, _ in live), [n for n, _ in live]
    assert find_leaks(canaries, sinks) == []


async def test_the_portals_logs_of_hostile_requests_say_nothing_of_them(tmp_path: Path, logged: Everything) -> None:
    async with running_portal(tmp_path) as portal:
        bearer = {"Authorization": "Bearer canary-token-of-somebody"}
        asked: list[dict[str, Any]] = [
            {"method": "GET", "url": "/api/v1/dossiers", "headers": bearer},
            {"method": "POST", "url": "/api/v1/lookup", "json": {"code": NAME, "lookup_code": NOTE}},
            {"method": "POST", "url": "/oauth/token", "data": {"grant_type": "refresh_token", "refresh_token": NOTE}},
            {"method": "POST", "url": "/api/v1/dossiers", "content": f'{{"answers": "{NAME}"'.encode()},
        ]
        for request in asked:
            answer = await portal.client.request(**request)
            assert 400 <= answer.status_code < 500
    canaries = {"name": NAME, "note": NOTE, "token": "canary-token-of-somebody"}
    assert find_leaks(canaries, [("log", "\n".join(logged.lines).encode("utf-8", "backslashreplace"))]) == []


@pytest.mark.parametrize("way", sorted({way for way, _ in written(NAME)}))
def test_the_sweep_sees_a_canary_however_it_is_written(way: str) -> None:
    data = b"begin " + dict(written(NAME))[way] + b" end"
    assert find_leaks({"name": NAME}, [("file", data)])
