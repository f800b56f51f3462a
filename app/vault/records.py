"""The vault's records in its SQLite file, used by one thread only."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from app.vault import schema
from app.vault.contents import (
    Record,
    SetAside,
    name_of,
    put_record,
    read_quarantine,
    set_aside,
)
from app.vault.errors import (
    FileDamagedError,
    VaultDamagedError,
    VaultFullError,
    VaultReadOnlyError,
)
from app.vault.file import FILE_NAME, begin_log, connect, refuse_unsound, transaction, translated, use_log
from app.vault.journal import Journal
from app.vault.key_check import check_key, write_key_check
from app.vault.model import Finding, Reason
from app.vault.rebuilding import discard_unfinished, reseal, upgrade
from app.vault.remains import Remains, read_remains
from app.vault.rescue import rescue, undo_unfinished
from app.vault.sealing import NotAuthenticError, Seal

T = TypeVar("T")

Commit = dict[tuple[str, str], int | None]
"""What a transaction changed so far, for the journal."""


class Records:
    """Sealed records in one SQLite file. Every method runs on the thread that made the object."""

    def __init__(self, folder: Path, seal: Seal, *, clock: Callable[[], datetime]) -> None:
        """Open or create the file; an older version is rebuilt first, a damaged one as far as it opens.

        Raises:
            WrongKeyError: the file was made with another key.
            VaultDamagedError: it is not a vault, or nothing in it opens.
            VaultTooNewError: a newer app made it; it is as it was.
        """
        self._folder = folder
        self._seal = seal
        self._clock = clock
        self._is_open = False
        self._unwritten: list[SetAside] = []
        self.found = 0
        """How often something was set aside since this was opened."""
        with translated(folder):
            discard_unfinished(folder)
            self._open_or_rescue()

    # --- opening ------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        with translated(self._folder):
            self._connection = connect(self._folder / FILE_NAME)
        try:
            with translated(self._folder):
                self._prepare()
        except BaseException:
            self._connection.close()
            raise
        self._is_open = True

    def _prepare(self) -> None:
        version = schema.readable_version_of(self._connection)
        if version == 0:
            self._create()
        else:
            check_key(self._connection, self._seal)
        if 0 < version < schema.VERSION:
            upgrade(self._connection, self._folder, self._seal, now=self._now())
            self._connection = connect(self._folder / FILE_NAME)
        use_log(self._connection)
        self._journal = Journal(self._seal)
        self._journal.load(self._connection)
        if not self._journal.is_whole:
            refuse_unsound(self._connection)
            self._learn_again()
        self._drop_staged_chunks()
        begin_log(self._connection, self._folder)

    def _create(self) -> None:
        if self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise FileDamagedError("not a vault")
        use_log(self._connection)
        with transaction(self._connection):
            schema.create(self._connection)
            write_key_check(self._connection, self._seal)
            Journal(self._seal).write_all(self._connection)

    def _drop_staged_chunks(self) -> None:
        """Forget chunks that nobody adopted: those of a blob that the journal knows may only have lost their record."""
        orphaned = (
            "SELECT DISTINCT blob_id FROM chunks WHERE blob_id NOT IN (SELECT id FROM blobs)"
            " AND blob_id NOT IN (SELECT id FROM quarantine WHERE kind='blob')"
        )
        names = [(name, name_of(self._seal, name, schema.BLOB)) for (name,) in self._connection.execute(orphaned)]
        known = self._journal.of(schema.BLOB)
        staged = [(name,) for name, id_ in names if isinstance(id_, str) and id_ not in known]
        if staged:
            with transaction(self._connection):
                self._connection.executemany("DELETE FROM chunks WHERE blob_id=?", staged)

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._is_open = False
        self._connection.close()

    def mended(self, job: Callable[[], T]) -> T:
        """Return what ``job`` returns; where the file turns out to be damaged, once more after a rescue.

        A file that could not be opened again for want of room is opened as soon as there is some.
        """
        if not self._is_open:
            with translated(self._folder):
                self._open_or_rescue()
        try:
            return job()
        except FileDamagedError:
            self.close()
            with translated(self._folder):
                self._rescue()
            return job()

    def _open_or_rescue(self) -> None:
        undo_unfinished(self._folder)
        try:
            self._open()
        except FileDamagedError:
            self._rescue()

    def _rescue(self) -> None:
        self.found += 1
        rescue(self._folder, self._seal, now=self._now())
        self._open()

    def reseal(self, seal: Seal) -> None:
        """Seal everything anew with another key; the file is the old or the new one, whenever this ends.

        Raises:
            VaultFullError, VaultReadOnlyError, VaultDamagedError: it is as it was.
        """
        with translated(self._folder):
            for kind in (*self._journal.kinds(), schema.BLOB):
                self.read_all(kind)  # what is not the newest goes to quarantine first
            old, number = self._seal, self._journal.number
            try:
                reseal(self._connection, self._folder, old, seal, number=number, now=self._now())
                self._seal = seal
            finally:
                self.close()
                self._open()

    # --- records ------------------------------------------------------------------------------------------------------

    @property
    def number(self) -> int:
        """Return the number of the last commit."""
        return self._journal.number

    @contextmanager
    def commit(self) -> Iterator[Commit]:
        """Give what the journal must learn; all of what is done inside is on the disk afterwards, or nothing."""
        changes: Commit = {}
        with translated(self._folder):
            with transaction(self._connection):
                yield changes
                if changes:
                    self._journal.write(self._connection, changes)
            if changes:
                self._journal.settle(changes)

    def put(self, changes: Commit, table: str, id_: str, plain: bytes) -> None:
        """Store a record in the commit under way."""
        record = Record(table, id_, self._journal.number + 1, plain)
        put_record(self._connection, self._seal, record)
        changes[table, id_] = record.version

    def delete(self, changes: Commit, table: str, id_: str) -> None:
        """Forget a record in the commit under way."""
        self._delete_row(table, self._seal.close_name(id_, table))
        if id_ in self._journal.of(table) or (table, id_) in changes:
            changes[table, id_] = None

    def read(self, table: str, id_: str) -> dict[str, Any] | None:
        """Return a record, None when there is none.

        Raises:
            VaultDamagedError: it was damaged, older than it was, or gone; it is in quarantine now.
        """
        with translated(self._folder):
            name = self._seal.close_name(id_, table)
            rows = self._connection.execute(
                "SELECT id, version, sealed FROM records WHERE kind=? AND id=?", (table, name)
            ).fetchall()
            expected = {id_} & self._journal.of(table).keys()
            found = self._open_rows(table, rows, expected=expected)
            if not found and (rows or expected):
                raise VaultDamagedError(table)
            return found.get(id_)

    def read_all(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        """Return every record of ``table`` by id; what is not as it was stored goes to quarantine and is left out."""
        with translated(self._folder):
            rows = self._connection.execute("SELECT id, version, sealed FROM records WHERE kind=?", (table,)).fetchall()
            return sorted(self._open_rows(table, rows, expected=set(self._journal.of(table))).items())

    def _open_rows(
        self, kind: str, rows: Iterable[tuple[bytes, int, bytes]], *, expected: set[str]
    ) -> dict[str, dict[str, Any]]:
        """Return what opens and is the newest, by id, and set aside the rest and what is missing."""
        found: dict[str, dict[str, Any]] = {}
        wrong: list[tuple[bytes, SetAside]] = []
        for name, version, sealed in rows:
            id_ = name_of(self._seal, name, kind)
            value = self._value(kind, id_, version, sealed)
            if isinstance(value, dict):
                found[str(id_)] = value
            else:
                kept = sealed if isinstance(sealed, bytes) else b""
                number = version if isinstance(version, int) else 0
                wrong.append((name, SetAside(kind, id_, number, kept, value, self._now())))
        told = {item.id for _, item in wrong}
        wrong.extend(
            (b"", SetAside(kind, id_, self._journal.of(kind)[id_], b"", "missing", self._now()))
            for id_ in expected - found.keys() - told
        )
        if wrong:
            refuse_unsound(self._connection)
            self._set_aside(wrong)
        return found

    def _value(self, kind: str, id_: str | bytes, version: int, sealed: bytes) -> dict[str, Any] | Reason:
        if isinstance(id_, bytes):
            return "damaged"
        try:
            value = json.loads(self._seal.open(sealed, kind, id_, version))
        except NotAuthenticError:
            return "damaged"
        newest = self._journal.of(kind).get(id_)
        if version > max(newest or 0, self._journal.number):
            self._learn_again()  # the journal was cut: it is behind the records
        elif version != newest:
            return "put_back"
        return dict(value)

    # --- what is not as it was stored ---------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """Return what was set aside since the vault was made, in the order in which it was found."""
        with translated(self._folder):
            kept = [*read_quarantine(self._connection, self._seal), *self._unwritten]
        return tuple(Finding(item.kind, item.reason, _time(item.found_at)) for item in kept)

    def remains(self) -> tuple[Remains, ...]:
        """Return the same as far as it is on the disk, and what still opens of it."""
        with translated(self._folder):
            return read_remains(self._connection, self._seal)

    def is_set_aside(self, kind: str, id_: str) -> bool:
        """Tell whether a record is in quarantine."""
        name = self._seal.close_name(id_, kind)
        row = self._connection.execute("SELECT 1 FROM quarantine WHERE kind=? AND id=?", (kind, name)).fetchone()
        return row is not None or any(item.id == id_ and item.kind == kind for item in self._unwritten)

    def note(self, kind: str, id_: str, reason: Reason) -> None:
        """Say of something that it is not as it was stored, and leave it where it is."""
        self._set_aside([(b"", SetAside(kind, id_, 0, b"", reason, self._now()))], keeps_journal=True)

    def _set_aside(self, wrong: list[tuple[bytes, SetAside]], *, keeps_journal: bool = False) -> None:
        """Move rows to quarantine; a disk that takes nothing more does not keep the others from being read."""
        self.found += 1
        try:
            with self.commit() as changes:
                for name, item in wrong:
                    set_aside(self._connection, self._seal, item)
                    self._delete_row(item.kind, name)
                    if not keeps_journal and isinstance(item.id, str) and item.id in self._journal.of(item.kind):
                        changes[item.kind, item.id] = None
        except (VaultFullError, VaultReadOnlyError):
            known = {(item.kind, item.id) for item in self._unwritten}
            self._unwritten += [item for _, item in wrong if (item.kind, item.id) not in known]

    def _delete_row(self, kind: str, name: bytes) -> None:
        self._connection.execute("DELETE FROM records WHERE kind=? AND id=?", (kind, name))

    def _learn_again(self) -> None:
        """Take the records that are there for the newest where the journal is damaged, and say so."""
        self.found += 1
        rows = self._connection.execute("SELECT kind, id, version FROM records").fetchall()
        for kind, name, version in rows:
            id_ = name_of(self._seal, name, kind) if isinstance(name, bytes) else name
            if isinstance(id_, str) and version > self._journal.of(kind).get(id_, 0):
                self._journal.trust(kind, id_, version)
        said = SetAside("", "journal", 0, b"", "unchecked", self._now())
        with suppress(VaultFullError, VaultReadOnlyError), translated(self._folder):
            with transaction(self._connection):
                set_aside(self._connection, self._seal, said)
                self._journal.write_all(self._connection)
            self._journal.settle({})

    def _now(self) -> str:
        return self._clock().isoformat()


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
