"""``kill -9`` of the app core while a person types and attaches: what a child does, and what must be there afterwards.

I1: what was shown as saved is there. I2: what was typed 1.0 s before is there, and as much longer as the process was
kept from the processor meanwhile (``hunger.py``). The store opens whole every time.
"""

import asyncio
import hashlib
import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.vault.errors import VaultLockedError
from app.vault.keys import KeyFileStore, vault_key
from app.vault.vault import Vault
from tests.app.conftest import photo, procedure
from tests.reliability import faulty_disk
from tests.reliability.hunger import Hunger
from tests.reliability.nursery import Child, Nursery
from tests.reliability.profile import replay

FIELDS = 20
AT_ONCE = 20
"""Devices that are killed side by side: most of a test's time is a person's time to type."""


def now() -> datetime:
    return datetime.now(UTC)


def say(*words: object) -> None:
    """Say a line in one write: nothing said is lost with the process."""
    os.write(1, (" ".join(str(word) for word in words) + "\n").encode())


async def open_drafts(folder: Path) -> tuple[Vault, Drafts]:
    """Open a device as a start of the app does: key file, vault, drafts."""
    key = await vault_key(KeyFileStore(folder / "key.json"), folder / "vault")
    vault = await Vault.open(folder / "vault", key, clock=now)
    drafts = Drafts(vault, procedures=lambda code: None, clock=now, owner=lambda: None)
    await drafts.load()
    return vault, drafts


# --- what a child does ------------------------------------------------------------------------------------------------


def type_answers(folder: str, seed: int, die_at: int, sync_seconds: float = 0.0) -> None:
    """Type for ever: ``R`` ready, ``K`` key typed, ``S`` shown as saved, ``A`` file attached, ``D-`` taken away.

    Every other seed only types. With ``die_at`` the process dies in the middle of that write to its disk, also while
    the vault is made. With ``sync_seconds`` the disk takes that long to sync, and the person only types.
    """
    if die_at:
        faulty_disk.arm(Path(folder), nth=die_at, error=faulty_disk.DIE, stays=False)
    only_types = (seed % 2 == 1 and not die_at) or sync_seconds > 0
    typing = _type_answers(
        Path(folder), random.Random(seed), longest=0.0 if die_at else 0.06, only_types=only_types, slow=sync_seconds
    )
    asyncio.run(typing)


async def _type_answers(folder: Path, chance: random.Random, *, longest: float, only_types: bool, slow: float) -> None:
    _vault, drafts = await open_drafts(folder)
    birth = procedure()
    draft = drafts.list()[0] if drafts.list() else await drafts.start(birth)
    number = max([0, *draft.answers.values()])
    if slow:
        faulty_disk.slow(folder, sync_seconds=slow)
    hunger = Hunger("MainThread", "vault_0")
    say("R", draft.id)
    while True:
        number += 1
        drafts.set_answer(draft.id, f"/f{number % FIELDS}", number)
        say("K", time.monotonic(), number, hunger.seconds)
        rests = chance.uniform(0.0, longest)
        hunger.look(expected_at=time.monotonic())
        wakes_at = time.monotonic() + rests
        await asyncio.sleep(rests)
        hunger.look(expected_at=wakes_at)
        if only_types:  # nothing is stored but by the autosave
            continue
        if chance.random() < 0.1 and await drafts.flush(draft.id):
            say("S", number)
        if chance.random() < 0.04:
            await _attach_or_detach(drafts, draft.id, birth.papers[0], number)


async def _attach_or_detach(drafts: Drafts, draft_id: str, paper: Any, number: int) -> None:
    found = drafts.find(draft_id)
    assert found is not None
    if len(found.attachments) >= 3:
        say("D-", found.attachments[0].id)
        await drafts.detach(draft_id, found.attachments[0].id)
        return
    attached = await drafts.attach(draft_id, paper, file_name=f"{number}.jpg", data=photo(size=(120, 90)))
    assert isinstance(attached, Attachment)
    say("A", attached.id, attached.sha256)


def open_beside(folder: str) -> None:
    """Be the second instance on a folder: ``LOCKED`` when it is refused, ``OPEN`` when it is let in."""
    try:
        asyncio.run(open_drafts(Path(folder)))
    except VaultLockedError:
        say("LOCKED")
    else:
        say("OPEN")


ROLES: dict[str, Callable[..., None]] = {"type_answers": type_answers, "open_beside": open_beside}


# --- what must be there afterwards ------------------------------------------------------------------------------------


@dataclass
class Report:
    """What a run of kills has shown."""

    kills: int = 0
    inside_a_write: int = 0
    oldest_lost_seconds: float = 0.0
    hungry_seconds: float = 0.0
    """How long of that its process was kept from the processor."""
    lost_of: str = "nothing"
    found: list[str] = field(default_factory=list)
    """Broken promises."""

    def __str__(self) -> str:
        """Return the line a run prints."""
        return (
            f"killed while editing: {self.kills} times, {self.inside_a_write} of them in the middle of a write;"
            f" the oldest value lost was typed {self.oldest_lost_seconds:.2f} s before ({self.lost_of}),"
            f" {self.hungry_seconds:.2f} s of which the process was kept from the processor;"
            f" broken promises: {len(self.found)}"
        )


async def kill_at_random(nursery: Nursery, folder: Path, seeds: list[int], *, sync_seconds: float = 0.0) -> Report:
    """Kill a device for each seed after 0.05 to 2 s of typing, ``AT_ONCE`` of them side by side.

    With ``sync_seconds`` their disk takes that long to sync, and they type twice as long; each is used again at least
    once, for the log of a device just made has its head already.
    """
    report = Report()
    at_once = AT_ONCE // 2 if sync_seconds else AT_ONCE
    for start in range(0, len(seeds), at_once):
        devices = [_Typing.begin(nursery, folder / f"device{lane}", seed, report, sync_seconds=sync_seconds)
                   for lane, seed in enumerate(seeds[start : start + at_once])]  # fmt: skip
        for device in sorted(devices, key=lambda device: device.ends_at):
            for _ in device.child.lines(within=device.ends_at - time.monotonic()):
                pass
            await device.kill_and_check()
    return report


async def kill_inside_writes(nursery: Nursery, folder: Path, seeds: list[int]) -> Report:
    """Kill a device for each seed in the middle of one of its writes; every other one makes its key and vault first."""
    report = Report()
    for seed in seeds:
        device = folder / (f"new{seed}" if seed % 2 else "used")
        die_at = 1 + seed // 2 % 30 if seed % 2 else random.Random(seed).randint(1, 200)
        typing = _Typing.begin(nursery, device, seed, report, die_at=die_at)
        typing.child.read_to_the_end(within=20.0)
        report.inside_a_write += typing.child.is_over
        await typing.kill_and_check()
    return report


@dataclass
class _Typing:
    """One device, its child, and when that is killed."""

    folder: Path
    child: Child
    seed: int
    report: Report
    ends_at: float

    @classmethod
    def begin(
        cls, nursery: Nursery, folder: Path, seed: int, report: Report, *, die_at: int = 0, sync_seconds: float = 0.0
    ) -> "_Typing":
        folder.mkdir(parents=True, exist_ok=True)
        order = {"folder": str(folder), "seed": seed, "die_at": die_at, "sync_seconds": sync_seconds}
        child = nursery.start("type_answers", **order)
        lasts = random.Random(seed).triangular(0.05, 2.0, 1.8) * (2 if sync_seconds else 1)
        if not die_at:
            assert child.wait_for("R"), replay(seed)
        return cls(folder, child, seed, report, time.monotonic() + lasts)

    async def kill_and_check(self) -> None:
        self.child.kill()
        self.report.kills += 1
        try:
            age, hungry = await check(self.folder, self.child)
        except Exception as problem:
            self.report.found.append(f"{type(problem).__name__}: {problem} ({replay(self.seed)})")
            raise
        if age > self.report.oldest_lost_seconds:
            self.report.oldest_lost_seconds, self.report.hungry_seconds = age, hungry
            self.report.lost_of = f"seed {self.seed}"


async def read_back(folder: Path) -> tuple[Draft | None, dict[str, bytes]]:
    """Open the device as the next start would, and return its one draft with its files."""
    vault, drafts = await open_drafts(folder)
    try:
        assert await vault.count_quarantined() == 0
        draft = next(iter(drafts.list()), None)
        return draft, {kept.id: await vault.get_blob(kept.id) for kept in draft.attachments} if draft else {}
    finally:
        await vault.close()


async def check(folder: Path, child: Child) -> tuple[float, float]:
    """Prove the promises; return how old the oldest value was that was lost, and how long of that its process hungered.

    Both are counted to the last sign of life.
    """
    draft, files = await read_back(folder)
    if draft is None:
        assert not child.said, "the draft is gone"
        return 0.0, 0.0
    said = [words for words in child.said if words[0] == "K"]
    keys = [(float(at), int(number)) for _, at, number, _ in said]
    hungered = [float(seconds) for _, _, _, seconds in said]
    saved = max([int(words[1]) for words in child.said if words[0] == "S"], default=0)
    newest = max(draft.answers.values(), default=0)
    lost = [at for at, number in keys if number > newest]
    age = keys[-1][0] - lost[0] if lost else 0.0
    hungry = hungered[-1] - hungered[-len(lost)] if lost else 0.0
    assert newest >= saved, f"I1: {saved} was shown as saved, {newest} is there"
    assert age <= 1.0 + hungry, f"I2: a value typed {age:.2f} s before is gone (no processor for {hungry:.2f} s)"
    assert not keys or newest <= keys[-1][1], "there is more than was typed"
    for name, number in draft.answers.items():
        assert name == f"f{number % FIELDS}", "a value is in another's field"
        assert number > newest - FIELDS, "an older value is back"
    _check_files(child, draft, files)
    _check_store(folder / "vault" / "vault.db", len(files))
    return age, hungry


def _check_files(child: Child, draft: Draft, files: dict[str, bytes]) -> None:
    detached = {words[1] for words in child.said if words[0] == "D-"}
    for words in child.said:
        if words[0] == "A" and words[1] not in detached:
            assert words[1] in files, "an attached file is gone"
    for kept in draft.attachments:
        assert hashlib.sha256(files[kept.id]).hexdigest() == kept.sha256


def _check_store(file: Path, count: int) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        orphans = "SELECT count(*) FROM chunks WHERE blob_id NOT IN (SELECT id FROM blobs)"
        assert connection.execute(orphans).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM blobs").fetchone() == (count,)
