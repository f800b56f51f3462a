"""What a file must be to go with an application, and what is said when it is not."""

from dataclasses import dataclass
from typing import Literal

from app.drafts.model import Attachment
from app.vault.model import Write

RefusedReason = Literal[
    "empty",
    "type",
    "heic",
    "too_large",
    "too_many",
    "too_many_pages",
    "damaged",
    "too_many_pixels",
    "encrypted",
    "hidden_data",
    "active_content",
    "embedded_files",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why; ``limit`` counts what it is about: bytes, files, pages, megapixels."""

    reason: RefusedReason
    file_name: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file whose bytes are stored and wait for ``writes`` to be committed with whatever will refer to it."""

    attachment: Attachment
    writes: tuple[Write, ...]
