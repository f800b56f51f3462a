"""What a person has typed of an answer to an office: kept like a draft, until the office no longer asks."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.autosave import Autosave, SaveProblem
from app.changes import Changed
from app.documents.holders import AnswerStanding
from app.listeners import Listeners
from app.tracking.service import TRACKING
from app.vault.errors import VaultError
from app.vault.model import Put
from app.vault.vault import Vault

log = logging.getLogger(__name__)

BEGUN = "begun_answers"


@dataclass(frozen=True, slots=True)
class BegunAnswer:
    """What a person has typed and ticked; the files of an answer are kept by ``app.documents``."""

    comment: str = ""
    """What they say to the office beside the asked items."""
    confirmed: frozenset[str] = frozenset()
    """Checks of severity ``confirm`` that they ticked."""
    corrected: Mapping[str, Any] = field(default_factory=dict)
    """Answers that differ from those filed, by the pointer of the asked field."""
    saved_at: datetime | None = None


class BegunAnswers:
    """Begun answers by ``answer_id``; each is for whoever began it only.

    A sent answer stays until the office has it, so that nothing has to be typed again when it is taken back or refused.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        clock: Callable[[], datetime],
        owner: Callable[[], str | None],
        standing: Callable[[str], AnswerStanding],
        autosave_seconds: float = 0.3,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._owner = owner
        self._standing = standing
        self._begun: dict[str, BegunAnswer] = {}
        self._autosave = Autosave(vault, self._write, seconds=autosave_seconds, tell=self._tell)
        self._listeners = Listeners[str]()
        self._tasks: set[asyncio.Task[None]] = set()

    async def load(self) -> None:
        """Read what was begun, and forget what is over, now and whenever that happens; the dossiers are loaded."""
        self._begun = {id_: _decoded(record) for id_, record in await self._vault.all(BEGUN)}
        await self._tidy()
        self._vault.changes.subscribe(self._hear)

    async def close(self) -> None:
        """Store what is not stored yet; the vault stays open."""
        await self._autosave.close()

    async def flush_all(self) -> None:
        """Store now whatever is not stored yet."""
        await self._autosave.flush_all()

    def find(self, answer_id: str) -> BegunAnswer | None:
        """Return what the signed-in person began of an answer."""
        return self._begun.get(self._key(answer_id))

    def change(self, answer_id: str, begun: BegunAnswer) -> None:
        """Take it into memory and store it soon."""
        key = self._key(answer_id)
        before = self._begun.get(key, BegunAnswer())
        if replace(begun, saved_at=before.saved_at) == before:
            return
        self._begun[key] = replace(begun, saved_at=before.saved_at)
        self._autosave.changed(key)
        self._tell(key)

    def saved_at(self, answer_id: str) -> datetime | None:
        """Return when it was stored last, None when never."""
        begun = self.find(answer_id)
        return begun.saved_at if begun is not None else None

    def is_saved(self, answer_id: str) -> bool:
        """Tell whether all of it, as it is in memory now, is in the vault."""
        return self._autosave.is_saved(self._key(answer_id))

    def save_problem(self, answer_id: str) -> SaveProblem | None:
        """Return why the last attempt to store it failed."""
        return self._autosave.problem(self._key(answer_id))

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call ``listener(answer_id)`` after every change and save; the returned function ends that."""
        return self._listeners.add(listener)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _key(self, answer_id: str) -> str:
        return json.dumps([answer_id, self._owner()])

    def _tell(self, key: str) -> None:
        self._listeners.tell(json.loads(key)[0])

    async def _write(self, key: str) -> Callable[[], bool]:
        begun = self._begun[key]
        stored = replace(begun, saved_at=self._clock())
        await self._vault.write([Put(BEGUN, key, _encoded(stored))])
        now = self._begun.get(key)
        if now is not None:
            self._begun[key] = stored if now is begun else replace(now, saved_at=stored.saved_at)
        return lambda: self._begun.get(key) is stored

    def _hear(self, changed: Changed) -> None:
        if any(table == TRACKING for table, _id in changed):
            task = asyncio.get_running_loop().create_task(self._tidy())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _tidy(self) -> None:
        try:
            for key in [key for key in self._begun if self._standing(json.loads(key)[0]) == "over"]:
                async with self._autosave.one_write(key):
                    await self._vault.delete(BEGUN, key)
                    self._begun.pop(key, None)
                    self._autosave.forget(key)
        except VaultError as error:
            log.warning("what was typed of an answer is forgotten at the next start: %s", type(error).__name__)


def _encoded(begun: BegunAnswer) -> dict[str, Any]:
    return {
        "comment": begun.comment,
        "confirmed": sorted(begun.confirmed),
        "corrected": dict(begun.corrected),
        "saved_at": begun.saved_at.isoformat() if begun.saved_at is not None else None,
    }


def _decoded(record: Mapping[str, Any]) -> BegunAnswer:
    saved_at = record["saved_at"]
    return BegunAnswer(
        comment=record["comment"],
        confirmed=frozenset(record["confirmed"]),
        corrected=record["corrected"],
        saved_at=datetime.fromisoformat(saved_at) if saved_at is not None else None,
    )
