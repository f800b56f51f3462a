"""Photos and pages of PDFs bound into one PDF."""

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, StreamObject

from app.documents.drawing import Drawn

LONG_SIDE_POINTS: Final = 842.0
"""The longer side of a photo's page, that of A4 (ISO 216); the other follows the photo."""

_MOST_PREVIEW_PIXELS: Final = 40_000_000

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its warnings quote what stands in the file


class UnreadablePdfError(ValueError):
    """A PDF whose pages cannot be taken out."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page of a PDF, turned clockwise by so many quarters."""

    data: bytes
    number: int
    turns: int = 0


def count_pages(data: bytes) -> int:
    """Return how many pages a PDF has.

    Raises:
        UnreadablePdfError: it cannot be told, or the PDF is locked.
    """
    with foreign_bytes():
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise UnreadablePdfError
        return len(reader.pages)


def find_picture(data: bytes, number: int) -> bytes | None:
    """Return the picture that a scanned page consists of, None for a page of print."""
    with foreign_bytes():
        page = PdfReader(io.BytesIO(data)).pages[number]
        held = page.get("/Resources", DictionaryObject()).get_object().get("/XObject", DictionaryObject()).get_object()
        pictures = [one for one in (held[name].get_object() for name in held) if one.get("/Subtype") == "/Image"]
        if len(pictures) != 1 or pictures[0]["/Width"] * pictures[0]["/Height"] > _MOST_PREVIEW_PIXELS:
            return None
        shown = io.BytesIO()
        picture = page.images[0].image
        if picture is None:
            return None
        picture.rotate(-int(page.get("/Rotate", 0)), expand=True).convert("RGB").save(shown, "JPEG", quality=80)
        return shown.getvalue()


def bind(pages: Sequence[Drawn | PdfPage], *, now: datetime) -> bytes:
    """Return one PDF of these pages in this order; of each PDF only the pages come along.

    Args:
        pages: Photos as drawn, and pages of PDFs.
        now: The PDF's date; it says nothing else of who made it.

    Raises:
        UnreadablePdfError: a page of a PDF cannot be taken out.
    """
    with foreign_bytes():
        writer, readers = PdfWriter(), dict[int, PdfReader]()
        for page in pages:
            if isinstance(page, Drawn):
                _add_picture(writer, page)
            else:
                reader = readers.setdefault(id(page.data), PdfReader(io.BytesIO(page.data)))
                _add_page(writer, reader.pages[page.number], turns=page.turns)
        writer.metadata = {"/CreationDate": now.strftime("D:%Y%m%d%H%M%S+00'00'")}
        bound = io.BytesIO()
        writer.write(bound)
        return bound.getvalue()


def _add_page(writer: PdfWriter, page: PageObject, *, turns: int) -> None:
    added = writer.add_page(page)
    added.pop("/AA", None)  # nothing happens by itself when the page is opened
    if turns:
        added.rotate(90 * turns)


def _add_picture(writer: PdfWriter, drawn: Drawn) -> None:
    """Add a page that is one picture (ISO 32000-1 8.9.5); the JPEG goes in as it is (7.4.8)."""
    scale = LONG_SIDE_POINTS / max(drawn.width, drawn.height)
    width, height = drawn.width * scale, drawn.height * scale
    picture = StreamObject()
    picture.set_data(drawn.jpeg)
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(drawn.width),
            NameObject("/Height"): NumberObject(drawn.height),
            NameObject("/ColorSpace"): NameObject("/DeviceGray" if drawn.is_grey else "/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    content = DecodedStreamObject()
    content.set_data(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode())
    page = writer.add_blank_page(width, height)
    named = DictionaryObject({NameObject("/P"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    page[NameObject("/Contents")] = writer._add_object(content)


@contextmanager
def foreign_bytes() -> Iterator[None]:
    """Translate whatever reading somebody else's PDF raises."""
    try:
        yield
    except UnreadablePdfError:
        raise
    except Exception as error:  # pypdf 7 raises KeyError, TypeError, RecursionError ... on damaged files
        raise UnreadablePdfError from error
