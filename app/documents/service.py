"""Files that belong to no draft: what a person adds to an answer to the office, kept until it is sent."""

import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from app.documents.model import Refused
from app.documents.staging import stage_file
from app.drafts.model import Attachment
from app.drafts.store import decode_attachment, encode_attachment
from app.vault.errors import VaultDamagedError
from app.vault.model import Delete, DeleteBlob, Put, Write
from app.vault.vault import Vault
from forms.procedure import Paper

KEPT_FILES = "kept_files"


class Documents:
    """Files kept for a holder, an id such as ``<dossier id>/<request id>``; only their owner sees them."""

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
        self._kept: dict[str, tuple[str, str | None, Attachment]] = {}

    async def load(self) -> None:
        """Read what is kept from the vault."""
        self._kept = {
            id_: (record["holder"], record["owner"], decode_attachment(record["attachment"]))
            for id_, record in await self._vault.all(KEPT_FILES)
        }

    def of(self, holder: str) -> tuple[Attachment, ...]:
        """Return the files kept for ``holder``, oldest first."""
        owner = self._owner()
        mine = [kept for of, by, kept in self._kept.values() if of == holder and by == owner]
        return tuple(sorted(mine, key=lambda attachment: (attachment.added_at, attachment.id)))

    async def keep(
        self, holder: str, paper: Paper, *, file_name: str, data: bytes | AsyncIterator[bytes]
    ) -> Attachment | Refused:
        """Check, clean, hash and store a file; it is in the vault when this returns.

        Raises:
            VaultError: nothing was stored.
        """
        staged = await stage_file(
            self._vault,
            paper,
            file_name=file_name,
            data=data,
            already=sum(1 for attachment in self.of(holder) if attachment.paper_id == paper.id),
            now=self._clock(),
            new_id=self._new_id,
        )
        if isinstance(staged, Refused):
            return staged
        await self.exchange(holder, (), [staged.attachment], also=staged.writes)
        return staged.attachment

    async def remove(self, attachment_id: str) -> None:
        """Forget a kept file; fine when it is not there or not one's own."""
        found = self._kept.get(attachment_id)
        if found is not None and found[1] == self._owner():
            await self.exchange(found[0], [attachment_id], (), also=[DeleteBlob(attachment_id)])

    async def exchange(
        self, holder: str, gone: Collection[str], come: Sequence[Attachment], *, also: Sequence[Write]
    ) -> None:
        """Keep files in the place of others, together with ``also``, all or nothing.

        Raises:
            VaultError: everything is as before.
        """
        owner = self._owner()
        mine = [id_ for id_ in gone if id_ in self._kept and self._kept[id_][:2] == (holder, owner)]
        puts = [_put(holder, owner, attachment) for attachment in come]
        await self._vault.transact([*also, *(Delete(KEPT_FILES, id_) for id_ in mine), *puts])
        for id_ in mine:
            self._kept.pop(id_, None)
        self._kept.update({attachment.id: (holder, owner, attachment) for attachment in come})

    async def tell_against(self, problems: Mapping[str, str]) -> None:
        """Note why the portal refused files that are kept here, by id, in its words.

        Raises:
            VaultError: nothing is noted.
        """
        told = {
            id_: (*self._kept[id_][:2], replace(self._kept[id_][2], problem=problem))
            for id_, problem in problems.items()
            if id_ in self._kept
        }
        if told:
            await self._vault.transact([_put(*kept) for kept in told.values()])
            self._kept.update(told)

    def handed_over(self, attachments: tuple[Attachment, ...]) -> tuple[Write, ...]:
        """Return the writes by which these files stop being kept here; the bytes stay for whoever took them over."""
        return tuple(Delete(KEPT_FILES, attachment.id) for attachment in attachments)

    def release(self, attachments: tuple[Attachment, ...]) -> None:
        """Drop from memory what a committed transaction handed over."""
        for attachment in attachments:
            self._kept.pop(attachment.id, None)

    async def read(self, attachment: Attachment) -> bytes:
        """Return the bytes of an attachment, for a preview.

        Raises:
            KeyError: they are gone.
            VaultDamagedError: they are not what was stored.
        """
        return await self._vault.get_blob(attachment.id)

    async def missing(self, attachments: Iterable[Attachment]) -> frozenset[str]:
        """Return the ids of those whose bytes are gone from this device or are not what was stored."""
        return frozenset([one.id for one in attachments if not await self._is_whole(one)])

    async def _is_whole(self, attachment: Attachment) -> bool:
        digest = hashlib.sha256()
        try:
            async for piece in self._vault.read_blob(attachment.id):
                digest.update(piece)
        except (KeyError, VaultDamagedError):
            return False
        return digest.hexdigest() == attachment.sha256


def _put(holder: str, owner: str | None, attachment: Attachment) -> Put:
    record = {"holder": holder, "owner": owner, "attachment": encode_attachment(attachment)}
    return Put(KEPT_FILES, attachment.id, record)
