"""A portal whose catalogue is another at every question: whole, then by differences, then whole again."""

import base64
import gzip
import hashlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from api_client.catalogue import LINES

COUNT = 300
PIECE = 250
CALENDAR = {"first": "2026-01-01", "last": "2027-12-31", "holidays": [], "worked_weekends": []}


def procedures(version: int) -> dict[str, dict[str, Any]]:
    """Return the catalogue of a version by code: a few change, one goes and one comes each time."""
    numbers = range(version, version + COUNT)
    return {
        f"1.{number:06d}": _procedure(number, version - version % 7 if number % 5 else version) for number in numbers
    }


def _procedure(number: int, changed: int) -> dict[str, Any]:
    name = f"Thủ tục số {number} sửa lần {changed}"
    text = hashlib.sha256(name.encode()).hexdigest() * 20
    return {
        "code": f"1.{number:06d}", "version": str(changed), "name": {"vi": name}, "summary": {},
        "original": [{"heading": "trinh_tu", "text": text}],
    }  # fmt: skip


def whole(version: int) -> dict[str, Any]:
    """Return a version as it is shipped."""
    listed = list(procedures(version).values())
    return {"version": str(version), "built_on": "2026-11-22", "procedures": listed, "calendar": CALENDAR}


def write_shipped(folder: Path) -> Path:
    """Write version 1 as the app ships it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "catalogue.json.gz"
    path.write_bytes(gzip.compress(json.dumps(whole(1)).encode(), mtime=0))
    return path


def answer(since: int) -> tuple[int, bytes]:
    """Return the version after ``since``, packed line by line: every third time whole."""
    new, old = procedures(since + 1), procedures(since)
    head: dict[str, Any] = {"version": str(since + 1), "built_on": "2026-11-22"}
    lines = new
    if (since + 1) % 3 == 0:
        head["calendar"] = CALENDAR
    else:
        lines = {code: value for code, value in new.items() if old.get(code) != value}
        head |= {"since": str(since), "removed": [code for code in old if code not in new]}
    head["count"] = len(lines)
    return since + 1, gzip.compress(
        b"".join(json.dumps(line).encode() + b"\n" for line in [head, *lines.values()]), mtime=0
    )


class _Pieces(httpx.AsyncByteStream):
    def __init__(self, content: bytes, pause_seconds: float) -> None:
        self.content, self.pause = content, pause_seconds

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.content), PIECE):
            time.sleep(self.pause)  # noqa: ASYNC251  a process that waits is killed at any place
            yield self.content[start : start + PIECE]


def portal(*, pause_seconds: float = 0.0, tell: Any = None) -> httpx.MockTransport:
    """Return the way to that portal; ``tell`` hears which version is asked about, and from which byte on."""

    def handler(request: httpx.Request) -> httpx.Response:
        since = int(request.url.params["since"] or 0)
        version, content = answer(since)
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        headers = {
            "Content-Type": LINES, "Content-Encoding": "gzip", "ETag": f'"{version}-{since}"',
            "Repr-Digest": f"sha-256=:{digest}:",
        }  # fmt: skip
        first = 0
        if request.headers.get("if-range") == headers["ETag"]:
            first = int(request.headers["range"].removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        if tell is not None:
            tell(since, first)
        if first >= len(content):
            return httpx.Response(416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
        status = 206 if first else 200
        return httpx.Response(status, headers=headers, stream=_Pieces(content[first:], pause_seconds))

    return httpx.MockTransport(handler)
