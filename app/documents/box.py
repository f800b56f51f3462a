"""Papers a person keeps on this device to use again: a name, a kind, the day it expires, the file."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from uuid import uuid4

from app.documents.model import Refused
from app.documents.staging import display_name, stage_file
from app.drafts.model import Attachment
from app.drafts.store import decode_attachment, encode_attachment
from app.vault.model import Delete, DeleteBlob, Put
from app.vault.vault import Vault
from forms.procedure import Paper

BOX = "box"

PaperKind = Literal[
    "identity", "birth", "marriage", "residence", "insurance", "licence", "land", "education", "business", "other"
]
KINDS: Final[tuple[PaperKind, ...]] = (
    "identity",
    "birth",
    "marriage",
    "residence",
    "insurance",
    "licence",
    "land",
    "education",
    "business",
    "other",
)

MAX_NAME: Final = 80
SOON: Final = timedelta(days=30)
"""So long before it expires a paper is said to expire soon: time enough to have most papers renewed."""

Expiry = Literal["never", "later", "soon", "expired"]

_ANY = Paper(id="box", title={}, max_files=1)


@dataclass(frozen=True, slots=True)
class BoxedPaper:
    """A paper kept to be used again."""

    id: str
    owner: str | None
    name: str
    kind: PaperKind
    expires_on: date | None
    """The last day on which it is valid."""
    file: Attachment
    kept_at: datetime

    def expiry(self, today: date) -> Expiry:
        """Return how it stands with the paper's validity."""
        if self.expires_on is None:
            return "never"
        if self.expires_on < today:
            return "expired"
        return "soon" if self.expires_on - today <= SOON else "later"


class Box:
    """The papers of the signed-in person and those a guest kept on this device."""

    def __init__(
        self,
        vault: Vault,
        *,
        clock: Callable[[], datetime],
        owner: Callable[[], str | None],
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._owner = owner
        self._new_id = new_id
        self._papers: dict[str, BoxedPaper] = {}

    async def load(self) -> None:
        """Read what is kept from the vault."""
        self._papers = {id_: _decoded(id_, record) for id_, record in await self._vault.all(BOX)}

    def list(self) -> tuple[BoxedPaper, ...]:
        """Return the papers one may see, newest first."""
        visible = [paper for paper in self._papers.values() if self._is_visible(paper)]
        return tuple(sorted(visible, key=lambda paper: (paper.kept_at, paper.id), reverse=True))

    def find(self, paper_id: str) -> BoxedPaper | None:
        """Return a paper of the signed-in person or the guest; anybody else's is as if it did not exist."""
        paper = self._papers.get(paper_id)
        return paper if paper is not None and self._is_visible(paper) else None

    async def keep(
        self, *, name: str, kind: PaperKind, expires_on: date | None, file_name: str, data: bytes
    ) -> BoxedPaper | Refused:
        """Check, clean and store a paper; it is in the vault when this returns. Without a name it has its file's.

        Raises:
            VaultError: nothing was stored.
        """
        now = self._clock()
        staged = await stage_file(
            self._vault, _ANY, file_name=file_name, data=data, already=0, now=now, new_id=self._new_id
        )
        if isinstance(staged, Refused):
            return staged
        paper = BoxedPaper(
            id=staged.attachment.id,
            owner=self._owner(),
            name=_name(name) or display_name(file_name),
            kind=kind,
            expires_on=expires_on,
            file=staged.attachment,
            kept_at=now,
        )
        await self._vault.transact([*staged.writes, _put(paper)])
        self._papers[paper.id] = paper
        return paper

    async def change(self, paper_id: str, *, name: str, kind: PaperKind, expires_on: date | None) -> None:
        """Give a paper another name, kind or expiry; fine when it is not there. An empty name changes no name.

        Raises:
            VaultError: it is as before.
        """
        paper = self.find(paper_id)
        if paper is not None:
            changed = replace(paper, name=_name(name) or paper.name, kind=kind, expires_on=expires_on)
            await self._vault.transact([_put(changed)])
            self._papers[paper_id] = changed

    async def remove(self, paper_id: str) -> None:
        """Take a paper off the device; applications that it was used in keep their copy.

        Raises:
            VaultError: it is still there.
        """
        if self.find(paper_id) is not None:
            await self._vault.transact([Delete(BOX, paper_id), DeleteBlob(paper_id)])
            self._papers.pop(paper_id, None)

    async def read(self, paper: BoxedPaper) -> bytes:
        """Return the bytes of a paper.

        Raises:
            KeyError: they are gone.
            VaultError: they are not what was stored.
        """
        return await self._vault.get_blob(paper.id)

    def _is_visible(self, paper: BoxedPaper) -> bool:
        return paper.owner is None or paper.owner == self._owner()


def _name(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in composed if unicodedata.category(letter)[0] != "C").strip()[:MAX_NAME]


def _put(paper: BoxedPaper) -> Put:
    record = {
        "owner": paper.owner,
        "name": paper.name,
        "kind": paper.kind,
        "expires_on": paper.expires_on.isoformat() if paper.expires_on else None,
        "file": encode_attachment(paper.file),
        "kept_at": paper.kept_at.isoformat(),
    }
    return Put(BOX, paper.id, record)


def _decoded(id_: str, record: Mapping[str, Any]) -> BoxedPaper:
    return BoxedPaper(
        id=id_,
        owner=record["owner"],
        name=record["name"],
        kind=record["kind"] if record["kind"] in KINDS else "other",
        expires_on=date.fromisoformat(record["expires_on"]) if record["expires_on"] else None,
        file=decode_attachment(record["file"]),
        kept_at=datetime.fromisoformat(record["kept_at"]),
    )
