"""What a screen asks of the device it runs on: open a page, choose a file, copy, save, show a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

FILE_TYPES = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "application/pdf": ("pdf",),
    "application/vnd.motcua.draft": ("motcua",),
}
"""Extensions offered by the file dialog; what a file really is, its content says (``app.documents``)."""


@dataclass(frozen=True, slots=True)
class PickedFile:
    """A file the person chose, in memory: nothing readable is left in a folder."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TooLargeFile:
    """A file above the limit; it was not read."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that could not be read whole: it was changed or gone between choosing and reading."""

    name: str


Picked = PickedFile | TooLargeFile | UnreadFile

PickResult = Picked | None
"""None: the person closed the dialog."""


class Device(Protocol):
    """Implemented by ``FletDevice``; a test gives its own."""

    async def open_url(self, url: str) -> None:
        """Show a page outside the app: in the same tab of a browser window, else in the system browser."""

    async def pick_file(self, *, media_types: Sequence[str], max_bytes: int) -> PickResult:
        """Let the person choose one file."""

    async def pick_files(self, *, media_types: Sequence[str], max_bytes: int) -> tuple[Picked, ...]:
        """Let the person choose any number of files; none when they closed the dialog."""

    async def copy(self, text: str) -> None:
        """Put ``text`` on the clipboard."""

    async def save_file(self, name: str, data: bytes) -> bool:
        """Let the person keep a file; False when they closed the dialog."""

    async def open_file(self, name: str, data: bytes, *, media_type: str = "application/pdf") -> None:
        """Show a document so that it can be read and printed."""


def extensions_of(media_types: Sequence[str]) -> list[str]:
    """Return the file name extensions of ``media_types``."""
    return [extension for media_type in media_types for extension in FILE_TYPES.get(media_type, ())]
