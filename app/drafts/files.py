"""Files of drafts: taken in and taken out."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from app.documents.model import Refused
from app.documents.staging import stage_file
from app.drafts.keeping import KeptDrafts
from app.drafts.model import Attachment, Draft
from app.vault.model import DeleteBlob, Write
from app.vault.vault import Vault
from forms.procedure import Paper


class _TooManyFilesError(Exception):
    """A paper would get more files than it takes."""


class DraftFiles:
    """Attachments of drafts and their bytes; a draft and its duplicate name the same bytes (see ``KeptDrafts``)."""

    def __init__(
        self, vault: Vault, kept: KeptDrafts, *, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._vault = vault
        self._kept = kept
        self._clock = clock
        self._new_id = new_id

    async def attach(
        self, draft: Draft, paper: Paper, *, file_name: str, data: bytes | AsyncIterator[bytes]
    ) -> Attachment | Refused:
        """Check, clean, hash and store a file, and return it once draft and bytes are in the vault together.

        Raises:
            VaultError: there is no room, or the vault cannot be written; the draft is as before.
        """
        staged = await stage_file(
            self._vault,
            paper,
            file_name=file_name,
            data=data,
            already=_count(draft, paper),
            now=self._clock(),
            new_id=self._new_id,
        )
        if isinstance(staged, Refused):
            return staged

        def adopt(changed: Draft) -> Sequence[Write]:
            if _count(changed, paper) > paper.max_files:
                raise _TooManyFilesError  # another file came in while this one was read
            return staged.writes

        def with_file(changed: Draft) -> Draft:
            return replace(changed, attachments=(*changed.attachments, staged.attachment))

        try:
            await self._kept.update(draft.id, with_file, also=adopt)
        except _TooManyFilesError:
            await self._vault.transact([DeleteBlob(staged.attachment.id)])
            return Refused("too_many", staged.attachment.file_name, limit=paper.max_files)
        return staged.attachment

    async def detach(self, draft_id: str, gone: Iterable[Attachment]) -> None:
        """Remove files from a draft, and from the device unless a duplicate names them too.

        Raises:
            VaultError: nothing was changed.
        """
        ids = {file.id for file in gone}

        def without(draft: Draft) -> Draft:
            return replace(draft, attachments=tuple(file for file in draft.attachments if file.id not in ids))

        await self._kept.update(draft_id, without, also=[DeleteBlob(file_id) for file_id in ids])


def _count(draft: Draft, paper: Paper) -> int:
    return sum(1 for file in draft.attachments if file.paper_id == paper.id)
