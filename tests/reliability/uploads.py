"""Files of awkward sizes go up over a line that is cut again and again: what it cost and what arrived (suite U1)."""

import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlalchemy import select

from app.outbox.plan import SMALLEST_PIECE_BYTES
from forms.procedure import Catalogue
from portal.dossiers.tables import DossierRow, FiledFileRow
from portal.settings import SHIPPED_CATALOGUE
from portal.uploads.service import expire
from portal.uploads.sweeping import sweep
from tests.app.conftest import pdf
from tests.journeys.citizen import BIRTH, Citizen, Shared
from tests.portal.listening import listening
from tests.portal.running import RunningPortal, running_portal
from tests.reliability.proxy import Fault, Line, Request
from tests.reliability.roles import Impatient

MEGABYTE = 1024 * 1024
SIZES = (
    511, 512, 513, 8191, 8192, 8193, SMALLEST_PIECE_BYTES - 1, SMALLEST_PIECE_BYTES, SMALLEST_PIECE_BYTES + 1,
    MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE + SMALLEST_PIECE_BYTES, 3 * MEGABYTE,
)  # fmt: skip
"""Of guide "resumable upload"; 0 and 1 byte are no paper and are tried against the portal alone."""

LARGEST = 30 * MEGABYTE
CUTS = (Fault.CUT_REQUEST, Fault.CUT_REQUEST, Fault.LOSE_ANSWER, Fault.RESET, Fault.TRUNCATE, Fault.DUPLICATE)
PAPERS = ("giay_chung_sinh", "giay_ket_hon")


@dataclass
class Tally:
    """What a run of cut uploads came to."""

    files: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    size_bytes: int = 0
    sent_bytes: int = 0
    orphans: int = 0

    def __str__(self) -> str:
        return (
            f"{self.files} files of {self.size_bytes / 1e6:.1f} MB, cut {self.cuts.total()} times {dict(self.cuts)}:"
            f" {self.sent_bytes / 1e6:.1f} MB sent ({self.sent_bytes / max(self.size_bytes, 1):.2f} of their size),"
            f" {self.orphans} left over"
        )


class Through(httpx.AsyncHTTPTransport):
    """Every request goes through the line, whatever host it names."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=self._line.port)
        return await super().handle_async_request(request)


async def cut_uploads(folder: Path, sizes: Iterable[tuple[int, int]], *, cuts: int, seed: int = 0) -> Tally:
    """File a dossier for each pair of sizes over a line that is cut ``cuts`` times altogether.

    Asserts that each file arrived whole, that no file took more than its size and the pieces that were cut, and that
    nothing is left in the storage once the uploads have expired.
    """
    pairs, chance, tally = list(sizes), random.Random(seed), Tally()
    catalogue, shared = roomy(folder, max_bytes=2 * LARGEST)
    async with running_portal(folder / "portal", catalogue_path=catalogue, open_uploads_per_person=10_000) as portal:
        with listening(portal.app) as behind:
            line = Line(chance, lambda: [urlsplit(behind).port or 0])
            await line.start()
            citizen = Citizen(folder / "device", portal, shared, clock=portal.clock, network=Through(line), seed=seed)
            citizen.random = Impatient()
            await citizen.start()
            await citizen.sign_in()
            for number, pair in enumerate(pairs):
                due = cuts * (number + 1) // len(pairs) - tally.cuts.total()
                await _file(citizen, line, pair, due, tally)
            while (due := cuts - tally.cuts.total()) > 0:  # a quick machine sends larger pieces: fewer to cut
                await _file(citizen, line, pairs[-1], due, tally)
            await citizen.stop()
            await line.stop()
        await _check(portal, tally)
    return tally


async def _file(citizen: Citizen, line: Line, sizes: tuple[int, int], due: int, tally: Tally) -> None:
    """Send two files with up to ``due`` cuts, at random bytes; the rest of the way is calm."""
    files = {paper: (f"{size}.pdf", paper_of(size, line.chance)) for paper, size in zip(PAPERS, sizes, strict=True)}
    draft = await citizen.fill_in(BIRTH, citizen.shared.answers, files)
    cut: Counter[str] = Counter()
    torn_bytes: Counter[str] = Counter()
    before = line.sent_bytes.copy()

    def choose(request: Request) -> Fault | None:
        if request.method != "PATCH" or cut.total() >= due or line.chance.random() < 0.15:
            return None
        cut[request.path] += 1
        torn_bytes[request.path] += len(request.raw) - request.head_bytes
        return line.chance.choice(CUTS)

    line.choose = choose
    delivered = await citizen.wait_until_delivered((await citizen.submit(draft)).id)
    for file in delivered.files:
        path, size = str(file.upload_url), file.attachment.size_bytes
        sent = line.sent_bytes[f"PATCH {path}"] - before[f"PATCH {path}"]
        over = sent - size - torn_bytes[path]
        assert over <= 0, f"{sent} bytes for a file of {size} with {cut[path]} cuts of {torn_bytes[path]} bytes"
        tally.files += 1
        tally.size_bytes += size
        tally.sent_bytes += sent
    tally.cuts = line.faults


async def _check(portal: RunningPortal, tally: Tally) -> None:
    """Everything that was filed is whole; what was not is gone when its time is over."""
    filed = await portal.deps.database.read(lambda session: list(session.execute(select(FiledFileRow)).scalars()))
    dossiers = await portal.deps.database.read(lambda session: list(session.execute(select(DossierRow)).scalars()))
    assert len(filed) == tally.files == 2 * len(dossiers)
    for file in filed:
        digest = hashlib.sha256()
        async for block in portal.deps.storage.read(file.storage_name):
            digest.update(block)
        assert digest.hexdigest() == file.sha256
    portal.clock.now = max(portal.clock.now, datetime.now(UTC)) + timedelta(days=3)
    await expire(portal.deps, portal.clock.now)
    await sweep(portal.deps, portal.clock.now)
    stored = [name for batch in portal.deps.storage.file_names(before=portal.clock.now) for name in batch]
    papers = {file.storage_name for file in filed}
    slips = {document.storage_name for dossier in dossiers for document in dossier.documents}
    tally.orphans = len(portal.deps.storage.chunk_names()) + len(set(stored) - papers - slips)
    assert tally.orphans == 0, f"{tally.orphans} files or pieces are left over"


def paper_of(size: int, chance: random.Random) -> bytes:
    """Return a PDF of exactly ``size`` bytes, no two pieces of it alike."""
    frame = len(pdf(0))
    return pdf(0).replace(b"%\n", b"%" + chance.randbytes(size - frame + 1).hex().encode()[: size - frame] + b"\n", 1)


def roomy(folder: Path, *, max_bytes: int) -> tuple[Path, Shared]:
    """Return the shipped catalogue with room for large papers: as a portal's file, and as the app has it."""
    catalogue = json.loads(gzip.decompress(SHIPPED_CATALOGUE.read_bytes()))
    for procedure in catalogue["procedures"]:
        if procedure["code"] == BIRTH:
            for paper in procedure["papers"]:
                paper["max_bytes"] = max_bytes
    text = json.dumps(catalogue).encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "catalogue.json.gz"
    path.write_bytes(gzip.compress(text, 1))
    return path, replace(Shared.load(), catalogue=Catalogue.model_validate_json(text))
