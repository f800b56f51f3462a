"""A paper's pages as a terminal shows them: pictures, for a reader of PDFs has links, menus and keys of its own."""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.printing.processes import told_by

WIDTH_PX: Final = 1_600
"""As wide as the wider of a terminal's two positions shows it, so that small print is sharp."""
MOST_PAGES: Final = 20
LONGEST_S: Final = 30
PROGRAM: Final = Path(__file__).with_name("drawing.py")


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page."""

    png: bytes
    width: int
    height: int
    words: str
    """What stands on it, line by line; empty for a picture of writing."""


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """The first pages of a paper; ``page_count`` is how many it has."""

    pages: tuple[DrawnPage, ...]
    page_count: int


async def draw_pages(
    paper: bytes, *, most_pages: int = MOST_PAGES, program: Path = PROGRAM, longest_s: float = LONGEST_S
) -> DrawnPaper | None:
    """Return the pages of a PDF, None when it cannot be drawn; nothing of it is written to a disk.

    Args:
        paper: The PDF.
        most_pages: How many of them.
        program: What draws, in a process of its own.
        longest_s: How long that may take.
    """
    pipe = asyncio.subprocess.PIPE
    try:
        drawing = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(program), str(WIDTH_PX), str(most_pages),
            stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        return None
    try:
        told = await told_by(drawing, paper, within_s=longest_s)
    except TimeoutError:
        return None
    return _read(told) if drawing.returncode == 0 else None


def _read(told: bytes) -> DrawnPaper | None:
    first, _, rest = told.partition(b"\n")
    pages: list[DrawnPage] = []
    try:
        page_count = int(json.loads(first)["pages"])
        while rest:
            line, _, rest = rest.partition(b"\n")
            said: dict[str, Any] = json.loads(line)
            png, rest = rest[: said["size"]], rest[said["size"] :]
            words = "\n".join(line.strip() for line in said["words"].splitlines() if line.strip())
            pages.append(DrawnPage(png, said["width"], said["height"], words))
    except (ValueError, KeyError, TypeError):
        return None
    return DrawnPaper(tuple(pages), page_count) if pages else None
