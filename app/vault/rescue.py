"""A damaged file is set aside as it is, and a new one made of every record in it that still opens."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.vault.carving import Row, carve
from app.vault.contents import Item, Piece, Record, SetAside
from app.vault.errors import VaultDamagedError
from app.vault.file import FILE_NAME, put_in_place
from app.vault.journal import Journal
from app.vault.lock import sync_folder
from app.vault.rebuilding import write_fresh
from app.vault.schema import BLOB
from app.vault.sealing import NotAuthenticError, Seal


def rescue(folder: Path, seal: Seal, *, now: str) -> None:
    """Put a new file with what opens in place of the damaged one, which stays beside it; nobody has it open.

    Raises:
        VaultDamagedError: nothing in it opens under this key; it stays where it is.
    """
    saved = _Saved(carve(folder / FILE_NAME), seal)
    if not saved.records:
        raise VaultDamagedError("nothing in the file opens")
    write_fresh(folder, saved.items(now), seal=seal, number=saved.number, now=now)
    _keep_aside(folder)
    put_in_place(folder)


def undo_unfinished(folder: Path) -> None:
    """Give the damaged file its log back where a rescue ended before the new file took its place."""
    damaged = folder / FILE_NAME
    for aside in folder.glob("damaged-*.db"):
        log = aside.with_name(f"{aside.name}-wal")
        if log.exists() and damaged.exists() and aside.samefile(damaged):
            log.replace(folder / f"{FILE_NAME}-wal")
            aside.unlink()


class _Saved:
    """The newest version of each record found, by the journal as far as that was found too."""

    def __init__(self, rows: Iterable[Row], seal: Seal) -> None:
        self._seal = seal
        self.records: dict[tuple[str, str], Record] = {}
        self._chunks: list[tuple[bytes, int, bytes]] = []
        self._aside: list[SetAside] = []
        journal: dict[int, bytes] = {}
        unread: list[tuple[bytes, int, bytes]] = []
        for row in rows:
            match row:
                case None, [str(kind), bytes(name), int(version), bytes(sealed)]:
                    if not self._takes(kind, name, version, sealed):
                        unread.append((name, version, sealed))
                case int(number), [None, bytes(sealed)] if self._opens(sealed, "journal", number):
                    journal[number] = sealed
                case int(), [bytes(name), int(number), bytes(sealed)]:
                    self._chunks.append((name, number, sealed))
        self._journal = Journal(seal)
        self._journal.replay(sorted(journal.items()))
        for item in unread:  # perhaps it is only the kind that is damaged
            any(self._takes(kind, *item) for kind in self._journal.kinds())
        versions = [record.version for record in self.records.values()]
        self.number = max([self._journal.number, *versions])

    def items(self, now: str) -> Iterator[Item]:
        """Yield what is to be in the new file."""
        yield SetAside("", b"", 0, b"", "file_damaged", now)
        if not self._journal.is_whole:
            yield SetAside("", b"", 0, b"", "unchecked", now)
        yield from self._newest(now)
        editions = {
            id_: json.loads(head.plain)["edition"] for (kind, id_), head in self.records.items() if kind == BLOB
        }
        yield from self._pieces(editions)

    def _newest(self, now: str) -> Iterator[Item]:
        for kind in self._journal.kinds():
            for id_, version in self._journal.of(kind).items():
                found = self.records.get((kind, id_))
                if found is None:
                    yield SetAside(kind, id_, version, b"", "missing", now)
                elif found.version < version:
                    sealed = self._seal.close(found.plain, kind, id_, found.version)
                    yield SetAside(kind, id_, found.version, sealed, "put_back", now)
        for (kind, id_), record in self.records.items():
            known = self._journal.of(kind).get(id_)
            is_deleted = known is None and self._journal.is_whole and record.version <= self._journal.number
            if not is_deleted and record.version >= (known or 0):
                yield record

    def _pieces(self, editions: dict[str, str]) -> Iterator[Piece]:
        done: set[tuple[str, int]] = set()
        for name, number, sealed in self._chunks:
            try:
                blob_id = self._seal.open_name(name, BLOB)
                edition = editions[blob_id]
                plain = self._seal.open(sealed, "chunk", blob_id, edition, number)
            except (NotAuthenticError, KeyError):
                continue
            if (blob_id, number) not in done:
                done.add((blob_id, number))
                yield Piece(blob_id, edition, number, plain)

    def _takes(self, kind: str, name: bytes, version: int, sealed: bytes) -> bool:
        try:
            id_ = self._seal.open_name(name, kind)
            plain = self._seal.open(sealed, kind, id_, version)
        except NotAuthenticError:
            return False
        known = self.records.get((kind, id_))
        if known is None or known.version < version:
            self.records[kind, id_] = Record(kind, id_, version, plain)
        return True

    def _opens(self, sealed: bytes, *place: str | int) -> bool:
        try:
            self._seal.open(sealed, *place)
        except NotAuthenticError:
            return False
        return True


def _keep_aside(folder: Path) -> None:
    """Keep the damaged file and its log under another name; afterwards no old log can meet the new file."""
    number = len(list(folder.glob("damaged-*.db"))) + 1
    for ending in ("", "-wal"):
        damaged = folder / f"{FILE_NAME}{ending}"
        if damaged.exists():
            aside = folder / f"damaged-{number}.db{ending}"
            if ending:
                damaged.replace(aside)
            else:
                _link(damaged, aside)
    (folder / f"{FILE_NAME}-shm").unlink(missing_ok=True)
    sync_folder(folder)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
