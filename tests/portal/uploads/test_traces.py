"""What is found in a file's bytes as they come does not depend on how they are cut, nor on who received them."""

import hashlib
import itertools
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.uploads.joined import Joined
from portal.uploads.traces import EICAR, MAX_NAMES, MAX_STREAMS, Passed, Passing, Traces
from tests.portal.filing import CITIZEN, TUS, metadata, pdf, photo, send
from tests.portal.running import RunningPortal

WORDS = (
    b"stream\n", b"stream\r\n", b"stream\r", b"endstream\n", b"end", b"stream", b"/Launch", b"/L#61unch", b"/Launchpad",
    b"/Encrypt", b"/EncryptMetadata", b"/EmbeddedFile", b"/EmbeddedFiles", b"/#4a#61#76#61#53#63#72#69#70#74", b"/",
    EICAR, EICAR[:20], b" ", b"x" * 70,
)  # fmt: skip
CUTS = st.lists(st.integers(0, 400), max_size=12)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def told(traces: Traces) -> tuple[int, set[str], list[int]]:
    return traces.names, traces.found, list(traces.streams)


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(b"".join), CUTS)
def test_what_is_found_is_the_same_however_the_bytes_are_cut(data: bytes, cuts: list[int]) -> None:
    cut = Traces()
    for piece in pieces(data, cuts):
        cut.take(piece)
    assert told(cut.end()) == told(Traces.of(data))
    assert list(cut.streams) == [
        found.start() for found in re.finditer(rb"stream\r?\n", data) if data[: found.start()][-3:] != b"end"
    ]
    assert ("malware" in cut.found) == (EICAR in data)


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_name_that_two_blocks_share_is_found_and_a_longer_one_is_not_taken_for_it(cut: int) -> None:
    for name, found in ((b"/JavaScript ", {"active-content"}), (b"/EmbeddedFilesOf", set())):
        data = b" " * 30 + name + b" " * 30
        assert Traces().take(data[:cut]).take(data[cut:]).end().found == found


def test_no_more_is_looked_for_than_one_file_may_have() -> None:
    assert len(Traces.of(b"stream\n" * (MAX_STREAMS + 50)).streams) == MAX_STREAMS + 1
    crowded = Traces().take(b"/" * (MAX_NAMES + 100)).take(b"/Launch stream\n" + b" " * 80).end()
    assert (crowded.found, list(crowded.streams)) == (set(), [])
    assert crowded.names > MAX_NAMES


@pytest.mark.parametrize(
    ("head", "found"), [(b"%PDF-1.7 ", {"malware", "active-content"}), (b"\xff\xd8\xff\xe0 ", {"malware"})]
)
def test_names_are_looked_for_in_a_pdf_only_and_malware_in_everything(head: bytes, found: set[str]) -> None:
    passed = Passed()
    for block in (head, b"x" * 70 + b"/Launch " + EICAR, b" stream\n" + b" " * 80):
        passed.take(block)
    assert passed.traces.end().found == found
    assert len(passed.traces.streams) == int("active-content" in found)


def test_slashes_are_counted_however_far_apart_they_are() -> None:
    data = random.Random(2).randbytes(300_000)
    assert Traces.of(data).names == data.count(b"/")


@given(st.binary(max_size=300), CUTS, st.integers(-5, 320), st.integers(-5, 320), st.binary(min_size=1, max_size=3))
def test_files_read_as_one_are_sliced_and_searched_like_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, cuts: list[int], start: int, stop: int, wanted: bytes
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    parts = [folder / str(number) for number in range(len(pieces(data, cuts)))]
    for part, piece in zip(parts, pieces(data, cuts), strict=True):
        part.write_bytes(piece)
    with Joined(parts) as joined:
        assert len(joined) == len(data)
        assert joined[start:stop] == data[start:stop]
        assert joined.find(wanted) == data.find(wanted)
        assert joined.find(wanted, abs(start), abs(stop)) == data.find(wanted, abs(start), abs(stop))


def test_what_lies_far_away_is_found_in_growing_steps(tmp_path: Path) -> None:
    data = random.Random(1).randbytes(5_000_000).replace(b"endstream", b"")
    for place in (0, 4090, 4096, 1_048_570, len(data) - 9):
        path = tmp_path / "part"
        path.write_bytes(data[:place] + b"endstream" + data[place + 9 :])
        with Joined([path]) as joined:
            assert joined.find(b"endstream") == place


def test_only_what_is_exactly_known_of_an_upload_is_given_and_the_last_ones_only() -> None:
    passing = Passing(most=2)
    for name in ("a", "b", "c"):
        passed = passing.find(name, 0)
        assert passed is not None
        passed.take(name.encode() * 5)
        passing.keep(name, passed)
    assert passing.find("a", 5) is None
    assert passing.find("c", 4) is None
    known = passing.find("c", 5)
    assert known is not None
    assert known.sha256 == hashlib.sha256(b"ccccc").hexdigest()
    known.take(b"/Launch, given up" + b" " * 80)
    again = passing.find("c", 5)
    assert again is not None
    assert again.sha256 == hashlib.sha256(b"ccccc").hexdigest()
    assert told(again.traces.end()) == (0, set(), [])
    passing.keep("c", None)
    assert passing.find("c", 5) is None


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(photo(3), None, id="photo"),
        pytest.param(pdf(), None, id="pdf"),
        pytest.param(b"%PDF-1.4 " + b" " * 200 + b"/Launch calc.exe %%EOF", "active-content", id="pdf-launch"),
    ],
)
async def test_a_file_in_pieces_is_judged_alike_by_who_received_it_and_by_who_did_not(
    portal: RunningPortal, data: bytes, problem: str | None, restarts: bool
) -> None:
    me = await portal.bearer(CITIZEN)
    middle = data.find(b"/Launch") + 3 if problem else len(data) // 2
    headers = {"Upload-Length": str(len(data)), "Upload-Metadata": metadata(sha256=hashlib.sha256(data).hexdigest())}
    url = str((await portal.client.post("/api/v1/uploads", headers={**me, **TUS, **headers})).headers["location"])
    assert (await send(portal.client, url, me, data[:middle], offset=0)).status_code == 204
    if restarts:
        portal.deps.extras.pop("uploads.passing")
    assert (await send(portal.client, url, me, data[middle:], offset=middle)).status_code == 204
    receipt = (await portal.client.get(url, headers=me)).json()
    assert receipt["state"] == ("refused" if problem else "verified")
    assert problem is None or "code" in receipt["problem"] or "mã" in receipt["problem"]
    assert problem is not None or receipt["sha256"] == hashlib.sha256(data).hexdigest()


async def test_a_piece_that_lost_its_end_on_the_disk_is_noticed_though_all_of_it_was_received(
    portal: RunningPortal,
) -> None:
    me, data = await portal.bearer(CITIZEN), photo(4)
    headers = {"Upload-Length": str(len(data)), "Upload-Metadata": metadata(sha256=hashlib.sha256(data).hexdigest())}
    url = str((await portal.client.post("/api/v1/uploads", headers={**me, **TUS, **headers})).headers["location"])
    assert (await send(portal.client, url, me, data[:-100], offset=0)).status_code == 204
    (piece,) = (portal.settings.data_dir / "files" / "chunks").glob(f"{url.rpartition('/')[2]}-*")
    piece.write_bytes(piece.read_bytes()[:-50])
    assert (await send(portal.client, url, me, data[-100:], offset=len(data) - 100)).status_code == 204
    assert (await portal.client.get(url, headers=me)).json()["state"] == "refused"
