"""A paper's pages become pictures in a process of their own; what breaks that process breaks nothing else."""

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from app.printing.pages import WIDTH_PX, draw_pages

IN_GOOD_TIME = 120.0
"""Seconds, on a machine that others use too."""


def a_paper(count: int, *, size: str | tuple[float, float] = "a4") -> bytes:
    paper = FPDF(format=size)
    paper.set_font("helvetica", size=20)
    for number in range(1, count + 1):
        paper.add_page()
        paper.cell(text=f"Page {number}: https://example.com", link="https://example.com")
    return bytes(paper.output())


async def test_every_page_is_a_picture_with_its_words() -> None:
    drawn = await draw_pages(a_paper(2), longest_s=IN_GOOD_TIME)
    assert drawn is not None
    assert [page.words for page in drawn.pages] == ["Page 1: https://example.com", "Page 2: https://example.com"]
    for page in drawn.pages:
        picture = Image.open(io.BytesIO(page.png))
        assert picture.size == (page.width, page.height)
        assert page.width == WIDTH_PX
        assert picture.convert("L").getextrema() == (0, 255)


async def test_of_a_long_paper_the_first_pages_are_drawn() -> None:
    drawn = await draw_pages(a_paper(3), most_pages=2, longest_s=IN_GOOD_TIME)
    assert drawn is not None
    assert (len(drawn.pages), drawn.page_count) == (2, 3)


async def test_a_page_of_a_hundred_metres_takes_no_more_room_than_another() -> None:
    drawn = await draw_pages(a_paper(1, size=(10, 5_000)), longest_s=IN_GOOD_TIME)
    assert drawn is not None
    assert drawn.pages[0].height <= 8_001


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7 nothing", a_paper(1)[:400]])
async def test_what_is_no_paper_is_not_drawn(broken: bytes) -> None:
    assert await draw_pages(broken) is None


@pytest.mark.parametrize(
    "breaks",
    [
        "import os; os.kill(os.getpid(), 11)",
        "import time; time.sleep(60)",
        "print('nonsense')",
        'print(\'{"pages": 1}\\n{"width": 1, "height": 1, "words": "", "size": "x"}\')',
    ],
)
async def test_a_drawing_that_crashes_hangs_or_raves_is_given_up(breaks: str, tmp_path: Path) -> None:
    program = tmp_path / "breaks.py"
    program.write_text(breaks)
    assert await draw_pages(a_paper(1), program=program, longest_s=2) is None
