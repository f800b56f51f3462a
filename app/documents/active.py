"""Whether a PDF holds what runs, or other files: the portal refuses such a file, so the person is told before it goes.

This reads as a viewer does and takes the file for honest: one made to deceive is the portal's to find.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final, Literal

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject, read_object

from app.documents.binding import UnreadablePdfError, foreign_bytes

Found = Literal["active_content", "embedded_files"]

_ACTIVE: Final = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/XFA"})
"""Actions and parts that run or send something (ISO 32000-1 12.6.4, 12.7.5, 12.7.8; Adobe supplement 9.6)."""
_EMBEDDED: Final = "/EmbeddedFile"
_DEEPEST: Final = 50
_MAY_NAME: Final = re.compile(
    rb"/(?:JavaScript|Launch|ImportData|SubmitForm|RichMedia|XFA|EmbeddedFile|ObjStm|[^\s/<>()\[\]{}%]*#[0-9A-Fa-f]{2})"
)
"""One of these names, one spelt in another way (7.3.5), or objects that are packed; most scans have none."""


def find_active_content(data: bytes) -> Found | None:
    """Return what of a PDF is refused, None when there is nothing, or when it cannot be read (others tell of that)."""
    if not _MAY_NAME.search(data):
        return None
    names: set[str] = set()
    with suppress(UnreadablePdfError), foreign_bytes():
        for thing in _objects(PdfReader(io.BytesIO(data))):
            names.update(_names(thing))
    if names & _ACTIVE:
        return "active_content"
    return "embedded_files" if _EMBEDDED in names else None


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Yield the trailer and every object of the file, used by a page or not."""
    yield reader.trailer
    ids = {(number, generation) for generation, places in reader.xref.items() for number in places}
    ids |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(ids):
        found = reader.get_object(IndirectObject(number, generation, reader))
        yield found
        if isinstance(found, StreamObject) and found.get("/Type") == "/ObjStm":
            yield from _packed(found, reader)


def _packed(stream: Any, reader: PdfReader) -> Iterator[Any]:
    """Yield the objects packed into a stream (ISO 32000-1 7.5.7), also of one that the file's table leaves out."""
    data, first = stream.get_data(), int(stream["/First"])
    places = [int(word) for word in data[:first].split()][1::2]
    for place in places[: int(stream["/N"])]:
        yield read_object(io.BytesIO(data[first + place :]), reader)


def _names(thing: Any, depth: int = 0) -> Iterator[str]:
    """Yield every name within one object; others that it points to are looked at by themselves."""
    if isinstance(thing, NameObject):
        yield str(thing)
    elif depth < _DEEPEST and isinstance(thing, DictionaryObject):
        for key in thing:
            yield str(key)
            yield from _names(thing.raw_get(key), depth + 1)
    elif depth < _DEEPEST and isinstance(thing, ArrayObject):
        for one in list.__iter__(thing):
            yield from _names(one, depth + 1)
