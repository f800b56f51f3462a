"""Whole drafts: named, duplicated, begun anew, deleted and put back, left to the guest; and the room they take."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from app.drafts.access import DraftAccess
from app.drafts.errors import DraftLockedError
from app.drafts.keeping import KeptDrafts
from app.drafts.model import Draft
from app.drafts.store import encode_draft, put_draft
from app.vault.errors import VaultError
from app.vault.model import DeleteBlob, Write

KEPT_DAYS = 30
"""So long a deleted draft can be put back."""
DOUBTED_DAYS = 7
"""So long the device's clock is not taken at its word that a deleted draft's time is over."""
LONGEST_TITLE = 80


class DraftShelf:
    """What a person does with their drafts as things; ``Drafts.shelf``."""

    def __init__(
        self,
        kept: KeptDrafts,
        access: DraftAccess,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._kept = kept
        self._access = access
        self._clock = clock
        self._new_id = new_id
        self._measured: dict[str, tuple[Draft, int]] = {}

    # --- reading ------------------------------------------------------------------------------------------------------

    def deleted(self) -> tuple[Draft, ...]:
        """Return the recently deleted drafts one may see, last deleted first."""
        gone = [draft for draft in self._access.all() if draft.deleted_at is not None]
        return tuple(sorted(gone, key=lambda draft: (draft.deleted_at or draft.created_at, draft.id), reverse=True))

    def unasked(self) -> tuple[Draft, ...]:
        """Return the guest's drafts of which the signed-in person has not said yet whether they are theirs."""
        subject = self._access.owner()
        if subject is None:
            return ()
        guests = [draft for draft in self._kept if draft.owner is None and draft.is_open]
        undecided = [draft for draft in guests if subject not in draft.not_mine]
        return tuple(sorted(undecided, key=lambda draft: (draft.created_at, draft.id)))

    def size_bytes(self, draft: Draft) -> int:
        """Return the room that a draft takes: its answers and its files."""
        return self._record_bytes(draft) + sum(file.size_bytes for file in draft.attachments)

    def all_bytes(self) -> int:
        """Return the room that all drafts one may see take, deleted ones too; bytes that two share count once."""
        mine = self._access.all()
        files = {file.id: file.size_bytes for draft in mine for file in draft.attachments}
        return sum(files.values()) + sum(self._record_bytes(draft) for draft in mine)

    # --- changing -----------------------------------------------------------------------------------------------------

    async def rename(self, draft_id: str, title: str) -> Draft:
        """Give a draft a name of the person's own; an empty one gives it the procedure's name back.

        Raises:
            DraftLockedError, DraftNotFoundError, VaultError
        """
        self._access.get_open(draft_id)
        name = " ".join(title.split())[:LONGEST_TITLE]
        return await self._kept.update(draft_id, lambda draft: replace(draft, title=name))

    async def duplicate(
        self, draft_id: str, *, title: str, also: Callable[[Draft], Sequence[Write]] = lambda _copy: ()
    ) -> Draft:
        """Make another draft with the same answers and files, to be submitted by itself, and return it.

        Both name the same stored bytes. What was confirmed is asked again; nothing of an attempt to submit goes over.
        ``also`` says what else the same transaction stores; ``Binders.duplicate`` brings the pages along.

        Raises:
            DraftNotFoundError, VaultError
        """
        async with self._kept.sharing:
            before = self._access.get(draft_id)
            copy = replace(
                before,
                id=self._new_id(),
                owner=self._access.owner(),
                title=title[:LONGEST_TITLE],
                created_at=self._clock(),
                saved_at=self._clock(),
                confirmations=frozenset(),
                step_id=None,
                parcel_id=None,
                dossier_id=None,
                submission_key=None,
                help=replace(before.help, agreed=False) if before.help else None,
                not_mine=frozenset(),
            )
            return await self._kept.add(copy, also=also(copy))

    async def start_over(self, draft_id: str) -> Draft:
        """Return an empty draft of the same form, for the same; the one filled in so far can be put back.

        Nothing of it is in the new one: not an answer, not a file, not a tick, not the place where one was.

        Raises:
            DraftLockedError, DraftNotFoundError, VaultError
        """
        before, now = self._access.get_open(draft_id), self._clock()
        empty = Draft(
            id=self._new_id(),
            owner=before.owner,
            procedure_code=before.procedure_code,
            form_version=before.form_version,
            subject=before.subject,
            answers={},
            created_at=now,
            saved_at=now,
            title=before.title,
            language=before.language,
            form_on=before.form_on,
        )
        return await self._kept.unbroken(self._replaced(before, by=empty))

    async def _replaced(self, before: Draft, *, by: Draft) -> Draft:
        await self._kept.update(before.id, self._as_deleted, also=[put_draft(by)])
        self._kept.show(by)
        return by

    async def delete(self, draft_id: str) -> None:
        """Put a draft among the recently deleted ones: from there it can be put back for ``KEPT_DAYS``.

        Raises:
            DraftLockedError: it waits to be sent or is submitted.
            DraftNotFoundError, VaultError
        """
        self._access.get_open(draft_id)
        await self._kept.update(draft_id, self._as_deleted)

    def _as_deleted(self, draft: Draft) -> Draft:
        if draft.is_locked:  # submitted while this waited for its turn to write
            raise DraftLockedError(draft.id)
        return replace(draft, deleted_at=self._clock())

    async def put_back(self, draft_id: str) -> Draft:
        """Make a recently deleted draft one that is gone on with, and return it.

        Raises:
            DraftNotFoundError: it is gone for ever.
            VaultError: it is still among the deleted ones.
        """
        self._access.get_deleted(draft_id)
        return await self._kept.update(draft_id, lambda draft: replace(draft, deleted_at=None, expired_at=None))

    async def delete_for_ever(self, draft_id: str) -> None:
        """Delete a recently deleted draft and its files for ever.

        Raises:
            DraftNotFoundError, VaultError
        """
        await self._drop(self._access.get_deleted(draft_id))

    async def sweep(self) -> None:
        """Delete for ever what was deleted more than ``KEPT_DAYS`` ago, whoever owns it.

        It was found so a week before: the clock of this one day may be years ahead.
        """
        for draft in self._kept:
            if draft.deleted_at is not None and self._is_long_ago(draft.deleted_at, days=KEPT_DAYS):
                with suppress(VaultError):  # tried again at the next start
                    await self._expire(draft)

    async def _expire(self, draft: Draft) -> None:
        now, found_at = self._clock(), draft.expired_at
        if found_at is None or now < found_at:  # at first, or by a clock that was set right since
            await self._kept.update(draft.id, lambda draft: replace(draft, expired_at=now))
        elif self._is_long_ago(found_at, days=DOUBTED_DAYS):
            await self._drop(draft)

    def _is_long_ago(self, then: datetime, *, days: int) -> bool:
        return then < self._clock() - timedelta(days=days)

    async def decline(self, draft_id: str) -> Draft:
        """Note that a guest's draft is not the signed-in person's, so that they are not asked again.

        Raises:
            DraftNotFoundError, VaultError
        """
        draft, subject = self._access.get(draft_id), self._access.owner()
        if subject is None or draft.owner is not None:
            return draft
        return await self._kept.update(draft_id, lambda draft: replace(draft, not_mine=draft.not_mine | {subject}))

    # --- small ones ---------------------------------------------------------------------------------------------------

    async def _drop(self, draft: Draft) -> None:
        self._measured.pop(draft.id, None)
        await self._kept.drop(draft.id, also=lambda gone: [DeleteBlob(file.id) for file in gone.attachments])

    def _record_bytes(self, draft: Draft) -> int:
        """Return the size of a draft's record; measured once for each change, for there may be thousands."""
        known = self._measured.get(draft.id)
        if known is None or known[0] is not draft:
            known = draft, len(json.dumps(encode_draft(draft), ensure_ascii=False).encode())
            self._measured[draft.id] = known
        return known[1]
