"""What the files of a paper go with: a draft, or the answer to something an office asked for."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from app.documents.model import Refused
from app.documents.service import Documents
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.vault.model import Write
from forms.procedure import Paper

AnswerStanding = Literal["open", "on_its_way", "over"]
"""Whether an answer is being made, waits to be sent, or is no longer asked for."""


class Holder(Protocol):
    """What files go with; only its owner sees it."""

    @property
    def id(self) -> str:
        """The id under which pages are kept for it."""

    @property
    def is_over(self) -> bool:
        """Whether it is sent or gone, whoever is signed in: nothing needs to be kept for it any more."""

    def files(self) -> tuple[Attachment, ...]:
        """Return the files it has, for whoever is about to change them.

        Raises:
            DraftLockedError: it is on its way or sent.
            DraftNotFoundError: there is no such draft.
        """

    async def attach(self, paper: Paper, *, file_name: str, data: bytes) -> Attachment | Refused:
        """Check, clean, hash and store one more file; raises as ``files``, and VaultError."""

    async def detach(self, attachment_id: str) -> None:
        """Take a file out and off the device; raises as ``files``, and VaultError."""

    async def exchange(self, gone: Collection[str], come: Sequence[Attachment], *, also: Sequence[Write]) -> None:
        """Put files in the place of others together with ``also``; raises as ``files``, and VaultError."""


@dataclass(frozen=True, slots=True)
class DraftHolder:
    """A draft."""

    id: str
    drafts: Drafts

    @property
    def is_over(self) -> bool:
        """Whether it is filed or gone."""
        draft = self.drafts.held(self.id)
        return draft is None or draft.dossier_id is not None

    def files(self) -> tuple[Attachment, ...]:
        """Return the draft's files, see ``Holder``."""
        draft = self.drafts.find(self.id)
        if draft is None:
            raise DraftNotFoundError(self.id)
        if not draft.is_open:
            raise DraftLockedError(self.id)
        return draft.attachments

    async def attach(self, paper: Paper, *, file_name: str, data: bytes) -> Attachment | Refused:
        """Take one more file in, see ``Holder``."""
        return await self.drafts.attach(self.id, paper, file_name=file_name, data=data)

    async def detach(self, attachment_id: str) -> None:
        """Take a file out, see ``Holder``."""
        await self.drafts.detach(self.id, attachment_id)

    async def exchange(self, gone: Collection[str], come: Sequence[Attachment], *, also: Sequence[Write]) -> None:
        """Put files in the place of others, see ``Holder``."""

        def exchanged(draft: Draft) -> Draft:
            if draft.is_locked:  # submitted while this waited for its turn to write
                raise DraftLockedError(draft.id)
            others = [attachment for attachment in draft.attachments if attachment.id not in gone]
            return replace(draft, attachments=(*others, *come))

        await self.drafts.update(self.id, exchanged, also=also)


@dataclass(frozen=True, slots=True)
class AnswerHolder:
    """An answer to one request of one dossier, from its first file until the portal has it."""

    id: str
    documents: Documents
    standing: Callable[[str], AnswerStanding]

    @property
    def is_over(self) -> bool:
        """Whether the office no longer asks for it."""
        return self.standing(self.id) == "over"

    def files(self) -> tuple[Attachment, ...]:
        """Return the files kept for the answer, see ``Holder``."""
        if self.standing(self.id) != "open":
            raise DraftLockedError(self.id)
        return self.documents.of(self.id)

    async def attach(self, paper: Paper, *, file_name: str, data: bytes) -> Attachment | Refused:
        """Take one more file in, see ``Holder``."""
        self.files()
        return await self.documents.keep(self.id, paper, file_name=file_name, data=data)

    async def detach(self, attachment_id: str) -> None:
        """Take a file out, see ``Holder``."""
        self.files()
        await self.documents.remove(attachment_id)

    async def exchange(self, gone: Collection[str], come: Sequence[Attachment], *, also: Sequence[Write]) -> None:
        """Put files in the place of others, see ``Holder``."""
        self.files()
        await self.documents.exchange(self.id, gone, come, also=also)


class Holders:
    """Find what holds files by its id: a draft's, or the one that ``answer_id`` makes."""

    def __init__(
        self,
        drafts: Drafts,
        documents: Documents,
        *,
        standing: Callable[[str], AnswerStanding] = lambda _answer_id: "open",
    ) -> None:
        self.drafts = drafts
        self._documents = documents
        self._standing = standing

    def of(self, holder_id: str) -> Holder:
        """Return what holds files under this id."""
        if "/" in holder_id:
            return AnswerHolder(holder_id, self._documents, self._standing)
        return DraftHolder(holder_id, self.drafts)


def answer_id(dossier_id: str, request_id: str) -> str:
    """Return the id under which files are kept for the answer to a request."""
    return f"{dossier_id}/{request_id}"
