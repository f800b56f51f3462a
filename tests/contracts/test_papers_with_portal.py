"""What the device makes of photos and pages is what the portal takes: it refuses place, device and hidden things."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from app.documents.binding import PdfPage, bind
from app.documents.drawing import draw
from app.documents.pages import DETAILS, Detail
from app.documents.pictures import without_private_data
from portal.uploads.inspection import inspect
from tests.app.conftest import photo

NOW = datetime(2026, 11, 22, 3, 42, tzinfo=UTC)


def problem(data: bytes, folder: Path) -> str | None:
    """Return why the portal refuses a file."""
    path = folder / "file"
    path.write_bytes(data)
    return inspect(path).refusal


def print_with_script() -> bytes:
    """Return a PDF of print that runs something when it is opened and carries another file."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.cell(text="A witness's statement")
    paper.embed_file(basename="x.exe", bytes=b"MZ")
    return bytes(paper.output())


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photo_with_place_and_device_is_taken_once_the_device_has_cleaned_it(
    tmp_path: Path, orientation: int
) -> None:
    given = photo(size=(300, 200), orientation=orientation)
    assert problem(given, tmp_path) == "private-data"
    assert problem(without_private_data(given, "image/jpeg"), tmp_path) is None


@pytest.mark.parametrize("detail", DETAILS)
def test_pages_bound_on_the_device_are_taken(tmp_path: Path, detail: Detail) -> None:
    png = io.BytesIO()
    Image.new("LA", (300, 200), (90, 255)).save(png, "PNG")
    photos = [photo(size=(300, 200), orientation=6), photo(size=(300, 200), gps=False), png.getvalue()]
    drawn = [
        draw(without_private_data(one, "image/jpeg") if one[:1] == b"\xff" else one, turns=1, detail=detail)
        for one in photos
    ]
    assert [problem(one.jpeg, tmp_path) for one in drawn] == [None] * 3
    assert problem(bind(drawn, now=NOW), tmp_path) is None


def test_pages_taken_out_of_a_pdf_leave_behind_what_the_portal_refuses(tmp_path: Path) -> None:
    given = print_with_script()
    assert problem(given, tmp_path) is not None
    assert problem(bind([PdfPage(given, 0, turns=1)], now=NOW), tmp_path) is None
