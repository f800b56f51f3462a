"""A download of the catalogue goes on where it was cut, and what came is proven before it counts."""

import base64
import gzip
import hashlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from api_client.catalogue import LINES
from api_client.errors import NotThePortal, PortalError
from app.catalogue.part import PartFile
from tests.api_client.answers import answer, portal_that

CONTENT = gzip.compress(b"".join(b'{"line": %d}\n' % number for number in range(5_000)), mtime=0)


def digest(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


class Cut(httpx.AsyncByteStream):
    """Bytes, then the connection breaks."""

    def __init__(self, content: bytes, *, at: int | None) -> None:
        self.content, self.at = content, at

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content if self.at is None else self.content[: self.at]
        if self.at is not None:
            raise httpx.ReadError("cut")


class Server:
    """Serves ``content``, breaking every connection after ``piece`` bytes."""

    def __init__(self, content: bytes = CONTENT, *, piece: int | None = None, etag: str = '"1"') -> None:
        self.content, self.piece, self.etag = content, piece, etag
        self.said_digest: str | None = None
        self.sent: list[tuple[int, int]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        wanted, status = 0, 200
        headers = {
            "Content-Type": LINES, "Content-Encoding": "gzip", "ETag": self.etag,
            "Repr-Digest": self.said_digest if self.said_digest is not None else digest(self.content),
        }  # fmt: skip
        if request.headers.get("if-range") == self.etag and "range" in request.headers:
            wanted, status = int(request.headers["range"].removeprefix("bytes=").rstrip("-")), 206
            headers["Content-Range"] = f"bytes {wanted}-{len(self.content) - 1}/{len(self.content)}"
            if wanted >= len(self.content):
                return httpx.Response(416, headers={**headers, "Content-Range": f"bytes */{len(self.content)}"})
        rest = self.content[wanted:]
        at = self.piece if self.piece is not None and self.piece < len(rest) else None
        self.sent.append((wanted, status))
        return httpx.Response(status, headers=headers, stream=Cut(rest, at=at))


async def bring(server: Callable[[httpx.Request], httpx.Response], part: PartFile, since: str = "v0") -> bool:
    return await portal_that(server).catalogue.changes(since=since, part=part)


@pytest.fixture(params=["file", "memory"])
def part(request: pytest.FixtureRequest, tmp_path: Path) -> PartFile:
    return PartFile(tmp_path if request.param == "file" else None)


@pytest.mark.parametrize("piece", [1, 7, 999, len(CONTENT) // 2, len(CONTENT) - 1])
async def test_it_goes_on_where_it_was_cut(part: PartFile, piece: int) -> None:
    server = Server(piece=max(piece, len(CONTENT) // 40))
    cuts = 0
    while True:
        try:
            assert await bring(server, part)
            break
        except PortalError:
            cuts += 1
    assert part.content() == CONTENT
    assert [start for start, _ in server.sent] == [server.piece * n for n in range(cuts + 1)]
    assert [status for _, status in server.sent] == [200] + [206] * cuts


async def test_a_new_program_goes_on_where_the_last_one_was_killed(tmp_path: Path) -> None:
    with pytest.raises(PortalError):
        await bring(Server(piece=100), PartFile(tmp_path))
    server = Server()
    part = PartFile(tmp_path)
    assert await bring(server, part)
    assert server.sent == [(100, 206)]
    assert part.content() == CONTENT


async def test_what_changed_meanwhile_begins_anew(part: PartFile) -> None:
    with pytest.raises(PortalError):
        await bring(Server(piece=100), part)
    newer = Server(gzip.compress(b"newer"), etag='"2"')
    assert await bring(newer, part)
    assert newer.sent == [(0, 200)]
    assert part.content() == newer.content


async def test_another_version_asked_about_begins_anew(part: PartFile) -> None:
    with pytest.raises(PortalError):
        await bring(Server(piece=100), part)
    server = Server()
    assert await bring(server, part, since="v1")
    assert server.sent == [(0, 200)]


async def test_all_of_it_is_here_already(part: PartFile) -> None:
    assert await bring(Server(), part)
    server = Server()
    assert await bring(server, part)
    assert server.sent == []
    assert part.content() == CONTENT


@pytest.mark.parametrize("place", [0, 50, 150, len(CONTENT) - 1])
async def test_bytes_changed_on_the_way_are_thrown_away(part: PartFile, place: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[place] ^= 1
    server = Server(bytes(damaged), piece=100)
    server.said_digest = digest(CONTENT)
    with pytest.raises(PortalError):
        await bring(server, part)
    server.piece = None
    with pytest.raises(NotThePortal):
        await bring(server, part)
    assert (part.size, part.about) == (0, None)
    assert await bring(Server(), part)


async def test_pieces_without_a_proof_are_not_joined(part: PartFile) -> None:
    server = Server(piece=100)
    server.said_digest = ""
    with pytest.raises(PortalError):
        await bring(server, part)
    server.piece = None
    with pytest.raises(NotThePortal):
        await bring(server, part)
    assert await bring(server, part)  # in one piece it is taken


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Range": "bytes 5-9/10"},
        {"Content-Range": "bytes x"},
        {"Content-Range": f"bytes 100-{len(CONTENT) - 1}/{len(CONTENT)}", "ETag": '"other"'},
    ],
)
async def test_a_piece_of_something_else_is_not_joined(part: PartFile, headers: dict[str, str]) -> None:
    with pytest.raises(PortalError):
        await bring(Server(piece=100), part)

    def odd(request: httpx.Request) -> httpx.Response:
        said = {"Content-Type": LINES, "Content-Encoding": "gzip", "ETag": '"1"', **headers}
        return httpx.Response(206, headers=said, stream=Cut(b"odd", at=None))

    with pytest.raises(PortalError):
        await bring(odd, part)
    assert part.size == 0


async def test_a_page_of_the_hotel_leaves_what_is_here(part: PartFile) -> None:
    with pytest.raises(PortalError):
        await bring(Server(piece=100), part)
    with pytest.raises(NotThePortal):
        await bring(lambda _: answer(200, b"<html>Hotel</html>", "text/html"), part)
    assert part.size == 100
    assert await bring(Server(), part)


async def test_what_was_refused_is_not_sent_again(part: PartFile) -> None:
    seen: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("if-none-match"))
        return answer(304, b"", "")

    assert not await portal_that(handler).catalogue.changes(since="v0", part=part, refused='"1"')
    assert seen == ['"1"']


async def test_an_endless_download_is_given_up(part: PartFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api_client.catalogue.LIMIT_BYTES", 1000)
    with pytest.raises(NotThePortal):
        await bring(Server(b"x" * 2000), part)
    assert part.size == 0


async def test_a_full_disk_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "catalogue.part").mkdir()  # nothing can be written there
    part = PartFile(tmp_path)
    assert await bring(Server(), part)
    assert part.content() == CONTENT
