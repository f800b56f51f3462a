"""Looks for canaries in everything a program leaves behind, however they are written (S5)."""

import base64
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus


def written(canary: str) -> Iterator[tuple[str, bytes]]:
    """Yield how a text could stand in a log, an address or a file: name of the way, bytes."""
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, canary)
        raw = text.encode()
        yield f"{form} utf-8", raw
        yield f"{form} utf-16", text.encode("utf-16-le")
        yield f"{form} JSON", json.dumps(text)[1:-1].encode()
        yield f"{form} repr", ascii(text)[1:-1].encode()
        yield f"{form} address", quote(text, safe="").encode()
        yield f"{form} form", quote_plus(text).encode()
        yield f"{form} hex", raw.hex().encode()
        for start in range(3):  # wherever it begins within a longer text that was encoded
            packed = base64.b64encode(bytes(start) + raw)
            end = -4 if (start + len(raw)) % 3 else None
            core = packed[4 if start else 0 : end]
            yield f"{form} base64", core
            yield f"{form} base64url", core.translate(bytes.maketrans(b"+/", b"-_"))


def find_leaks(canaries: Mapping[str, str], sinks: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return where which canary stands and how, never what it is."""
    ways = [(name, way, data.lower()) for name, canary in canaries.items() for way, data in written(canary)]
    return [
        f"{name} in {sink} as {way}"
        for sink, content in sinks
        for lowered in (content.lower(),)
        for name, way, data in ways
        if len(data) >= 6 and data in lowered
    ]


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file with its name and its content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = str(path.relative_to(folder))
            yield f"file {name}", name.encode() + b"\0" + path.read_bytes()
