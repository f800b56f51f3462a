"""What an author must mend."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContentError:
    """One thing an author must mend: in which file and line, which field, and what to do."""

    file: str
    where: str
    """The field, dotted from the top of the file: ``papers.0.title``; empty when the whole file is meant."""
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.message}" if self.where else f"{place}: {self.message}"


class ContentBrokenError(Exception):
    """The contents cannot be built; ``errors`` says why."""

    def __init__(self, errors: Sequence[ContentError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)
