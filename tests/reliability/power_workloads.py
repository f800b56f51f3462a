"""What is written while the power may go, and what must be there afterwards.

``python -m tests.reliability.power_workloads drafts FOLDER`` writes and acknowledges, a line each, what was committed.
"""

import asyncio
import hashlib
import os
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx

from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.outbox.model import ParcelState
from app.outbox.store import PARCELS, decode_parcel
from app.vault.vault import CHUNK_BYTES, Vault
from tests.app.conftest import VAULT_KEY, pdf, photo, procedure
from tests.reliability.editing import now, open_drafts, say

ROUNDS = 60
FIELDS = 20
DATABASE = "portal.sqlite3"
ATTACHED = 12
BIRTHS = 4
NEIGHBOURS = 3


async def _weaken(vault: Vault, synchronous: str) -> None:
    if synchronous != "FULL":
        vault._records.sync = lambda: None  # type: ignore[method-assign]  # what is typed is synced by this one
        connection = vault._records._connection
        await asyncio.get_running_loop().run_in_executor(
            vault._executor, lambda: connection.execute(f"PRAGMA synchronous={synchronous}")
        )


# --- drafts: three of them, twenty fields each, typed and stored ------------------------------------------------------


async def write_drafts(folder: Path, synchronous: str = "FULL") -> None:
    """Acknowledge ``saved <draft> <number>``; half way the app is closed and started again."""
    vault, drafts = await open_drafts(folder / "new" / "device")
    await _weaken(vault, synchronous)
    ids = [(await drafts.start(procedure())).id for _ in range(NEIGHBOURS)]
    for id_ in ids:
        say("saved", id_, 0)
    for number in range(1, ROUNDS + 1):
        if number == ROUNDS // 2:
            await drafts.close()
            await vault.close()
            vault, drafts = await open_drafts(folder / "new" / "device")
            await _weaken(vault, synchronous)
        id_ = ids[number % NEIGHBOURS]
        drafts.set_answer(id_, f"/f{number % FIELDS}", {"n": number, "text": "x" * 60})
        assert await drafts.flush(id_)
        say("saved", id_, number)


async def check_drafts(folder: Path, said: list[list[str]]) -> None:
    vault, drafts = await open_drafts(folder)
    try:
        saved = {words[1]: int(words[2]) for words in said}
        found = {draft.id: draft.answers for draft in drafts.list()}
        assert await vault.count_quarantined() == 0
        for id_, number in saved.items():
            numbers = {name: answer["n"] for name, answer in found[id_].items()}
            assert max([0, *numbers.values()]) >= number, f"{number} was saved"
            assert all(name == f"f{n % FIELDS}" for name, n in numbers.items())
    finally:
        await vault.close()


# --- attachments: photos and files of several pieces, attached and taken away -----------------------------------------


async def write_attachments(folder: Path, synchronous: str = "FULL") -> None:
    """Acknowledge ``attached <id> <sha256>`` and, before it is done, ``detaching <id>``."""
    vault, drafts = await open_drafts(folder)
    await _weaken(vault, synchronous)
    birth = procedure()
    draft = await drafts.start(birth)
    kept: list[str] = []
    for number in range(ATTACHED):
        name, data = (f"{number}.pdf", pdf(CHUNK_BYTES + 9)) if number == ATTACHED // 2 else (f"{number}.jpg", photo())
        attached = await drafts.attach(draft.id, birth.papers[1], file_name=name, data=data)
        assert isinstance(attached, Attachment)
        say("attached", attached.id, attached.sha256)
        kept.append(attached.id)
        if len(kept) == birth.papers[1].max_files:
            say("detaching", kept[0])
            await drafts.detach(draft.id, kept.pop(0))


async def check_attachments(folder: Path, said: list[list[str]]) -> None:
    vault, drafts = await open_drafts(folder)
    try:
        attached = {words[1]: words[2] for words in said if words[0] == "attached"}
        detached = {words[1] for words in said if words[0] == "detaching"}
        found = {kept.id: kept.sha256 for draft in drafts.list() for kept in draft.attachments}
        assert {id_: sha256 for id_, sha256 in attached.items() if id_ not in detached}.items() <= found.items()
        for id_, sha256 in found.items():
            assert hashlib.sha256(await vault.get_blob(id_)).hexdigest() == sha256, "half a file"
    finally:
        await vault.close()


# --- outbox and portal: births filed by a device with a portal, each on a disk of its own -----------------------------


async def file_births(folder: Path, _synchronous: str = "FULL") -> None:
    """Acknowledge what the person sees (``queued``, ``delivered``) and the portal's answers (``stored``, ``filed``)."""
    from tests.journeys.citizen import BIRTH, Citizen, Shared
    from tests.portal.running import running_portal
    from tests.reliability.served import make_database

    make_database(folder / "portal")
    async with running_portal(folder / "portal") as portal:
        network = Telling(httpx.ASGITransport(app=portal.app))
        citizen = Citizen(folder / "device", portal, Shared.load(), clock=portal.clock, network=network)
        await citizen.start()
        await citizen.sign_in()
        for _ in range(BIRTHS):
            files = {"giay_chung_sinh": ("a.jpg", photo()), "giay_ket_hon": ("b.pdf", pdf(20_000))}
            draft = await citizen.fill_in(BIRTH, citizen.shared.answers, files)
            parcel = await citizen.submit(draft)
            say("queued", draft.id, parcel.id, parcel.payload_sha256)
            delivered = await citizen.wait_until_delivered(parcel.id)
            say("delivered", draft.id, delivered.dossier_id)
        os._exit(0)  # no orderly end: the write-ahead logs stay as they are


class Telling(httpx.AsyncBaseTransport):
    """Says what the portal has answered: from then on it must keep it."""

    def __init__(self, portal: httpx.AsyncBaseTransport) -> None:
        self._portal = portal

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._portal.handle_async_request(request)
        if request.method == "PATCH" and response.status_code == 204:
            say("stored", request.url.path.rsplit("/", 1)[1], response.headers["upload-offset"])
        elif (request.method, request.url.path) == ("POST", "/api/v1/dossiers") and response.status_code == 201:
            say("filed", httpx.Response(201, content=await response.aread()).json()["id"])
        return response


async def check_outbox(folder: Path, said: list[list[str]]) -> None:
    """Every intent is there with its key and payload, in one state, and delivered where the person saw that."""
    vault = await Vault.open(folder, VAULT_KEY, clock=now)
    drafts = Drafts(vault, procedures=lambda code: None, clock=now, owner=lambda: None)
    await drafts.load()
    try:
        parcels = {id_: decode_parcel(record) for id_, record in await vault.all(PARCELS)}
        for _, draft_id, key, payload_sha256 in [words for words in said if words[0] == "queued"]:
            assert parcels[key].payload_sha256 == payload_sha256
            assert parcels[key].draft_id == draft_id
        delivered = dict(words[1:] for words in said if words[0] == "delivered")
        for draft_id, dossier_id in delivered.items():
            assert parcels[_held(drafts, draft_id).submission_key].is_delivered
            assert _held(drafts, draft_id).dossier_id == dossier_id
        for parcel in parcels.values():
            draft = _held(drafts, parcel.draft_id)
            assert draft.parcel_id == draft.submission_key == parcel.id
            assert (draft.dossier_id is not None) == (parcel.state is ParcelState.DELIVERED)
            for file in parcel.files:
                data = await vault.get_blob(file.attachment.id)
                assert hashlib.sha256(data).hexdigest() == file.attachment.sha256
    finally:
        await vault.close()


def _held(drafts: Drafts, draft_id: str | None) -> Draft:
    draft = drafts.held(draft_id or "")
    assert draft is not None, "a parcel without its draft"
    return draft


async def check_portal(folder: Path, said: list[list[str]]) -> None:
    """Every acknowledged byte and dossier is there, and no row names a file that is not whole."""
    from portal.storage.folder import FolderStorage

    database = folder / DATABASE
    if not said and not database.exists():
        return
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not said and not {"uploads", "dossier_files"} <= tables:
            return  # the power went while it was first made
        received = dict(connection.execute("SELECT id, received FROM uploads"))
        filed = {id_ for (id_,) in connection.execute("SELECT id FROM dossiers")}
        of_dossiers = "SELECT storage_name, sha256 FROM dossier_files"
        files = connection.execute(f"{of_dossiers} UNION SELECT storage_name, sha256 FROM uploads").fetchall()
        pieces = "SELECT id, received, name FROM uploads JOIN upload_chunks ON id = upload_id"
        chunks = connection.execute(f"{pieces} WHERE state = 'incomplete'").fetchall()
    for _, upload_id, offset in [words for words in said if words[0] == "stored"]:
        assert received[upload_id] >= int(offset)
    assert {words[1] for words in said if words[0] == "filed"} <= filed
    storage = FolderStorage(folder / "files")
    for name, sha256 in files:
        if name is not None:
            data = b"".join([block async for block in storage.read(name)])
            assert hashlib.sha256(data).hexdigest() == sha256, "half a file"
    sizes: Counter[str] = Counter()
    for upload_id, _received, name in chunks:
        sizes[upload_id] += (folder / "files" / "chunks" / name).stat().st_size
    assert all(sizes[upload_id] == size for upload_id, size, _name in chunks), "acknowledged bytes are gone"


WRITERS = {"drafts": write_drafts, "attachments": write_attachments, "births": file_births}
CHECKS = {
    "drafts": ("drafts", "new/device", check_drafts),
    "attachments": ("attachments", ".", check_attachments),
    "outbox": ("births", "device", check_outbox),
    "portal": ("births", "portal", check_portal),
}
"""What is looked at: whose writing, which folder of it, and what must hold of any image of that."""


async def main(workload: str, folder: Path, synchronous: str) -> None:
    await WRITERS[workload](folder, synchronous)
    os._exit(0)  # no orderly end: the write-ahead log stays as it is


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
