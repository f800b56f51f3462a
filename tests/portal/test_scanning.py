"""The virus scanner: what it finds is refused, its silence is never taken for "clean", and it is asked again."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from portal.application import tick
from portal.settings import SettingsError
from portal.uploads.checking import check_waiting
from portal.uploads.scanning.clamd import Clamd, verdict_in, version_of
from portal.uploads.scanning.scanner import ScannerSilentError, Verdict, open_scanner
from tests.portal.clamd_double import ClamdDouble
from tests.portal.filing import CITIZEN, file_entry, get, new_key, photo, submission, upload
from tests.portal.hostile_files import pdf, stream
from tests.portal.officer.at_the_desk import sign_in
from tests.portal.running import RunningPortal, running_portal

CLEAN, BAD = pdf(), pdf(stream(b"BAD", b""))
VERSION = "ClamAV 1.4.3/27812"


@pytest.fixture
async def clamd() -> AsyncIterator[ClamdDouble]:
    double = ClamdDouble()
    yield double
    await double.close()


@pytest.fixture
async def guarded(tmp_path: Path, clamd: ClamdDouble) -> AsyncIterator[RunningPortal]:
    """Run a portal whose files go through the scanner."""
    async with running_portal(tmp_path / "portal", scanner_url=await clamd.listen()) as portal:
        yield portal


async def blocks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def receipt(portal: RunningPortal, person: dict[str, str], upload_id: str) -> dict[str, object]:
    return dict(await get(portal, f"/api/v1/uploads/{upload_id}", person))


@pytest.mark.parametrize(
    "way", ["tcp", pytest.param("unix", marks=pytest.mark.skipif(sys.platform == "win32", reason="no Unix sockets"))]
)
async def test_clamd_is_spoken_to_in_its_own_protocol(way: str, clamd: ClamdDouble, tmp_path: Path) -> None:
    scanner = open_scanner(await clamd.listen(socket_path=tmp_path / "c" if way == "unix" else None))
    assert isinstance(scanner, Clamd)
    assert await scanner.scan(blocks(b"a" * 300_000, b"", b"b"), seconds=9) == Verdict(None, VERSION)
    assert clamd.scanned == [300_001]
    assert await scanner.scan(blocks(b"B", b"AD"), seconds=9) == Verdict("malware", VERSION, "Eicar-Test-Signature")


@pytest.mark.parametrize("mood", ["silent", "hangs-up", "odd", "dead"])
async def test_no_answer_is_no_verdict(mood: str, clamd: ClamdDouble) -> None:
    url = await clamd.listen()
    clamd.mood = mood
    if mood == "dead":
        await clamd.close()
    scanner = Clamd(host="127.0.0.1", port=int(url.rpartition(":")[2]))
    with pytest.raises(ScannerSilentError):
        await scanner.scan(blocks(b"x"), seconds=0.2)


async def test_what_a_scanner_says_before_it_hangs_up_is_heard_while_it_is_still_sent_to(tmp_path: Path) -> None:
    double = ClamdDouble(stream_limit=1_000)
    scanner = open_scanner(await double.listen())
    assert scanner is not None
    verdict = await scanner.scan(blocks(*[bytes(60_000)] * 300), seconds=9)
    assert verdict == Verdict("unscannable", VERSION, "INSTREAM size limit exceeded. ERROR")
    await double.close()


ANSWERS = {
    "stream: OK": (None, ""),
    "stream: Win.Test.EICAR_HDB-1 FOUND": ("malware", "Win.Test.EICAR_HDB-1"),
    "INSTREAM size limit exceeded. ERROR": ("unscannable", "INSTREAM size limit exceeded. ERROR"),
    "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND": (
        "unscannable",
        "Heuristics.Limits.Exceeded.MaxFileSize FOUND",
    ),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_read(answer: str) -> None:
    verdict = verdict_in(answer, VERSION)
    assert (verdict.refusal, verdict.found) == ANSWERS[answer]


@pytest.mark.parametrize("answer", ["", "OK?", "stream: ", "stream: ERROR", "stream: OK\nstream: x FOUND?", "FOUND OK"])
def test_an_answer_that_says_neither_is_no_verdict(answer: str) -> None:
    with pytest.raises(ScannerSilentError):
        verdict_in(answer, VERSION)


def test_a_version_is_named_with_its_signatures() -> None:
    assert version_of("ClamAV 1.4.3/27812/Sat Nov 21") == VERSION
    assert version_of("ClamAV 1.4.3") == "ClamAV 1.4.3"
    assert version_of("<script>/1") == "ClamAV"


@pytest.mark.parametrize("url", ["http://x", "clamd:", "clamd://", "clamd://h:99999", "file:///x", "clamdscan:"])
def test_another_url_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SettingsError):
        open_scanner(url)


async def test_malware_is_refused_in_words_and_not_kept(guarded: RunningPortal) -> None:
    person = await guarded.bearer(CITIZEN)
    said = await receipt(guarded, person, await upload(guarded, person, BAD))
    assert (said["state"], said["problem_id"]) == ("refused", "malware")
    assert said["problem"] == "Tệp bị nhận diện là mã độc."
    assert not [path for path in (guarded.settings.data_dir / "files").rglob("*") if path.is_file()]


async def test_a_silent_scanner_leaves_a_file_waiting_until_it_speaks(
    guarded: RunningPortal, clamd: ClamdDouble
) -> None:
    clamd.mood = "hangs-up"
    person = await guarded.bearer(CITIZEN)
    good, bad = await upload(guarded, person, CLEAN), await upload(guarded, person, BAD)
    assert (await receipt(guarded, person, good))["state"] == "checking"
    await tick(guarded.deps)
    assert (await receipt(guarded, person, good))["state"] == "checking"
    assert (await receipt(guarded, person, bad))["state"] == "checking"
    clamd.mood = ""
    await tick(guarded.deps)
    assert (await receipt(guarded, person, good))["state"] == "verified"
    assert (await receipt(guarded, person, bad))["state"] == "refused"


async def test_a_file_that_waits_for_the_scanner_cannot_be_filed(guarded: RunningPortal, clamd: ClamdDouble) -> None:
    clamd.mood = "odd"
    person = await guarded.bearer(CITIZEN)
    body = await submission(guarded, person, files=[await file_entry(guarded, person, data=photo())])
    headers = {**person, "Idempotency-Key": new_key()}
    early = await guarded.client.post("/api/v1/dossiers", json=body, headers=headers)
    assert (early.status_code, early.json()["type"]) == (409, "urn:motcua:problem:upload-incomplete")
    assert early.json()["errors"][0]["detail"].startswith("Tệp đang được kiểm tra mã độc")
    clamd.mood = ""
    await tick(guarded.deps)
    filed = await guarded.client.post("/api/v1/dossiers", json=body, headers=headers)
    assert filed.status_code == 201, filed.text
    page = await (await sign_in(guarded)).get(f"/desk/dossiers/{filed.json()['id']}")
    assert f"Không thấy mã độc ({VERSION})" in page.text


async def test_a_file_beyond_the_scanners_limits_is_refused_in_words_and_holds_up_no_other(tmp_path: Path) -> None:
    double = ClamdDouble(stream_limit=5_000)
    async with running_portal(tmp_path / "portal", scanner_url=await double.listen()) as portal:
        double.mood = "hangs-up"
        person = await portal.bearer(CITIZEN)
        large, small = await upload(portal, person, pdf(stream(bytes(9_000), b""))), await upload(portal, person, CLEAN)
        double.mood = ""
        await tick(portal.deps)
        said = await receipt(portal, person, large)
        assert (said["state"], said["problem_id"]) == ("refused", "unscannable")
        assert "quá lớn" in str(said["problem"])
        assert (await receipt(portal, person, small))["state"] == "verified"
    await double.close()


async def test_a_file_that_the_storage_lost_holds_up_no_other(guarded: RunningPortal, clamd: ClamdDouble) -> None:
    clamd.mood = "hangs-up"
    person = await guarded.bearer(CITIZEN)
    await upload(guarded, person, CLEAN)
    (lost,) = (path for path in (guarded.settings.data_dir / "files").rglob("*") if path.is_file())
    lost.unlink()  # the scanner gets no verdict on it, ever
    behind = await upload(guarded, person, CLEAN)
    clamd.mood = ""
    await check_waiting(guarded.deps)
    assert (await receipt(guarded, person, behind))["state"] == "verified"


async def test_a_slow_scanner_holds_up_other_timed_work_for_one_file_only(
    guarded: RunningPortal, clamd: ClamdDouble
) -> None:
    clamd.mood = "hangs-up"
    person = await guarded.bearer(CITIZEN)
    for number in range(3):
        await upload(guarded, person, pdf(stream(b"%d" % number, b"")))
    clamd.mood = ""
    await check_waiting(guarded.deps, round_seconds=0)
    assert len(clamd.scanned) == 1
    await check_waiting(guarded.deps)
    assert len(clamd.scanned) == 3
