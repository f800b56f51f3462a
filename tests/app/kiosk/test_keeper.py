"""The keeper with sessions that are played: whatever they do, nothing of them is left, and the next one begins."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.identity.model import SignInProblem
from app.kiosk import place, session, signing_off
from app.kiosk.keeper import Around, Keeper, PortalElsewhere
from app.kiosk.model import KeeperEnd
from app.kiosk.pin import hash_pin
from app.kiosk.place import MARK, MemoryPlace
from app.kiosk.record import read_record
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import read_settings, write_settings
from tests.app.printing.cups import Cups
from tests.waiting import eventually

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a terminal runs on Linux")

PLAYED = Path(__file__).with_name("played_session.py")


class PortalPlayed:
    """What the portal is told, and how often it does not answer first."""

    def __init__(self, *, silent: int = 0) -> None:
        self.silent, self.told = silent, 0

    async def end_sign_ins(self, _settings: KioskSettings, _url: str) -> SignInProblem | None:
        self.told += 1
        self.silent -= 1
        return SignInProblem.UNREACHABLE if self.silent >= 0 else None


@asynccontextmanager
async def keeping_a_terminal(
    folder: Path,
    settings: KioskSettings,
    portal: PortalPlayed | None = None,
    environment: Mapping[str, str] = os.environ,
    command: Sequence[str] = (sys.executable, "-I", str(PLAYED)),
) -> AsyncIterator[tuple[Keeper, list[str]]]:
    """Keep a terminal with played sessions in memory below ``folder``'s name."""
    told: list[str] = []
    storage = place.memory_storage(os.environ)
    assert storage is not None
    write_settings(folder, settings)
    portal = portal or PortalPlayed()
    around = Around(
        folder=folder, session=command, chromium=None, environment=environment,
        clock=lambda: datetime.now(UTC), tell=told.append, end_sign_ins=portal.end_sign_ins, language=None,
        is_windowed=False,
    )  # fmt: skip
    keeper = Keeper(around, settings, memory=MemoryPlace(storage), portal=PortalElsewhere("http://127.0.0.1:1"))
    running = asyncio.create_task(keeper.run())
    try:
        yield keeper, told
    finally:
        keeper.stop()
        assert await asyncio.wait_for(running, 20) is keeper._why
        assert not keeper._memory.folder.exists()


async def sessions_ended(count: int, folder: Path) -> None:
    """Wait for the keeper's own word: one that ends at once may be over before its address is told."""
    await eventually(lambda: (record_of(folder).get("sessions") or 0) >= count, seconds=60)


def playing(role: str, **more: object) -> KioskSettings:
    return KioskSettings.model_validate({"services": (role,), **more})


def record_of(folder: Path) -> dict[str, Any]:
    return read_record(folder) or {}


def marked(folder: Path) -> list[int]:
    """Return the processes that a keeper's sessions started."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdecimal() and one.name != str(os.getpid()):
            try:
                variables = (one / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"{MARK}={folder}".encode() in variables:
                found.append(int(one.name))
    return found


@pytest.mark.parametrize(
    ("role", "reason"),
    [("ends", "button"), ("crashes", "crashed"), ("hides", "button"), ("babbles", "crashed"), ("asks", "staff")],
)
async def test_nothing_is_left_and_the_next_session_begins(tmp_path: Path, role: str, reason: str) -> None:
    async with keeping_a_terminal(tmp_path, playing(role)) as (keeper, _):
        await sessions_ended(2, tmp_path)
        record = record_of(tmp_path)
        assert record["ended_by"] == reason
        assert record["is_clean"] is True
        assert isinstance(record["wipe_s"], float)
        memory = keeper._memory.folder
        assert len(list(memory.glob("session-*"))) <= 1  # the one that is on
    assert marked(memory) == []


async def test_a_print_left_behind_is_gone_before_the_first_screen_though_the_queue_answers_late(
    tmp_path: Path,
) -> None:
    cups = Cups(tmp_path / "cups", "wakes")
    (cups.spool / "job-Q-1").write_bytes(b"%PDF of somebody")
    settings = playing("stays", printer="Q")
    async with keeping_a_terminal(tmp_path, settings, environment=cups.environment) as (_, told):
        await eventually(lambda: bool(told), seconds=60)
        assert cups.waiting() == 0


async def test_a_session_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    program = tmp_path / "program"
    async with keeping_a_terminal(tmp_path, playing("stays"), command=(str(program), "-I", str(PLAYED))) as (_, told):
        await sessions_ended(1, tmp_path)
        assert record_of(tmp_path)["ended_by"] == "crashed"
        program.symlink_to(sys.executable)
        await eventually(lambda: bool(told), seconds=60)


async def test_a_session_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "SILENT_S", 1.0)  # a minute of waiting in a test is a minute of everybody's
    async with keeping_a_terminal(tmp_path, playing("hangs")):
        await eventually(lambda: record_of(tmp_path).get("ended_by") == "silent")


async def test_the_portal_is_told_until_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_off, "AGAIN_S", 0.05)
    portal = PortalPlayed(silent=3)
    settings = playing("stays", terminal_id="X00.01-K1", terminal_secret="s" * 40)
    async with keeping_a_terminal(tmp_path, settings, portal):  # at the start too: after a power cut
        await eventually(lambda: record_of(tmp_path).get("are_sign_ins_ended") is True)
        assert portal.told == 4


async def test_a_pin_is_checked_by_the_keeper_whose_patience_outlives_sessions(tmp_path: Path) -> None:
    settings = playing("stays", pin_hash=hash_pin("123456", random.Random(1)))
    async with keeping_a_terminal(tmp_path, settings) as (keeper, _):
        assert await keeper._is_pin("123456")
        for _ in range(6):
            await keeper._is_pin("000000")
        assert not await keeper._is_pin("123456")


async def test_new_settings_hold_from_the_next_session_on(tmp_path: Path) -> None:
    settings = playing("sets", pin_hash=hash_pin("123456", random.Random(1)))
    async with keeping_a_terminal(tmp_path, settings) as (keeper, _):
        await sessions_ended(2, tmp_path)
        assert keeper.settings.name == "Máy mới"
    assert read_settings(tmp_path).name == "Máy mới"
    assert (tmp_path / "kiosk.json").stat().st_mode & 0o777 == 0o600


async def test_staff_take_the_terminal_out_of_service(tmp_path: Path) -> None:
    settings = playing("stops", pin_hash=hash_pin("123456", random.Random(1)))
    async with keeping_a_terminal(tmp_path, settings) as (keeper, told):
        await eventually(keeper._stopped.is_set)
    assert keeper._why is KeeperEnd.CLOSED
    assert len(told) == 1
    assert record_of(tmp_path)["stopped_at"] is not None


async def test_another_portal_begins_with_another_keeper(tmp_path: Path) -> None:
    settings = playing("sets", pin_hash=hash_pin("123456", random.Random(1)), portal_url="http://127.0.0.1:1")
    async with keeping_a_terminal(tmp_path, settings) as (keeper, told):
        await eventually(lambda: not keeper._memory.folder.exists())
    assert keeper._why is KeeperEnd.RENEWED
    assert len(told) == 1
    assert read_settings(tmp_path).portal_url == ""


@pytest.mark.parametrize("role", ["sets", "stops"])
async def test_without_the_pin_a_session_changes_nothing(tmp_path: Path, role: str) -> None:
    async with keeping_a_terminal(tmp_path, playing(role)) as (keeper, _):
        await sessions_ended(2, tmp_path)
        assert keeper.settings.name == ""
        assert not keeper._stopped.is_set()


async def test_what_a_killed_keeper_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    storage = place.memory_storage(os.environ)
    assert storage is not None
    dead = storage / f"{place.PREFIX}of-a-dead-one-{os.getpid()}"
    (dead / "session-x").mkdir(parents=True)
    (dead / place.LOCK).touch()
    (dead / "session-x" / "vault.db").write_bytes(b"a citizen's")
    living = MemoryPlace(storage)
    try:
        assert dead in place.left_by_the_dead(storage)
        assert living.folder not in place.left_by_the_dead(storage)
        assert place.wipe(dead)
    finally:
        living.give_up()
