"""Files in an S3-compatible object store: ``s3://bucket/prefix?endpoint=https://host&region=name``.

Keys come from the environment (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY`` and what else AWS's tools read), never
from the URL, which stands in process lists. An object appears whole or not at all, so that a chunk gathers in a
temporary file of this machine, which has no name and is gone with the process, and is put when it is finished.
"""

import contextlib
import hashlib
import logging
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, ClassVar, Self, cast
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from portal.settings import SettingsError
from portal.storage.folder import disk_errors
from portal.storage.model import BLOCK, StorageUnreachableError, StoredFile, file_name, shelf

OPTIONS = {"endpoint", "region"}
IN_MEMORY_BYTES = 1024 * 1024
"""A chunk up to this long gathers in memory, a longer one in a temporary file."""

WAIT = timedelta(seconds=20)
NAMES_AT_ONCE = 500

log = logging.getLogger("portal.storage")


def open_s3(url: str) -> "S3Storage":
    """Return the storage of an ``s3://`` URL.

    Raises:
        SettingsError: for a URL without a bucket or with options that are not known.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not parts.netloc or parts.username is not None or set(options) - OPTIONS:
        raise SettingsError(
            "Write s3://bucket/prefix?endpoint=https://host&region=name; keys come from AWS_* variables."
        )
    config: dict[str, Any] = {"region": options.get("region", "us-east-1")}
    if "endpoint" in options:
        config["endpoint"] = options["endpoint"]
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=cast("Any", config),
        client_options={"allow_http": options.get("endpoint", "").startswith("http://"), "timeout": WAIT},
        retry_config={
            "max_retries": 3,
            "retry_timeout": WAIT,
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2), "base": 2},
        },
    )
    return S3Storage(store)


class S3Storage:
    """Chunks under ``chunks/``, finished files under ``files/``."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    def write_chunk(self, name: str) -> "S3Chunk":
        """Return a writer for a new chunk."""
        return S3Chunk(self._store, f"chunks/{name}")

    def chunk_names(self) -> list[str]:
        """Return the names of all chunks."""
        return [name for batch in self._list("chunks/") for name, _ in batch]

    def delete_chunks(self, names: Sequence[str]) -> None:
        """Remove chunks."""
        self._delete([f"chunks/{name}" for name in names])

    @contextlib.contextmanager
    def assemble(self, chunks: Sequence[str], file_id: str) -> Iterator["S3File"]:
        """Join chunks in a temporary file of this machine."""
        with _file_of_this_process() as (file, path):
            with store_errors(), disk_errors():
                for name in chunks:
                    for block in obstore.get(self._store, f"chunks/{name}").stream(min_chunk_size=BLOCK):
                        file.write(bytes(block))
                file.flush()
            yield S3File(path, file.tell(), store=self._store, file_id=file_id)

    def store(self, data: bytes, file_id: str) -> StoredFile:
        """Keep ``data``."""
        sha256 = hashlib.sha256(data).hexdigest()
        name = file_name(sha256, file_id)
        with store_errors():
            obstore.put(self._store, f"files/{shelf(name)}", data)
        return StoredFile(name, sha256, len(data))

    def find_size(self, name: str) -> int | None:
        """Return the bytes of a finished file."""
        path = f"files/{shelf(name)}"
        try:
            with store_errors():
                return obstore.head(self._store, path)["size"]
        except FileNotFoundError:
            pass  # an answer to HEAD has no body: it does not say whether the file is not there, or the whole bucket
        try:
            with store_errors():
                return obstore.get(self._store, path).meta["size"]
        except FileNotFoundError:
            return None

    def file_names(self, *, before: datetime) -> Iterator[list[str]]:
        """Yield the names of finished files."""
        for batch in self._list("files/"):
            yield [name for name, written_at in batch if written_at < before]

    def delete(self, names: Sequence[str]) -> None:
        """Remove finished files."""
        self._delete([f"files/{shelf(name)}" for name in names])

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Yield a finished file's content."""
        with store_errors():
            found = await obstore.get_async(self._store, f"files/{shelf(name)}")
            async for block in found.stream(min_chunk_size=BLOCK):
                yield bytes(block)

    def _list(self, prefix: str) -> Iterator[list[tuple[str, datetime]]]:
        with store_errors():
            for batch in obstore.list(self._store, prefix, chunk_size=NAMES_AT_ONCE):
                yield [(found["path"].rpartition("/")[2], found["last_modified"]) for found in batch]

    def _delete(self, paths: list[str]) -> None:
        if paths:
            with contextlib.suppress(FileNotFoundError), store_errors():
                obstore.delete(self._store, paths)


@contextlib.contextmanager
def _file_of_this_process() -> Iterator[tuple[BinaryIO, Path]]:
    """Give a temporary file and a path to it; on Linux it has no name, so that it is gone with a killed process."""
    if sys.platform == "linux":
        with tempfile.TemporaryFile() as file:
            yield cast("BinaryIO", file), Path(f"/proc/self/fd/{file.fileno()}")
    else:
        with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
            path = Path(folder) / "whole"
            with path.open("wb") as named:
                yield named, path


@dataclass(frozen=True, slots=True)
class S3File:
    """A whole file on this machine, not yet in the store."""

    path: Path
    size_bytes: int
    store: S3Store
    file_id: str
    is_as_received: ClassVar[bool] = False

    @property
    def parts(self) -> tuple[Path, ...]:
        """Return where it lies."""
        return (self.path,)

    def joined(self) -> Path:
        """Return where it lies."""
        return self.path

    def keep(self, sha256: str) -> StoredFile:
        """Put it into the store."""
        name = file_name(sha256, self.file_id)
        with store_errors():
            obstore.put(self.store, f"files/{shelf(name)}", self.path, max_concurrency=2)
        return StoredFile(name, sha256, self.size_bytes)


class S3Chunk:
    """A chunk that is put when it is finished."""

    def __init__(self, store: S3Store, path: str) -> None:
        self._store = store
        self._path = path
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  closed by __exit__
        self.size_bytes = 0

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Let go of the temporary file."""
        self._file.close()

    def write(self, data: bytes | memoryview) -> None:
        """Append ``data``."""
        with disk_errors():
            self._file.write(data)
        self.size_bytes += len(data)

    def finish(self) -> None:
        """Put what was written."""
        if self.size_bytes:
            self._file.seek(0)
            with store_errors():
                obstore.put(self._store, self._path, cast("BinaryIO", self._file), max_concurrency=2)


@contextlib.contextmanager
def store_errors() -> Iterator[None]:
    """Translate what the object store's library raises; the log tells what the store said against us."""
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        said = re.search(r"<Code>(\w+)</Code>", str(error))
        reason = said[1] if said else type(error).__name__
        if isinstance(error, FileNotFoundError) and reason != "NoSuchBucket":
            raise
        log.warning("the object store does not serve us: %s", reason)
        raise StorageUnreachableError(reason) from error
