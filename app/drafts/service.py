"""Drafts on this device: a keystroke is in memory at once, in the vault soon, shown as saved after the commit."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from app.autosave import SaveProblem
from app.documents.model import Refused
from app.drafts.access import DraftAccess
from app.drafts.adoption import FormOf, NewerForm, plain_form
from app.drafts.answering import answered, confirmed, made_for, not_agreed, prefilled, sourced
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.files import DraftFiles
from app.drafts.interruption import Interruption
from app.drafts.keeping import KeptDrafts
from app.drafts.model import Attachment, Draft, Help, Subject
from app.drafts.pinned import PinnedForms
from app.drafts.shelf import DraftShelf
from app.drafts.store import put_procedure
from app.i18n.formats import VIETNAM
from app.vault.model import AdoptBlob, DeleteBlob, Write
from app.vault.vault import Vault
from forms.procedure import FormDefinition, Paper, Procedure

__all__ = ["Drafts", "SaveProblem"]


class Drafts:
    """The drafts of this device as the signed-in person (or the guest) may see them.

    Reading is from memory and never waits. ``set_*`` and ``confirm`` change memory at once and are stored at most
    ``autosave_seconds`` after the first change that is not stored; ``flush`` stores now. A listener is called with the
    draft's id after every change, also when it has just been stored or storing failed.

    What one does with whole drafts (rename, duplicate, delete, take over) is in ``shelf``.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        procedures: Callable[[str], Procedure | None],
        clock: Callable[[], datetime],
        owner: Callable[[], str | None],
        form_of: FormOf = plain_form,
        catalogue_on: Callable[[], date | None] = lambda: None,
        language: Callable[[], str] = lambda: "vi",
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
            catalogue_on: The date of today's catalogue, None where it is not known.
            language: Of the screens.
            autosave_seconds: The longest a change stays in memory only.
            new_id: Makes ids that are never used twice.
        """
        self._vault = vault
        self._clock = clock
        self._language = language
        self._new_id = new_id
        self._kept = KeptDrafts(vault, clock=clock, autosave_seconds=autosave_seconds)
        self._access = DraftAccess(self._kept, owner)
        self._pinned = PinnedForms(vault, procedures=procedures, catalogue_on=catalogue_on, form_of=form_of)
        self._files = DraftFiles(vault, self._kept, clock=clock, new_id=new_id)
        self._interruption = Interruption(vault, self._kept, clock=clock)
        self.shelf = DraftShelf(self._kept, self._access, clock=clock, new_id=new_id)

    async def load(self) -> None:
        """Read every draft from the vault; what was deleted long ago goes for ever."""
        await self._kept.load()
        await self._interruption.load()
        await self.shelf.sweep()

    async def close(self) -> None:
        """Store what is not stored yet, note that nothing was interrupted, stop the timers; the vault stays open."""
        await self._kept.close()
        await self._interruption.end()

    # --- reading ------------------------------------------------------------------------------------------------------

    def find(self, draft_id: str) -> Draft | None:
        """Return a draft of the signed-in person or of the guest; anybody else's is as if it did not exist."""
        return self._access.find(draft_id)

    def list(self) -> tuple[Draft, ...]:
        """Return every draft one may see, submitted ones included (they have a ``dossier_id``), newest first."""
        visible = [draft for draft in self._access.all() if draft.deleted_at is None]
        return tuple(sorted(visible, key=lambda draft: (draft.saved_at or draft.created_at, draft.id), reverse=True))

    def interrupted(self) -> Draft | None:
        """Return the draft that was being filled in when the app last ended without being closed, if it is still one.

        It is whole as of its ``saved_at``; None once it was gone on with, or ``dismiss_interrupted`` was called.
        """
        draft_id = self._interruption.draft_id
        draft = self.find(draft_id) if draft_id is not None else None
        return draft if draft is not None and draft.is_open else None

    async def dismiss_interrupted(self) -> None:
        """Ask about the interrupted draft no more; it stays where it is."""
        await self._interruption.end()
        if (draft_id := self._interruption.forget()) is not None:
            self._kept.tell(draft_id)

    def saved_at(self, draft_id: str) -> datetime | None:
        """Return when the draft was stored last, None when it never was or is not there."""
        draft = self.find(draft_id)
        return draft.saved_at if draft is not None else None

    def is_saved(self, draft_id: str) -> bool:
        """Tell whether all of the draft, as it is in memory now, is in the vault."""
        return self._kept.is_saved(draft_id)

    def save_problem(self, draft_id: str) -> SaveProblem | None:
        """Return why the last attempt to store failed, None when it did not; it is tried again by itself."""
        return self._kept.problem(draft_id)

    async def procedure(self, draft_id: str) -> Procedure:
        """Return the procedure as it was when the draft was started, with its form and papers.

        Raises:
            DraftNotFoundError: no such draft, or its form is gone from device and catalogue.
        """
        return await self._pinned.of(self._access.get(draft_id))

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
        return self._kept.subscribe(listener)

    # --- starting -----------------------------------------------------------------------------------------------------

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
            owner=self._access.owner(),
            procedure_code=procedure.code,
            form_version=procedure.form.version,
            subject=subject,
            answers={name: value for name, value in (answers or {}).items() if name in asked},
            created_at=now,
            saved_at=now,
            language=self._language(),
            form_on=self._pinned.catalogue_on(),
        )
        await self._kept.add(draft, also=[put_procedure(procedure, form_version=draft.form_version)])
        self._pinned.hold(procedure, form_version=draft.form_version)
        return draft

    async def receive(self, draft: Draft, procedure: Procedure, files: Mapping[str, bytes]) -> Draft:
        """Store a draft that came from another device under a new id, with its files (by attachment id).

        It keeps its idempotency key unless a draft that is here has that: then it is a duplicate of that one, for one
        device has one parcel of a key.

        Raises:
            VaultError: nothing was stored.
        """
        fresh_ids = {attachment.id: self._new_id() for attachment in draft.attachments}
        received = replace(
            draft,
            id=self._new_id(),
            owner=self._access.owner(),
            saved_at=self._clock(),
            submission_key=None if self._is_here(draft.submission_key) else draft.submission_key,
            attachments=tuple(replace(known, id=fresh_ids[known.id]) for known in draft.attachments),
            deleted_at=None,
            not_mine=frozenset(),
        )
        for known_id, fresh_id in fresh_ids.items():
            await self._vault.stage_blob(fresh_id, files[known_id])
        adopted = (AdoptBlob(fresh_id) for fresh_id in fresh_ids.values())
        return await self._kept.add(received, also=[*await self._pinned.pinning(received, procedure), *adopted])

    async def newer_form(self, draft_id: str) -> NewerForm | None:
        """Return today's form of the draft's procedure and what taking it over comes to; None when there is no other.

        Raises:
            DraftNotFoundError: no such draft, or its form is gone from device and catalogue.
        """
        adoption = await self._pinned.adoption(self._access.get(draft_id))
        if adoption is None:
            return None
        draft = self._access.get(draft_id)
        migration = adoption.migration(draft.answers, today=self._day())
        return NewerForm(adoption.procedure, migration, adoption.files_without_place(draft))

    async def adopt(self, draft_id: str) -> Draft:
        """Take the draft over into today's form of its procedure and return it; the same draft when there is no other.

        Raises:
            DraftLockedError, DraftNotFoundError
            VaultError: nothing was stored, the draft is as before.
        """
        draft = self._access.get_open(draft_id)
        adoption = await self._pinned.adoption(draft)
        if adoption is None:
            return draft
        newer, day, form_on = adoption.procedure, self._day(), self._pinned.catalogue_on()
        gone = [file.id for file in adoption.files_without_place(self._access.get_open(draft_id))]

        def adopted(draft: Draft) -> Draft:
            if draft.is_locked:  # submitted while this waited for its turn to write
                raise DraftLockedError(draft_id)
            return adoption.adopted(draft, today=day, form_on=form_on)

        def also(draft: Draft) -> Sequence[Write]:
            pinned = put_procedure(newer, form_version=draft.form_version)
            return [pinned, *(DeleteBlob(file_id) for file_id in gone)]

        return await self._kept.update(draft_id, adopted, also=also)

    # --- changing -----------------------------------------------------------------------------------------------------

    def set_answer(self, draft_id: str, pointer: str, value: Any) -> None:
        """Set one answer; None takes it away. A value that differs from a pre-filled one loses its source.

        Where somebody helps, the applicant has to agree anew.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        draft = self._access.get_open(draft_id)
        changed = answered(draft, pointer, value)
        self._become(changed if changed is draft else not_agreed(changed))

    def declare(self, draft_id: str, pointer: str, *, given: bool) -> None:
        """Set or take back a declaration: said after the answers were agreed to, it changes nothing of them.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        self._become(answered(self._access.get_open(draft_id), pointer, True if given else None))

    def prefill(self, draft_id: str, values: Mapping[str, tuple[Any, str]]) -> None:
        """Set answers the person agreed to take over: ``{pointer: (value, source)}``, as one change.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        self._become(prefilled(self._access.get_open(draft_id), values))

    def set_source(self, draft_id: str, pointer: str, source: str | None) -> None:
        """Note where the answer at ``pointer`` came from, None for "typed"."""
        self._become(sourced(self._access.get_open(draft_id), pointer, source))

    def set_step(self, draft_id: str, step_id: str | None) -> None:
        """Remember where the person is, and store at once what they did before; changes nothing on a locked draft."""
        draft = self._access.get(draft_id)
        if not self._kept.is_closed(draft):
            self._become(replace(draft, step_id=step_id))
            self._kept.save_soon(draft_id)

    def set_subject(self, draft_id: str, subject: Subject) -> None:
        """Change for whom the application is; what registers and earlier applications filled in for the other goes.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        self._become(made_for(self._access.get_open(draft_id), subject))

    def set_help(self, draft_id: str, help_: Help | None) -> None:
        """Note who helps the applicant, and whether the applicant agreed to every answer; None for nobody.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        self._become(replace(self._access.get_open(draft_id), help=help_))

    def set_updates_to(self, draft_id: str, address: str) -> None:
        """Note where the applicant wants to be told of news; they agree to it anew, whoever wrote it.

        Raises:
            DraftLockedError, DraftNotFoundError
        """
        self._become(not_agreed(replace(self._access.get_open(draft_id), updates_to=address)))

    def confirm(self, draft_id: str, check_id: str, *, given: bool) -> None:
        """Store or take back the tick that answers a check of severity ``confirm``."""
        self._become(confirmed(self._access.get_open(draft_id), check_id, given=given))

    async def attach(
        self, draft_id: str, paper: Paper, *, file_name: str, data: bytes | AsyncIterator[bytes]
    ) -> Attachment | Refused:
        """Check, clean, hash and store a file, and return it once draft and bytes are in the vault together.

        Raises:
            DraftLockedError, DraftNotFoundError
            VaultError: there is no room, or the vault cannot be written; the draft is as before.
        """
        return await self._files.attach(self._access.get_open(draft_id), paper, file_name=file_name, data=data)

    async def detach(self, draft_id: str, attachment_id: str) -> None:
        """Remove a file from the draft, and its bytes from the device unless a duplicate has them too.

        Raises:
            DraftLockedError, DraftNotFoundError, VaultError
        """
        draft = self._access.get_open(draft_id)
        if gone := [file for file in draft.attachments if file.id == attachment_id]:
            await self._files.detach(draft_id, gone)

    async def claim(self, draft_id: str) -> Draft:
        """Make the guest's draft the signed-in person's own; fine when it is theirs already."""
        draft, owner = self._access.get(draft_id), self._access.owner()
        if draft.owner is None and owner is not None:
            return await self.update(draft_id, lambda draft: replace(draft, owner=draft.owner or owner))
        return draft

    async def flush(self, draft_id: str) -> bool:
        """Store the draft now and return whether all of it is stored; never raises."""
        return await self._kept.flush(draft_id)

    async def flush_all(self) -> None:
        """Store now whatever is not stored yet, of every draft: the app is put aside, or its window closes."""
        await self._kept.flush_all()

    # --- for the outbox -----------------------------------------------------------------------------------------------

    def held(self, draft_id: str) -> Draft | None:
        """Return a draft whoever is signed in; for the outbox only."""
        return self._kept.find(draft_id)

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
            also: What else the same transaction stores, or a function of the changed draft that says so. Bytes of a
                file that another draft names too are not deleted.
            freeze: Take no change meanwhile; ``change`` sets ``parcel_id``.

        Raises:
            VaultError: nothing was stored, the draft is as before.
        """
        return await self._kept.update(draft_id, change, also=also, freeze=freeze)

    # --- small ones ---------------------------------------------------------------------------------------------------

    def _is_here(self, submission_key: str | None) -> bool:
        return any(draft.submission_key == submission_key for draft in self._kept)

    def _day(self) -> date:
        return self._clock().astimezone(VIETNAM).date()

    def _become(self, changed: Draft) -> None:
        if changed != self._kept.find(changed.id):
            self._kept.change(changed)
