"""The catalogue of 6,400: bytes of the first sync and of a day's 20 changes, time to put both in, start, memory.

The procedures are the national database's pages and variations of them (``benchmarks/procedures.py``). Variations share
their texts, which packs better than 6,400 different pages would, so the real pages alone are given beside.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.procedures import procedures, real
from forms.procedure import Procedure

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "assets" / "catalogue.json.gz"
SIZE, CHANGED = 6_400, 20
ROUNDS = 5
START = """
import sys, time, os
from pathlib import Path
began, cpu = time.perf_counter(), time.process_time()
from app.catalogue.service import CatalogueService
imported = time.perf_counter()
service = CatalogueService(Path(sys.argv[1]), Path(sys.argv[2]))
ready = time.perf_counter()
def resident():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]) / 1024
before = resident()
found = service.search("dang ky khai sinh", language="vi")
searched = time.perf_counter()
service.summaries()
listed = time.perf_counter()
print((ready - imported) * 1000, (searched - ready) * 1000, (listed - searched) * 1000, before, resident(), len(found))
"""


def main() -> None:
    asyncio.run(_measure())


async def _measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        answers = await _portal(Path(folder), real(), "real pages")
        print(f"the {len(real()):,} real pages alone:")
        await _whole(answers)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        base = procedures(SIZE)
        answers = await _portal(place, base, "all")
        print(f"\nthe whole of {SIZE:,} procedures and our contents:")
        whole = await _whole(answers)
        version = (await answers.release()).version
        await _publish(answers, map(_changed, base[:CHANGED]))
        changes = await answers.find(_wish(version), await answers.release())
        print(f"\na day's {CHANGED} changes: {len(changes.content):,} bytes (gzip)")
        second = (await answers.release()).version
        await _publish(answers, map(_renamed, base[:CHANGED]))
        renamed = await answers.find(_wish(second), await answers.release())
        print(f"another day's, with other names: {len(renamed.content):,} bytes (gzip)")
        steps = (("the whole", None, whole), ("the changes", version, changes), ("other names", second, renamed))
        _apply(place / "device", steps)
        _starts(place / "device")


async def _portal(folder: Path, listed: Iterable[Procedure], name: str) -> Any:
    from portal.catalogue.answers import Answers
    from portal.catalogue.publishing import publish_content
    from portal.db import Database
    from portal.schema import upgrade

    url = f"sqlite:///{folder / 'portal.sqlite3'}"
    upgrade(url)
    database = Database(url)
    import gzip

    raw, now = gzip.decompress(SHIPPED.read_bytes()), datetime.now(UTC)
    await database.write(lambda session: publish_content(session, raw, now=now))
    answers = Answers(database)
    began = time.perf_counter()
    await _publish(answers, listed)
    print(f"published into SQLite ({name}): {time.perf_counter() - began:.1f} s")
    return answers


async def _publish(answers: Any, listed: Iterable[Procedure]) -> None:
    from portal.catalogue.publishing import publish

    kept, now = tuple(listed), datetime.now(UTC)
    await answers._database.write(lambda session: publish(session, kept, now=now))


async def _whole(answers: Any) -> Any:
    from portal.catalogue.answers import unpacked

    release = await answers.release()
    began = time.perf_counter()
    gzipped = await answers.find(_wish("", "gzip"), release)
    made = time.perf_counter()
    await answers.pack()
    packed = await answers.find(_wish(""), release)
    size = sum(map(len, unpacked(gzipped)))
    print(f"  unpacked {size:,} bytes")
    print(f"  gzip     {len(gzipped.content):,} bytes, packed in {made - began:.1f} s")
    seconds = time.perf_counter() - made
    print(f"  {packed.coding:8} {len(packed.content):,} bytes, packed in {seconds:.1f} s, once a release")
    return packed


def _wish(since: str, *codings: str) -> Any:
    from portal.catalogue.answers import LINES, Wish

    return Wish(since, LINES, codings or ("xz", "gzip"))


def _changed(procedure: Procedure) -> Procedure:
    """Return a procedure as a ministry changes it: a sentence of its page is another."""
    original = [
        {**section.model_dump(), "text": section.text + " Thời hạn giải quyết: 03 ngày làm việc."}
        for section in procedure.original[:1]
    ] + [section.model_dump() for section in procedure.original[1:]]
    return Procedure.model_validate({**procedure.model_dump(by_alias=True), "original": original})


def _renamed(procedure: Procedure) -> Procedure:
    """Return a procedure that is found otherwise, so that the search index has to be made anew."""
    return procedure.model_copy(update={"name": {"vi": procedure.name["vi"] + " (sửa đổi)"}})


def _apply(folder: Path, steps: Iterable[tuple[str, str | None, Any]]) -> None:
    from app.catalogue.opening import open_newest
    from app.catalogue.part import PartFile

    store, _ = open_newest(folder, SHIPPED)
    for name, since, packed in steps:
        part = PartFile(folder)
        _fill(part, packed, since or store.head().version)
        wall, cpu = time.perf_counter(), time.process_time()
        outcome = _take(store, part)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"put in {name}: {wall:.2f} s ({cpu:.2f} s of processor, search index included): {outcome.refreshed}")
    store.close()
    size = sum(path.stat().st_size for path in folder.glob("catalogue.sqlite3*"))
    print(f"the device's file: {size:,} bytes")


def _fill(part: Any, packed: Any, since: str) -> None:
    from api_client.catalogue import About

    part.begin(About(since, packed.media_type, packed.coding, packed.etag))
    part.write(packed.content)


def _take(store: Any, part: Any) -> Any:
    from app.catalogue.updating import take

    return take(store, part, now=lambda: datetime.now(UTC))


def _starts(full: Path) -> None:
    print("\nfrom the import to a catalogue that answers, each in a process of its own (best of", ROUNDS, "in ms):")
    with tempfile.TemporaryDirectory() as small:
        subprocess.run([sys.executable, "-c", START, small, str(SHIPPED)], cwd=ROOT, check=True, capture_output=True)
        for name, folder in ((f"{_count()} shipped", Path(small)), (f"{SIZE:,}", full)):
            rows = [_start(folder) for _ in range(ROUNDS)]
            ready, search, listed = (min(row[place] for row in rows) for place in range(3))
            memory = f"{rows[0][3]:.0f} MB resident, {rows[0][4]:.0f} MB after search and list"
            print(f"  {name:12} ready {ready:6.1f}   first search {search:6.1f}   list of all {listed:6.1f}   {memory}")


def _start(folder: Path) -> list[float]:
    command = [sys.executable, "-c", START, str(folder), str(SHIPPED)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [float(word) for word in told.split()]


def _count() -> int:
    import gzip

    return len(json.loads(gzip.decompress(SHIPPED.read_bytes()))["procedures"])


if __name__ == "__main__":
    main()
