"""Drafts on this device: a keystroke is in memory at once, in the vault soon, shown as saved after the commit."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar
from uuid import uuid4

from app.documents.model import Refused
from app.documents.staging import stage_file
from app.drafts.adoption import Adoption, FormOf, NewerForm, plain_form
from app.drafts.answers import find_answer, with_answer
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Attachment, Draft, Subject
from app.drafts.store import DRAFTS, FORMS, decode_draft, form_id, put_draft, put_procedure
from app.i18n.formats import VIETNAM
from app.vault.errors import VaultError, VaultFullError, VaultReadOnlyError
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Write
from app.vault.vault import Vault
from forms.procedure import FormDefinition, Paper, Procedure

SaveProblem = Literal["full", "read_only", "failed"]

T = TypeVar("T")

_RETRY_SECONDS = 3.0


class _TooManyFilesError(Exception):
    """A paper would get more files than it takes."""


class Drafts:
    """The drafts of this device as the signed-in person (or the guest) may see them.

    Reading is from memory and never waits. ``set_*`` and ``confirm`` change memory at once and are stored at most
    ``autosave_seconds`` after the first change that is not stored; ``flush`` stores now. A listener is called with the
    draft's id after every change, also when it has just been stored or storing failed.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        procedures: Callable[[str], Procedure | None],
        clock: Callable[[], datetime],
        owner: Callable[[], str | None],
        form_of: FormOf = plain_form,
        autosave_seconds: float = 0.3,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        """Make the service; ``await load()`` before anything else.

        Args:
            vault: Where drafts live.
            procedures: Finds a procedure in today's catalogue: for a newer form, or when a pinned one was damaged.
            clock: Aware UTC.
            owner: The subject of whoever is signed in, None for a guest.
            form_of: Compiles a procedure's form with today's lists and places.
            autosave_seconds: The longest a change stays in memory only.
            new_id: Makes ids that are never used twice.
        """
        self._vault = vault
        self._procedures = procedures
        self._clock = clock
        self._owner = owner
        self._form_of = form_of
        self._autosave_seconds = autosave_seconds
        self._new_id = new_id
        self._drafts: dict[str, Draft] = {}
        self._pinned: dict[str, Procedure] = {}
        self._unsaved: set[str] = set()
        self._problems: dict[str, SaveProblem] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._writing: dict[str, asyncio.Lock] = {}
        self._freezing: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._listeners: dict[int, Callable[[str], None]] = {}
        self._next_listener = 0

    async def load(self) -> None:
        """Read every draft from the vault."""
        self._drafts = {id_: decode_draft(id_, record) for id_, record in await self._vault.all(DRAFTS)}

    async def close(self) -> None:
        """Store what is not stored yet and stop the timers; the vault stays open."""
        for draft_id in list(self._unsaved):
            await self.flush(draft_id)
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- reading ------------------------------------------------------------------------------------------------------

    def find(self, draft_id: str) -> Draft | None:
        """Return a draft of the signed-in person or of the guest; anybody else's is as if it did not exist."""
        draft = self._drafts.get(draft_id)
        return draft if draft is not None and self._is_visible(draft) else None

    def list(self) -> tuple[Draft, ...]:
        """Return every draft one may see, submitted ones included (they have a ``dossier_id``), newest first."""
        visible = [draft for draft in self._drafts.values() if self._is_visible(draft)]
        return tuple(sorted(visible, key=lambda draft: (draft.saved_at or draft.created_at, draft.id), reverse=True))

    def is_saved(self, draft_id: str) -> bool:
        """Tell whether all of the draft, as it is in memory now, is in the vault."""
        return draft_id in self._drafts and draft_id not in self._unsaved

    def save_problem(self, draft_id: str) -> SaveProblem | None:
        """Return why the last attempt to store failed, None when it did not; it is tried again by itself."""
        return self._problems.get(draft_id)

    async def procedure(self, draft_id: str) -> Procedure:
        """Return the procedure as it was when the draft was started, with its form and papers.

        Raises:
            DraftNotFoundError: no such draft, or its form is gone from device and catalogue.
        """
        draft = self._get(draft_id)
        return await self._procedure_of(draft)

    async def form(self, draft_id: str) -> FormDefinition:
        """Return the form the draft was started with, whatever the catalogue has become since.

        Raises:
            DraftNotFoundError: no such draft, or its form is gone from device and catalogue.
        """
        form = (await self.procedure(draft_id)).form
        if form is None:
            raise DraftNotFoundError(draft_id)
        return form

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call ``listener(draft_id)`` after every change; the returned function ends that."""
        number = self._next_listener
        self._next_listener += 1
        self._listeners[number] = listener

        def unsubscribe() -> None:
            self._listeners.pop(number, None)

        return unsubscribe

    # --- changing -----------------------------------------------------------------------------------------------------

    async def start(
        self, procedure: Procedure, *, subject: Subject = "self", answers: Mapping[str, Any] | None = None
    ) -> Draft:
        """Make a draft, pin the procedure and its form, and return once both are stored.

        Args:
            procedure: What is applied for.
            subject: For whom.
            answers: Of the pre-screen; those that the form asks too are in the draft from the beginning.

        Raises:
            ValueError: the procedure has no form.
            VaultError: nothing was stored.
        """
        if procedure.form is None:
            raise ValueError("this procedure has no form")
        now = self._clock()
        asked = procedure.form.schema_.get("properties", {})
        draft = Draft(
            id=self._new_id(),
            owner=self._owner(),
            procedure_code=procedure.code,
            form_version=procedure.form.version,
            subject=subject,
            answers={name: value for name, value in (answers or {}).items() if name in asked},
            created_at=now,
            saved_at=now,
        )
        await self._vault.transact([put_procedure(procedure, form_version=draft.form_version), put_draft(draft)])
        self._pinned[form_id(draft.procedure_code, draft.form_version)] = procedure
        self._drafts[draft.id] = draft
        self._tell(draft.id)
        return draft

    async def newer_form(self, draft_id: str) -> NewerForm | None:
        """Return today's form of the draft's procedure and what taking it over comes to; None when there is no other.

        Raises:
            DraftNotFoundError: no such draft, or its form is gone from device and catalogue.
        """
        adoption = await self._adoption(self._get(draft_id))
        if adoption is None:
            return None
        migration = adoption.migration(self._get(draft_id).answers, today=self._day())
        return NewerForm(adoption.procedure, migration)

    async def adopt(self, draft_id: str) -> Draft:
        """Take the draft over into today's form of its procedure and return it; the same draft when there is no other.

        Raises:
            DraftLockedError, DraftNotFoundError
            VaultError: nothing was stored, the draft is as before.
        """
        draft = self._get_open(draft_id)
        adoption = await self._adoption(draft)
        if adoption is None:
            return draft
        newer, day = adoption.procedure, self._day()
        self._get_open(draft_id)

        def adopted(draft: Draft) -> Draft:
            if draft.is_locked:  # submitted while this waited for its turn to write
                raise DraftLockedError(draft_id)
            return adoption.adopted(draft, today=day)

        return await self.update(
            draft_id,
            adopted,
            also=lambda draft: [put_procedure(newer, form_version=draft.form_version)],
        )

    async def _adoption(self, draft: Draft) -> Adoption | None:
        from forms.flow import BrokenFormError  # the form language comes with the first form, not with the start

        newer = self._procedures(draft.procedure_code)
        if draft.is_locked or newer is None or newer.form is None or newer.form.version == draft.form_version:
            return None
        pinned = await self._procedure_of(draft)
        try:
            return await asyncio.to_thread(Adoption, pinned, newer, self._form_of)
        except BrokenFormError:
            return None

    async def receive(self, draft: Draft, procedure: Procedure, files: Mapping[str, bytes]) -> Draft:
        """Store a draft that came from another device under a new id, with its files (by attachment id).

        Raises:
            VaultError: nothing was stored.
        """
        fresh_ids = {attachment.id: self._new_id() for attachment in draft.attachments}
        adopted = replace(
            draft,
            id=self._new_id(),
            owner=self._owner(),
            saved_at=self._clock(),
            attachments=tuple(replace(known, id=fresh_ids[known.id]) for known in draft.attachments),
        )
        for known_id, fresh_id in fresh_ids.items():
            await self._vault.stage_blob(fresh_id, files[known_id])
        await self._vault.transact(
            [
                put_procedure(procedure, form_version=adopted.form_version),
                put_draft(adopted),
                *(AdoptBlob(fresh_id) for fresh_id in fresh_ids.values()),
            ]
        )
        self._drafts[adopted.id] = adopted
        self._tell(adopted.id)
        return adopted

    def set_answer(self, draft_id: str, pointer: str, value: Any) -> None:
        """Set one answer; None takes it away. A value that differs from a pre-filled one loses its source.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        draft = self._get_open(draft_id)
        if find_answer(draft.answers, pointer) == value:
            return
        answers = with_answer(draft.answers, pointer, value)
        sources = {known: source for known, source in draft.sources.items() if known != pointer}
        self._change(replace(draft, answers=answers, sources=sources))

    def prefill(self, draft_id: str, values: Mapping[str, tuple[Any, str]]) -> None:
        """Set answers the person agreed to take over: ``{pointer: (value, source)}``, as one change.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        draft = self._get_open(draft_id)
        answers: Mapping[str, Any] = draft.answers
        for pointer, (value, _source) in values.items():
            answers = with_answer(answers, pointer, value)
        sources = {**draft.sources, **{pointer: source for pointer, (_value, source) in values.items()}}
        self._change(replace(draft, answers=answers, sources=sources))

    def set_source(self, draft_id: str, pointer: str, source: str | None) -> None:
        """Note where the answer at ``pointer`` came from, None for "typed"."""
        draft = self._get_open(draft_id)
        rest = {known: kept for known, kept in draft.sources.items() if known != pointer}
        self._change(replace(draft, sources={**rest, pointer: source} if source else rest))

    def set_step(self, draft_id: str, step_id: str | None) -> None:
        """Remember where the person is; changes nothing on a locked draft."""
        draft = self._get(draft_id)
        if not draft.is_locked and draft_id not in self._freezing and draft.step_id != step_id:
            self._change(replace(draft, step_id=step_id))

    def set_subject(self, draft_id: str, subject: Subject) -> None:
        """Change for whom the application is."""
        self._change(replace(self._get_open(draft_id), subject=subject))

    def confirm(self, draft_id: str, check_id: str, *, given: bool) -> None:
        """Store or take back the tick that answers a check of severity ``confirm``."""
        draft = self._get_open(draft_id)
        ticked = draft.confirmations | {check_id} if given else draft.confirmations - {check_id}
        if ticked != draft.confirmations:
            self._change(replace(draft, confirmations=ticked))

    async def attach(
        self, draft_id: str, paper: Paper, *, file_name: str, data: bytes | AsyncIterator[bytes]
    ) -> Attachment | Refused:
        """Check, clean, hash and store a file, and return it once draft and bytes are in the vault together.

        Raises:
            DraftLockedError, DraftNotFoundError
            VaultError: there is no room, or the vault cannot be written; the draft is as before.
        """
        already = self._get_open(draft_id).attachments
        staged = await stage_file(
            self._vault,
            paper,
            file_name=file_name,
            data=data,
            already=sum(1 for attachment in already if attachment.paper_id == paper.id),
            now=self._clock(),
            new_id=self._new_id,
        )
        if isinstance(staged, Refused):
            return staged
        self._get_open(draft_id)

        def adopt(changed: Draft) -> Sequence[Write]:
            if sum(1 for attachment in changed.attachments if attachment.paper_id == paper.id) > paper.max_files:
                raise _TooManyFilesError  # another file came in while this one was read
            return staged.writes

        try:
            await self.update(draft_id, lambda draft: _with_attachment(draft, staged.attachment), also=adopt)
        except _TooManyFilesError:
            await self._vault.transact([DeleteBlob(staged.attachment.id)])
            return Refused("too_many", staged.attachment.file_name, limit=paper.max_files)
        return staged.attachment

    async def detach(self, draft_id: str, attachment_id: str) -> None:
        """Remove a file from the draft and its bytes from the device.

        Raises:
            DraftLockedError, DraftNotFoundError, VaultError
        """
        draft = self._get_open(draft_id)
        if any(attachment.id == attachment_id for attachment in draft.attachments):
            await self.update(
                draft_id, lambda draft: _without_attachment(draft, attachment_id), also=[DeleteBlob(attachment_id)]
            )

    async def claim(self, draft_id: str) -> Draft:
        """Make the guest's draft the signed-in person's own; fine when it is theirs already."""
        draft, owner = self._get(draft_id), self._owner()
        if draft.owner is None and owner is not None:
            return await self.update(draft_id, lambda draft: replace(draft, owner=draft.owner or owner))
        return draft

    async def discard(self, draft_id: str) -> None:
        """Delete the draft and its files for ever.

        Raises:
            DraftLockedError: it waits to be sent or is submitted.
            DraftNotFoundError, VaultError
        """
        self._get_open(draft_id)
        await self._unbroken(self._discard(draft_id))

    async def flush(self, draft_id: str) -> bool:
        """Store the draft now and return whether all of it is stored; never raises."""
        if (timer := self._timers.pop(draft_id, None)) is not None:
            timer.cancel()
        return await self._save(draft_id)

    # --- for the outbox -----------------------------------------------------------------------------------------------

    def held(self, draft_id: str) -> Draft | None:
        """Return a draft whoever is signed in; for the outbox only."""
        return self._drafts.get(draft_id)

    async def update(
        self,
        draft_id: str,
        change: Callable[[Draft], Draft],
        *,
        also: Sequence[Write] | Callable[[Draft], Sequence[Write]] = (),
        freeze: bool = False,
    ) -> Draft:
        """Store a changed draft together with ``also``, all or nothing, and return it as stored.

        Once begun it runs to its end even when the caller is cancelled, so that memory and vault cannot differ.

        Args:
            draft_id: Which draft.
            change: Makes the changed draft; called again on newer answers when some were typed meanwhile.
            also: What else the same transaction stores, or a function of the changed draft that says so.
            freeze: Take no change meanwhile; ``change`` sets ``parcel_id``.

        Raises:
            VaultError: nothing was stored, the draft is as before.
        """
        return await self._unbroken(self._update(draft_id, change, also=also, freeze=freeze))

    # --- storing ------------------------------------------------------------------------------------------------------

    def _change(self, draft: Draft) -> None:
        self._drafts[draft.id] = draft
        self._mark_unsaved(draft.id)
        self._tell(draft.id)

    def _mark_unsaved(self, draft_id: str) -> None:
        self._unsaved.add(draft_id)
        self._save_within(self._autosave_seconds, draft_id)

    def _save_within(self, seconds: float, draft_id: str) -> None:
        """Start the timer unless it runs: a person who types without a pause is stored all the same."""
        if draft_id not in self._timers:
            self._timers[draft_id] = asyncio.get_running_loop().call_later(seconds, self._autosave, draft_id)

    def _autosave(self, draft_id: str) -> None:
        self._timers.pop(draft_id, None)
        self._keep(asyncio.get_running_loop().create_task(self._save(draft_id)))

    async def _save(self, draft_id: str) -> bool:
        async with self._one_write(draft_id):
            draft = self._drafts.get(draft_id)
            if draft is None or draft_id not in self._unsaved:
                return draft is not None
            stored = replace(draft, saved_at=self._clock())
            try:
                await self._vault.transact([put_draft(stored)])
            except VaultError as error:
                self._problems[draft_id] = _problem(error)
                self._save_within(_RETRY_SECONDS, draft_id)
                self._tell(draft_id)
                return False
            self._stored(before=draft, stored=stored, newer=replace(self._drafts[draft_id], saved_at=stored.saved_at))
        self._tell(draft_id)
        return self.is_saved(draft_id)

    async def _update(
        self,
        draft_id: str,
        change: Callable[[Draft], Draft],
        *,
        also: Sequence[Write] | Callable[[Draft], Sequence[Write]],
        freeze: bool,
    ) -> Draft:
        async with self._one_write(draft_id):
            before = self._drafts[draft_id]
            stored = replace(change(before), saved_at=self._clock())
            writes = also(stored) if callable(also) else also
            if freeze:
                self._freezing.add(draft_id)
            try:
                await self._vault.transact([put_draft(stored), *writes])
            finally:
                self._freezing.discard(draft_id)
            now = self._drafts[draft_id]
            newer = stored if now is before else replace(change(now), saved_at=stored.saved_at)
            self._stored(before=before, stored=stored, newer=newer)
        self._tell(draft_id)
        return self._drafts[draft_id]

    def _stored(self, *, before: Draft, stored: Draft, newer: Draft) -> None:
        """Note that ``stored``, made of ``before``, is in the vault; what was typed meanwhile is in ``newer``."""
        self._problems.pop(stored.id, None)
        if self._drafts[stored.id] is before:
            self._drafts[stored.id] = stored
            self._unsaved.discard(stored.id)
        else:
            self._drafts[stored.id] = newer

    async def _discard(self, draft_id: str) -> None:
        async with self._one_write(draft_id):
            blobs = [DeleteBlob(attachment.id) for attachment in self._drafts[draft_id].attachments]
            self._freezing.add(draft_id)
            try:
                await self._vault.transact([Delete(DRAFTS, draft_id), *blobs])
                self._forget(draft_id)
            finally:
                self._freezing.discard(draft_id)
        self._tell(draft_id)

    def _one_write(self, draft_id: str) -> asyncio.Lock:
        return self._writing.setdefault(draft_id, asyncio.Lock())

    async def _unbroken(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.get_running_loop().create_task(work)
        self._keep(task)
        return await asyncio.shield(task)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget(self, draft_id: str) -> None:
        if (timer := self._timers.pop(draft_id, None)) is not None:
            timer.cancel()
        self._drafts.pop(draft_id, None)
        self._unsaved.discard(draft_id)
        self._problems.pop(draft_id, None)

    # --- small ones ---------------------------------------------------------------------------------------------------

    async def _procedure_of(self, draft: Draft) -> Procedure:
        pin = form_id(draft.procedure_code, draft.form_version)
        if pin not in self._pinned:
            self._pinned[pin] = await self._load_procedure(draft, pin)
        return self._pinned[pin]

    async def _load_procedure(self, draft: Draft, pin: str) -> Procedure:
        record = await self._vault.get(FORMS, pin)
        if record is not None:
            return Procedure.model_validate(record)
        current = self._procedures(draft.procedure_code)
        if current is None or current.form is None or current.form.version != draft.form_version:
            raise DraftNotFoundError(pin)
        return current

    def _day(self) -> date:
        return self._clock().astimezone(VIETNAM).date()

    def _is_visible(self, draft: Draft) -> bool:
        return draft.owner is None or draft.owner == self._owner()

    def _get(self, draft_id: str) -> Draft:
        draft = self.find(draft_id)
        if draft is None:
            raise DraftNotFoundError(draft_id)
        return draft

    def _get_open(self, draft_id: str) -> Draft:
        draft = self._get(draft_id)
        if draft.is_locked or draft_id in self._freezing:
            raise DraftLockedError(draft_id)
        return draft

    def _tell(self, draft_id: str) -> None:
        for listener in list(self._listeners.values()):
            listener(draft_id)


def _with_attachment(draft: Draft, attachment: Attachment) -> Draft:
    return replace(draft, attachments=(*draft.attachments, attachment))


def _without_attachment(draft: Draft, attachment_id: str) -> Draft:
    kept = tuple(attachment for attachment in draft.attachments if attachment.id != attachment_id)
    return replace(draft, attachments=kept)


def _problem(error: VaultError) -> SaveProblem:
    if isinstance(error, VaultFullError):
        return "full"
    return "read_only" if isinstance(error, VaultReadOnlyError) else "failed"
