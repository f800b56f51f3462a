"""What has come of a download, in a file beside the catalogue: the next start goes on where this one was cut."""

import contextlib
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from api_client.catalogue import About

DATA, ABOUT = "catalogue.part", "catalogue.part.json"
LONGEST_ABOUT: Final = 4096


class PartFile:
    """A part of a download; in memory where nothing can be written.

    The file is no older than what is said of it: that is written after the old bytes are gone and before new ones come.
    Bytes are not forced to the disk, for the digest of the whole proves them in the end.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: bytearray | None = None if folder else bytearray()
        self._about: About | None = None
        if folder is not None:
            with contextlib.suppress(OSError, ValueError, TypeError):
                text = (folder / ABOUT).read_bytes()[:LONGEST_ABOUT]
                self._about = About(**{name: str(value) for name, value in json.loads(text).items()})

    @property
    def about(self) -> About | None:
        """Return what it is a part of, None when there is nothing."""
        return self._about

    @property
    def size(self) -> int:
        """Return how many bytes are here."""
        if self._memory is not None:
            return len(self._memory)
        try:
            return self._path(DATA).stat().st_size if self._about else 0
        except OSError:
            return 0

    def begin(self, about: About) -> None:
        """Forget what there was; another download begins."""
        self.clear()
        self._about = about
        if self._memory is None:
            try:
                self._path(ABOUT).parent.mkdir(parents=True, exist_ok=True)
                self._path(ABOUT).write_text(json.dumps(asdict(about)), encoding="utf-8")
            except OSError:
                self._memory = bytearray()

    def write(self, chunk: bytes) -> None:
        """Add what came."""
        if self._memory is None:
            size = self.size
            try:
                with self._path(DATA).open("ab") as file:
                    file.write(chunk)
                return
            except OSError:  # no room: go on in memory with what is here
                self._memory = bytearray(self._read()[:size])
        self._memory += chunk

    def content(self) -> bytes:
        """Return all that is here."""
        return bytes(self._memory) if self._memory is not None else self._read()

    def sha256(self) -> str:
        """Return the digest of all that is here, in hex."""
        return hashlib.sha256(self.content()).hexdigest()

    def clear(self) -> None:
        """Forget everything."""
        self._about = None
        if self._memory is not None:
            self._memory = bytearray()
        if self._folder is not None:
            for name in (DATA, ABOUT):
                with contextlib.suppress(OSError):
                    (self._folder / name).unlink(missing_ok=True)

    def _read(self) -> bytes:
        try:
            return self._path(DATA).read_bytes()
        except OSError:
            return b""

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / name
