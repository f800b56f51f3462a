"""Earlier answers of whoever is signed in: kept after they agreed, offered and never preset, forgotten at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.earlier.model import EarlierAnswer, can_hold, key_of
from app.earlier.store import TABLE, Kept, decode_kept, put_kept
from app.i18n.formats import VIETNAM
from app.listeners import Listeners
from app.vault.errors import VaultError
from app.vault.vault import Vault
from forms.answer_sources import is_about_signed_in
from forms.pointers import find_answer

if TYPE_CHECKING:  # the form language is not needed before a form is opened
    from forms.flow import Field, Form
    from forms.procedure import Procedure, Text

MOST_OFFERED: Final = 3
"""So many different answers of one kind are kept, the newest first."""


class Earlier:
    """Answers given in applications that were filed from this device.

    Reading is from memory and never waits. Without a vault (the kiosk) and for a guest there is nothing.

    Args:
        vault: Where they are kept; None keeps nothing.
        drafts: The person's applications.
        forms: Makes the form of a procedure, to know what was asked.
        owner: The subject of whoever is signed in, None for a guest.
        clock: Aware UTC.
        new_id: Makes ids of records.
    """

    def __init__(
        self,
        vault: Vault | None,
        drafts: Drafts,
        *,
        forms: Callable[[Procedure], Form],
        owner: Callable[[], str | None],
        clock: Callable[[], datetime],
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._vault = vault
        self._drafts = drafts
        self._forms = forms
        self._owner = owner
        self._clock = clock
        self._new_id = new_id
        self._kept: dict[str, Kept] = {}
        self._listeners = Listeners[[]]()
        self._one_at_a_time = asyncio.Lock()
        self._one_change = asyncio.Lock()
        self._is_in_trouble = False

    async def load(self) -> None:
        """Read what is kept on this device."""
        if self._vault is not None:
            known = [decode_kept(id_, record) for id_, record in await self._vault.all(TABLE)]
            self._kept = {kept.owner: kept for kept in known}

    @property
    def is_in_trouble(self) -> bool:
        """Whether the last change could not be stored; nothing changed then."""
        return self._is_in_trouble

    # --- reading ------------------------------------------------------------------------------------------------------

    @property
    def consent(self) -> bool | None:
        """Return whether the person agreed; None as long as nobody asked."""
        mine = self._mine()
        return mine.consent if mine else None

    @property
    def answers(self) -> tuple[EarlierAnswer, ...]:
        """Return what is kept of the signed-in person, the newest first."""
        mine = self._mine()
        return mine.answers if mine else ()

    def can_ask(self) -> bool:
        """Return whether there is a reason to ask: an application was filed, and nobody asked yet."""
        mine = self._mine()
        return mine is not None and mine.consent is None and bool(self._unseen(mine))

    def can_ask_at(self, draft: Draft, fields: Sequence[Field]) -> bool:
        """Return whether to ask where these fields are answered: one of them may have been answered before."""
        return self.can_ask() and any(_is_open(draft, field) for field in fields)

    def offers(self, draft: Draft, fields: Sequence[Field]) -> Mapping[str, tuple[EarlierAnswer, ...]]:
        """Return what was answered before, by the pointer of a field that is still empty."""
        if not self.consent:
            return {}
        found = {field.pointer: self._fitting(field) for field in fields if _is_open(draft, field)}
        return {pointer: answers for pointer, answers in found.items() if answers}

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change; returns the way to stop it."""
        return self._listeners.add(listener)

    # --- changing -----------------------------------------------------------------------------------------------------

    async def agree(self) -> None:
        """Keep the answers of filed applications from now on, those filed already included."""
        await self._change(lambda mine: replace(mine, consent=True))
        await self.learn()

    async def refuse(self) -> None:
        """Keep nothing and do not ask again."""
        await self._change(lambda mine: replace(mine, consent=False, answers=()))

    async def forget(self) -> None:
        """Forget every answer; those of applications filed so far do not come back."""
        await self._change(lambda mine: replace(mine, answers=(), seen=mine.seen | {d.id for d in self._filed(mine)}))

    async def learn(self) -> None:
        """Take over the answers of applications filed since the last time; nothing without consent."""
        mine = self._mine()
        if mine is None or not mine.consent:
            return
        async with self._one_at_a_time:
            for draft in self._unseen(self._mine() or mine):
                given = await self._given_in(draft)
                await self._change(partial(_learned, draft=draft, given=given))

    # --- small ones ---------------------------------------------------------------------------------------------------

    def _mine(self) -> Kept | None:
        owner = self._owner()
        if self._vault is None or owner is None:
            return None
        return self._kept.get(owner) or Kept(self._new_id(), owner)

    def _filed(self, mine: Kept) -> list[Draft]:
        """Return the person's own filed applications, the oldest first."""
        drafts = [draft for draft in self._drafts.list() if draft.dossier_id is not None and draft.owner == mine.owner]
        return sorted(drafts, key=lambda draft: draft.created_at)

    def _unseen(self, mine: Kept) -> list[Draft]:
        return [draft for draft in self._filed(mine) if draft.id not in mine.seen]

    def _fitting(self, field: Field) -> tuple[EarlierAnswer, ...]:
        key = key_of(field)
        fitting = (one for one in self.answers if one.key == key and can_hold(field, one))
        return tuple(fitting)[:MOST_OFFERED] if key else ()

    async def _given_in(self, draft: Draft) -> list[EarlierAnswer]:
        from forms.flow import BrokenFormError

        try:
            procedure = await self._drafts.procedure(draft.id)
            if procedure.form is None:
                return []
            return await asyncio.to_thread(self._read, draft, procedure.name, procedure)
        except (DraftNotFoundError, VaultError, BrokenFormError):
            return []

    def _read(self, draft: Draft, name: Text, procedure: Procedure) -> list[EarlierAnswer]:
        today = self._clock().astimezone(VIETNAM).date()
        filed_on = (draft.saved_at or draft.created_at).astimezone(VIETNAM).date().isoformat()
        steps = self._forms(procedure).steps(draft.answers, today=today)
        return [
            EarlierAnswer(key, field.kind, value, name, filed_on)
            for step in steps
            for field in step.fields
            if is_about_signed_in(field.options, draft.subject)
            and (key := key_of(field)) is not None
            and not _is_nothing(value := find_answer(draft.answers, field.pointer))
        ]

    async def _change(self, change: Callable[[Kept], Kept]) -> None:
        asked_by = self._owner()
        async with self._one_change:
            mine = self._mine()
            if mine is None or self._vault is None or mine.owner != asked_by:
                return
            changed = change(mine)
            if changed == mine:
                return
            try:
                await self._vault.transact([put_kept(changed)])
            except VaultError:
                self._is_in_trouble = True  # as it was: "forgotten" is said only of what is gone from the disk
            else:
                self._is_in_trouble = False
                self._kept[mine.owner] = changed
        self._tell()

    def _tell(self) -> None:
        self._listeners.tell()


def _learned(mine: Kept, *, draft: Draft, given: Sequence[EarlierAnswer]) -> Kept:
    """Return what is kept once a draft is read; as it was where meanwhile another signed in or all was forgotten."""
    if not mine.consent or draft.owner != mine.owner or draft.id in mine.seen:
        return mine
    return replace(mine, answers=_together(given, mine.answers), seen=mine.seen | {draft.id})


def _is_nothing(value: Any) -> bool:
    return value in (None, "", [], {})


def _is_open(draft: Draft, field: Field) -> bool:
    """Return whether a field waits for an answer that the signed-in person may have given before."""
    is_own = key_of(field) is not None and is_about_signed_in(field.options, draft.subject)
    return is_own and not field.is_derived and _is_nothing(find_answer(draft.answers, field.pointer))


def _together(given: Sequence[EarlierAnswer], known: Sequence[EarlierAnswer]) -> tuple[EarlierAnswer, ...]:
    """Return the newer answers before the known ones, each once, ``MOST_OFFERED`` of a key."""
    kept: list[EarlierAnswer] = []
    for one in (*given, *known):
        alike = [other for other in kept if other.key == one.key]
        if len(alike) < MOST_OFFERED and one.value not in [other.value for other in alike]:
            kept.append(one)
    return tuple(kept)
