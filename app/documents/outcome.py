"""What pages come to before they are kept: the files the office would get."""

from dataclasses import dataclass

from app.documents.model import Refused
from forms.procedure import Paper


@dataclass(frozen=True, slots=True)
class File:
    """A file that pages were made into, before it is kept."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the office would get: the files, the size of what they were made from, and pages hard to read."""

    files: tuple[File, ...]
    source_bytes: int
    faint: tuple[str, ...] = ()
    """Ids of the pages with so few pixels that print can hardly be read."""

    @property
    def size_bytes(self) -> int:
        """Return the size of all files."""
        return sum(len(file.data) for file in self.files)

    def refusal(self, paper: Paper) -> Refused | None:
        """Return why the paper does not take these files, None when it does."""
        if len(self.files) > paper.max_files:
            return Refused("too_many", limit=paper.max_files)
        largest = max(self.files, key=lambda file: len(file.data), default=None)
        if largest is not None and len(largest.data) > paper.max_bytes:
            return Refused("too_large", largest.name, limit=paper.max_bytes)
        return None
