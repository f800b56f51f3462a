"""Files that pages are taken from: whether one gives any, and how a scanned one looks."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.documents.checks import HEAD_BYTES, check_content, check_file, find_media_type
from app.documents.drawing import UndrawableError, draw
from app.documents.model import Refused
from app.documents.pictures import NotAPictureError, without_private_data
from forms.procedure import Paper

if TYPE_CHECKING:
    from app.documents.binding import PdfPage

MAX_SOURCE_BYTES = 60 * 1024 * 1024
"""A photo may be larger than what the office takes: it is shrunk before it goes."""


def check_source(data: bytes, paper: Paper, name: str) -> tuple[bytes, str, int] | Refused:
    """Return a clean file with its type and its number of pages, or why it gives none."""
    pictures = ("image/jpeg", "image/png")  # whichever it is, what goes to the office is drawn anew
    wide = paper.model_copy(update={"accept": (*paper.accept, *pictures), "max_bytes": MAX_SOURCE_BYTES})
    media_type = find_media_type(data[:HEAD_BYTES]) or ""
    refused = check_file(data[:HEAD_BYTES], len(data), wide) or check_content(data, media_type)
    if refused is not None:
        return replace(refused, file_name=name)
    try:
        if media_type != "application/pdf":
            return without_private_data(data, media_type), media_type, 1
        from app.documents.binding import UnreadablePdfError, count_pages

        try:
            return data, media_type, count_pages(data)
        except UnreadablePdfError:
            return Refused("damaged", name)
    except (NotAPictureError, UndrawableError):
        return Refused("damaged", name)


def scanned_page(page: "PdfPage") -> bytes | None:
    """Return the picture that a page of a PDF consists of, as a JPEG; None for a page of print."""
    from app.documents.binding import UnreadablePdfError, find_picture

    try:
        picture = find_picture(page.data, page.number)
        return draw(picture, turns=page.turns, detail="clear").jpeg if picture is not None else None
    except (UnreadablePdfError, UndrawableError):
        return None
