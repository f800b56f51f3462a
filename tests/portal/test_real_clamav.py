"""ClamAV itself, where it is installed: its limits, its death, its silence, and what it says of the hostile corpus."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from portal.application import tick
from portal.uploads.scanning.clamd import Clamd
from portal.uploads.scanning.scanner import Scanner, ScannerSilentError, open_scanner
from tests.portal.filing import CITIZEN, get, photo, upload
from tests.portal.hostile_files import EICAR, corpus, pdf, stream
from tests.portal.real_clamd import CLAMD, RealClamd
from tests.portal.running import RunningPortal, running_portal

pytestmark = pytest.mark.skipif(CLAMD is None, reason="no ClamAV on this machine (apt-get install clamav-daemon)")

KNOWN = photo(77)
"""A good photo that this ClamAV knows as malware."""

CLEAN = pdf()
LIMIT = 200_000


@pytest.fixture
async def clamd(tmp_path: Path, project_root: Path) -> AsyncIterator[RealClamd]:
    """Run it with the lines of ``docs/operations.md``, its limits lowered."""
    (tmp_path / "clamd").mkdir()
    daemon = RealClamd(tmp_path / "clamd", options=documented_options(project_root))
    daemon.learn("Own.Photo", KNOWN)
    await daemon.start()
    yield daemon
    daemon.kill()


def documented_options(root: Path) -> list[str]:
    written = (root / "docs" / "operations.md").read_text("utf-8")
    block = re.search(r"```\n(StreamMaxLength .+?)```", written, re.DOTALL)
    assert block is not None
    return re.sub(r"\d+M", str(LIMIT), block[1]).splitlines()


@pytest.fixture
async def guarded(tmp_path: Path, clamd: RealClamd) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal", scanner_url=clamd.unix_url) as portal:
        yield portal


def scanner_of(url: str) -> Scanner:
    scanner = open_scanner(url)
    assert scanner is not None
    return scanner


async def blocks(data: bytes, *, size: int = 65_536) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def interrupted(data: bytes, by: Callable[[], None]) -> AsyncIterator[bytes]:
    yield data[:1000]
    by()
    yield data[1000:]


async def receipt(
    portal: RunningPortal, person: dict[str, str], upload_id: str, language: str = "vi"
) -> dict[str, str]:
    path = f"/api/v1/uploads/{upload_id}"
    answer = await portal.client.get(path, headers={**person, "Accept-Language": language})
    return dict(answer.json())


async def test_what_lies_at_its_limits_is_scanned_and_what_lies_beyond_is_never_called_clean(clamd: RealClamd) -> None:
    hidden = bytes(LIMIT) + EICAR
    for url in (clamd.unix_url, clamd.tcp_url):
        scanner = scanner_of(url)
        said = {size: (await scanner.scan(blocks(hidden[-size:]), seconds=30)).refusal for size in (LIMIT, LIMIT + 1)}
        assert said == {LIMIT: "malware", LIMIT + 1: "unscannable"}
        far_beyond = await scanner.scan(blocks(bytes(60 * LIMIT) + EICAR), seconds=30)
        assert far_beyond.refusal == "unscannable"  # and not silent, though it hangs up while it is sent to
        assert far_beyond.scanner.startswith("ClamAV ")


async def test_a_file_that_is_not_looked_at_to_its_end_is_not_called_clean(tmp_path: Path, project_root: Path) -> None:
    """A limit on what is unpacked, with more room in the stream: without ``AlertExceedsMax`` this would be "OK"."""
    folder = tmp_path / "clamd"
    folder.mkdir()
    wide, *others = documented_options(project_root)
    daemon = RealClamd(folder, options=[f"{wide}0", *others])
    await daemon.start()
    try:
        verdict = await scanner_of(daemon.unix_url).scan(blocks(bytes(2 * LIMIT) + EICAR), seconds=30)
        assert (verdict.refusal, verdict.found[:26]) == ("unscannable", "Heuristics.Limits.Exceeded")
    finally:
        daemon.kill()


async def test_of_the_hostile_corpus_it_says_something_of_each_file_and_refuses_no_good_one(
    clamd: RealClamd, guarded: RunningPortal
) -> None:
    scanner, person = scanner_of(clamd.unix_url), await guarded.bearer(CITIZEN)
    refused = set()
    for file in corpus():
        data = await asyncio.to_thread(file.make)
        verdict = await scanner.scan(blocks(data), seconds=60)
        if file.refusal is None and len(data) <= LIMIT:
            assert verdict.refusal is None, (file.name, verdict)
            said = await receipt(guarded, person, await upload(guarded, person, data))
            assert said["state"] == "verified", (file.name, said)
        elif verdict.refusal == "malware":
            refused.add(file.name)
    assert refused >= {"eicar"}


async def test_what_it_knows_is_refused_in_the_citizens_words(guarded: RunningPortal) -> None:
    person = await guarded.bearer(CITIZEN)
    upload_id = await upload(guarded, person, KNOWN)
    said = await receipt(guarded, person, upload_id)
    assert (said["state"], said["problem_id"]) == ("refused", "malware")
    assert said["problem"] == "Tệp bị nhận diện là mã độc."
    assert (await receipt(guarded, person, upload_id, "en"))["problem"] == "The file was recognised as malware."
    assert not [path for path in (guarded.settings.data_dir / "files").rglob("*") if path.is_file()]


async def test_killed_in_the_middle_it_gave_no_verdict_and_files_wait_for_the_next(
    clamd: RealClamd, guarded: RunningPortal
) -> None:
    scanner, person = scanner_of(clamd.unix_url), await guarded.bearer(CITIZEN)
    with pytest.raises(ScannerSilentError):
        await scanner.scan(interrupted(KNOWN, clamd.kill), seconds=30)
    later_known = photo(78)
    ids = [await upload(guarded, person, data) for data in (CLEAN, KNOWN, later_known)]
    await tick(guarded.deps)
    assert [(await receipt(guarded, person, each))["state"] for each in ids] == ["checking"] * 3
    clamd.learn("Own.New", later_known)
    await clamd.start()
    await tick(guarded.deps)
    assert [(await receipt(guarded, person, each))["state"] for each in ids] == ["verified", "refused", "refused"]


async def test_standing_still_it_keeps_nobody_waiting_and_goes_on_where_it_stood(
    clamd: RealClamd, guarded: RunningPortal
) -> None:
    person = await guarded.bearer(CITIZEN)
    with pytest.raises(ScannerSilentError):
        await scanner_of(clamd.unix_url).scan(interrupted(KNOWN, clamd.stand_still), seconds=0.5)
    impatient = Clamd(socket_path=clamd.unix_url.removeprefix("clamd://"), greeting_seconds=0.2)
    patient, guarded.app.state.deps = guarded.deps, replace(guarded.deps, scanner=impatient)
    upload_id = await upload(guarded, person, CLEAN)
    assert (await receipt(guarded, person, upload_id))["state"] == "checking"
    clamd.go_on()
    await tick(patient)
    assert (await receipt(guarded, person, upload_id))["state"] == "verified"


async def test_more_files_at_once_than_it_has_threads_are_all_decided(clamd: RealClamd, guarded: RunningPortal) -> None:
    person = await guarded.bearer(CITIZEN)
    good = [pdf(stream(b"%d" % number, b"")) for number in range(12)]
    ids = await asyncio.gather(*(upload(guarded, person, data) for data in [*good, KNOWN]))
    states = [(await receipt(guarded, person, each))["state"] for each in ids]
    assert states == ["verified"] * 12 + ["refused"]
    assert (await get(guarded, f"/api/v1/uploads/{ids[-1]}", person))["problem_id"] == "malware"
