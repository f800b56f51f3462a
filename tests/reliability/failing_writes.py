"""The n-th write fails: the device or the portal says so, loses nothing it acknowledged, and goes on without a restart.

One process lives through all of it. Before each failure it works until ``faulty_disk`` lets the n-th write from there
fail, ENOSPC and EROFS for good, EIO once; then the disk is well again, and the same process must do what it could not.
"""

import asyncio
import errno
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from app.drafts.model import Attachment
from app.drafts.service import Drafts
from app.outbox.model import Reason
from app.outbox.results import NotStored, Queued
from app.outbox.store import DOSSIERS
from app.vault.errors import VaultError
from app.vault.vault import Vault
from tests.app.conftest import VAULT_KEY, MovingClock, photo, procedure
from tests.reliability import faulty_disk
from tests.reliability.editing import FIELDS, open_drafts, say
from tests.reliability.schedules import BIRTH, FILES, Device
from tests.reliability.schedules_portal import SchedulesPortal

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
MOST_STEPS = 400


class Work(Protocol):
    """Something that writes, and knows what it has acknowledged."""

    disk: Path

    async def step(self) -> bool:
        """Do one thing; False when it was refused and that was said."""

    async def recover(self) -> None:
        """Do what was refused, in the same process."""

    async def check(self) -> None:
        """Prove that all that was acknowledged is there."""


def write_on_failing_disk(workload: str, folder: str, nths: list[int], errors: list[int]) -> None:
    """Live through failures; say ``OK`` for each, ``BROKEN`` for a broken promise, then ``DONE`` with what was seen."""
    asyncio.run(_live(WORKLOADS[workload], Path(folder), list(zip(nths, errors, strict=True))))


async def _live(
    begin: Callable[[Path], AbstractAsyncContextManager[Work]], folder: Path, failures: list[tuple[int, int]]
) -> None:
    seen: Counter[str] = Counter()
    async with begin(folder) as work:
        for nth, error in failures:
            try:
                seen["refused"] += await _fail_once(work, nth, error)
            except Exception as problem:
                faulty_disk.disarm()
                say("BROKEN", nth, errno.errorcode[error], type(problem).__name__, str(problem).replace("\n", " "))
                return
            say("OK", nth)
    say("DONE", seen["refused"])


async def _fail_once(work: Work, nth: int, error: int) -> bool:
    """Return whether a refusal was said; a write that failed at a checkpoint costs nobody anything."""
    said = []
    faulty_disk.arm(work.disk, nth=nth, error=error, stays=error != errno.EIO)
    while faulty_disk.seen() < nth and len(said) < MOST_STEPS:
        said.append(await work.step())
    said.append(await work.step())
    faulty_disk.disarm()
    await work.recover()
    await work.check()
    return not all(said)


# --- a device: answers typed, photos attached and taken away ----------------------------------------------------------


class Typing:
    """A person types and attaches."""

    def __init__(self, disk: Path, vault: Vault, drafts: Drafts, draft_id: str) -> None:
        self.disk, self._vault, self._drafts, self._draft_id = disk, vault, drafts, draft_id
        self._number, self._typed, self._saved = 0, 0, 0
        self._attached: dict[str, str] = {}

    async def step(self) -> bool:
        self._number += 1
        if self._number % 6 == 0:
            return await self._attach_or_detach()
        self._typed = self._number
        self._drafts.set_answer(self._draft_id, f"/f{self._typed % FIELDS}", self._typed)
        return await self._is_saved()

    async def _is_saved(self) -> bool:
        if await self._drafts.flush(self._draft_id):
            self._saved = self._typed
            return True
        assert self._drafts.save_problem(self._draft_id) in ("full", "read_only", "failed"), "nothing is said"
        return False

    async def _attach_or_detach(self) -> bool:
        try:
            if len(self._attached) >= 2:
                await self._drafts.detach(self._draft_id, next(iter(self._attached)))
                del self._attached[next(iter(self._attached))]
                return True
            paper = procedure().papers[1]
            kept = await self._drafts.attach(self._draft_id, paper, file_name="a.jpg", data=photo())
        except VaultError:
            return False
        assert isinstance(kept, Attachment)
        self._attached[kept.id] = kept.sha256
        return True

    async def recover(self) -> None:
        assert _newest(await self._record()) >= self._saved, "what was shown as saved is not there"
        assert await self._is_saved(), "not saved although the disk is well"
        assert await self._attach_or_detach(), "not attached although the disk is well"

    async def check(self) -> None:
        record = await self._record()
        assert _newest(record) == self._saved, f"{self._saved} was saved, {_newest(record)} is there"
        assert {kept["id"]: kept["sha256"] for kept in record["attachments"]} == self._attached
        for id_, sha256 in self._attached.items():
            assert hashlib.sha256(await self._vault.get_blob(id_)).hexdigest() == sha256

    async def _record(self) -> dict[str, Any]:
        (record,) = [record for _, record in await self._vault.all("drafts")]
        return record


def _newest(record: dict[str, Any]) -> int:
    return max([0, *record["answers"].values()])


@asynccontextmanager
async def typing(folder: Path) -> AsyncIterator[Typing]:
    vault, drafts = await open_drafts(folder)
    draft = await drafts.start(procedure())
    work = Typing(folder, vault, drafts, draft.id)
    yield work
    await vault.close()
    work._vault, _drafts = await open_drafts(folder)
    await work.check()
    assert await work._vault.count_quarantined() == 0


# --- a device that sends what it queued; the portal has no disk -------------------------------------------------------


class Filing:
    """A person files one application after another."""

    def __init__(self, disk: Path, device: Device) -> None:
        self.disk, self._device = disk, device
        self._draft_id: str | None = None
        self._queued: str | None = None
        self._intents: set[str] = set()

    async def step(self) -> bool:
        try:
            if self._queued is None:
                return await self._file()
            await self._device.outbox.step(self._device.clock())
        except VaultError:
            return False
        self._device.clock.move(seconds=600)  # longer than it is put off after a failure
        self._device.check_honest()
        parcel = self._device.outbox.find(self._queued)
        assert parcel is not None
        if parcel.is_delivered:
            self._queued = self._draft_id = None
        return parcel.reason is not Reason.STORAGE_FULL

    async def _file(self) -> bool:
        drafts = self._device.drafts
        if self._draft_id is None:
            self._draft_id = (await drafts.start(BIRTH)).id
        draft = drafts.find(self._draft_id)
        assert draft is not None
        if not draft.attachments:
            await drafts.attach(draft.id, BIRTH.papers[0], file_name="a.pdf", data=FILES["small"])
        result = await self._device.outbox.submit(draft.id)
        if isinstance(result, NotStored):
            return False
        assert isinstance(result, Queued), result
        self._queued = result.parcel.id
        self._intents.add(self._queued)
        return True

    async def recover(self) -> None:
        for _ in range(30):
            await self.step()
            if self._draft_id is None:
                return
        raise AssertionError("never delivered")

    async def check(self) -> None:
        """Each intent is one dossier, at the portal and on the device."""
        assert set(self._device.portal.dossiers) == self._intents
        kept = {id_ for id_, _ in await self._device.vault.all(DOSSIERS)}
        assert kept == {dossier["id"] for dossier in self._device.portal.dossiers.values()}


@asynccontextmanager
async def filing(folder: Path) -> AsyncIterator[Filing]:
    clock = MovingClock()
    vault = await Vault.open(folder / "vault", VAULT_KEY, clock=clock)
    device = Device(vault, SchedulesPortal(), clock=clock, seed=1)
    await device.start()
    work = Filing(folder, device)
    yield work
    await vault.close()
    device.vault.living = vault = await Vault.open(folder / "vault", VAULT_KEY, clock=clock)
    await work.check()
    assert await vault.count_quarantined() == 0
    await vault.close()


# --- a portal that takes files ----------------------------------------------------------------------------------------


class Receiving:
    """A portal receives photos, a piece at a time."""

    def __init__(self, disk: Path, portal: Any, person: dict[str, str], data: bytes) -> None:
        self.disk, self._portal, self._person, self._data = disk, portal, person, data
        self._url: str | None = None
        self._offset = 0
        self._whole: list[str] = []

    async def step(self) -> bool:
        answer = await self._request()
        if answer.status_code == 507:
            assert answer.headers["content-type"] == "application/problem+json"
            return False
        assert answer.status_code in (201, 204), answer.text
        if self._url is None:
            self._url, self._offset = answer.headers["location"], 0
        else:
            self._offset = int(answer.headers["upload-offset"])
        if self._offset == len(self._data):
            self._whole.append(self._url)
            self._url = None
        return True

    async def _request(self) -> Any:
        from tests.portal.filing import TUS, metadata, send

        if self._url is None:
            named = metadata(filename="a.jpg", sha256=hashlib.sha256(self._data).hexdigest())
            headers = {**self._person, **TUS, "Upload-Length": str(len(self._data)), "Upload-Metadata": named}
            return await self._portal.client.post("/api/v1/uploads", headers=headers)
        head = await self._portal.client.head(self._url, headers={**self._person, **TUS})
        if head.status_code == 507:
            return head
        at = int(head.headers["upload-offset"])
        assert at >= self._offset, "acknowledged bytes are gone"
        piece = self._data[at : at + len(self._data) // 2 + 1]
        return await send(self._portal.client, self._url, self._person, piece, offset=at)

    async def recover(self) -> None:
        for _ in range(5):
            assert await self.step(), "refused although the disk is well"
            if self._url is None:
                return
        raise AssertionError("never whole")

    async def check(self) -> None:
        from tests.portal.filing import TUS

        for url in self._whole[-2:]:
            answer = await self._portal.client.get(url, headers={**self._person, **TUS})
            assert answer.json()["state"] == "verified", answer.text
            assert answer.json()["sha256"] == hashlib.sha256(self._data).hexdigest()


@asynccontextmanager
async def receiving(folder: Path) -> AsyncIterator[Receiving]:
    from tests.portal import filing
    from tests.portal.running import running_portal

    async with running_portal(folder / "portal", open_uploads_per_person=10_000) as portal:
        yield Receiving(folder / "portal", portal, await portal.bearer(filing.CITIZEN), filing.photo())


WORKLOADS: dict[str, Callable[[Path], AbstractAsyncContextManager[Work]]] = {
    "drafts": typing,
    "outbox": filing,
    "portal": receiving,
}
