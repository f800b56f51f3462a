"""Carry a draft with its files to another device in one sealed file (``motcua drafts list | export | import``)."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.drafts.store import decode_draft, encode_draft
from app.vault.sealed_file import open_sealed_file, seal_file
from app.vault.vault import Vault
from forms.procedure import Procedure

_PURPOSE = "draft"
_LENGTH_BYTES = 8


class NotADraftError(ValueError):
    """The file opens but holds no whole draft."""


def list_drafts(drafts: Drafts) -> list[dict[str, Any]]:
    """Return what ``motcua drafts list`` prints: no value that anybody typed."""
    return [
        {
            "id": draft.id,
            "procedure_code": draft.procedure_code,
            "form_version": draft.form_version,
            "state": "submitted" if draft.dossier_id else "waiting" if draft.parcel_id else "draft",
            "created_at": draft.created_at.isoformat(),
            "saved_at": draft.saved_at.isoformat() if draft.saved_at else None,
            "files": len(draft.attachments),
        }
        for draft in drafts.list()
    ]


async def export_draft(drafts: Drafts, vault: Vault, draft_id: str, *, passphrase: str) -> bytes:
    """Return a draft with its form and files as one sealed file; the draft stays where it is.

    It keeps its idempotency key, so that two devices that submit the same draft still make one dossier.

    Raises:
        DraftNotFoundError: no such draft, or somebody else's.
        DraftLockedError: it waits to be sent or is submitted.
        VaultDamagedError: a file of it is damaged.
    """
    draft = drafts.find(draft_id)
    if draft is None:
        raise DraftNotFoundError(draft_id)
    if draft.is_locked:
        raise DraftLockedError(draft_id)
    procedure = await drafts.procedure(draft_id)
    header = {"draft": encode_draft(draft), "procedure": procedure.model_dump(mode="json", by_alias=True)}
    head = json.dumps(header, ensure_ascii=False).encode()
    files = [await vault.get_blob(attachment.id) for attachment in draft.attachments]
    content = b"".join([len(head).to_bytes(_LENGTH_BYTES, "big"), head, *files])
    return await asyncio.to_thread(seal_file, content, passphrase, purpose=_PURPOSE)


async def import_draft(drafts: Drafts, data: bytes, *, passphrase: str) -> Draft:
    """Store an exported draft as a new one of whoever is signed in (or the guest) and return it.

    Raises:
        NotASealedFileError, NotADraftError: it is something else, or not whole.
        WrongKeyError: another passphrase, or changed bytes.
        VaultError: nothing was stored.
    """
    content = await asyncio.to_thread(open_sealed_file, data, passphrase, purpose=_PURPOSE)
    try:
        draft, procedure, files = _read(content)
    except (KeyError, TypeError, ValueError) as error:
        raise NotADraftError from error
    return await drafts.receive(draft, procedure, files)


def _read(content: bytes) -> tuple[Draft, Procedure, Mapping[str, bytes]]:
    length = int.from_bytes(content[:_LENGTH_BYTES], "big")
    header = json.loads(content[_LENGTH_BYTES : _LENGTH_BYTES + length])
    draft = replace(decode_draft("imported", header["draft"]), parcel_id=None, dossier_id=None)
    files, at = {}, _LENGTH_BYTES + length
    for attachment in draft.attachments:
        files[attachment.id] = content[at : at + attachment.size_bytes]
        at += attachment.size_bytes
        if hashlib.sha256(files[attachment.id]).hexdigest() != attachment.sha256:
            raise ValueError(attachment.id)
    if at != len(content):
        raise ValueError("bytes that belong to nothing")
    return draft, Procedure.model_validate(header["procedure"]), files
