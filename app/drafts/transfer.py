"""Carry a draft with its files to another device in one sealed file; on the screen and by ``motcua drafts``."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import HELPER_KINDS, Draft
from app.drafts.service import Drafts
from app.drafts.store import decode_draft, encode_draft
from app.vault.contents import encode
from app.vault.recipient import (
    is_sealed_for_a_receiver,
    new_receiving_key,
    open_received,
    receiving_code,
    seal_for,
)
from app.vault.sealed_file import open_sealed_file, seal_file
from app.vault.vault import Vault
from forms.procedure import Procedure

EXTENSION = "motcua"
MEDIA_TYPE = "application/vnd.motcua.draft"
LARGEST_BYTES = 300 * 1024 * 1024
"""More than all papers of any procedure together."""
_PURPOSE = "draft"
_LENGTH_BYTES = 8
_RECEIVING = ("receiving", "key")


class NotADraftError(ValueError):
    """The file opens but holds no whole draft."""


@dataclass(frozen=True, slots=True)
class ByPassphrase:
    """Sealed by words that both sides know."""

    words: str


@dataclass(frozen=True, slots=True)
class ForReceiver:
    """Sealed for the one device that shows this code."""

    code: str


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
            "size_bytes": drafts.shelf.size_bytes(draft),
        }
        for draft in drafts.list()
    ]


async def export_draft(
    drafts: Drafts, vault: Vault, draft_id: str, *, sealed: ByPassphrase | ForReceiver, waiting: bool = False
) -> bytes:
    """Return a draft with its form and files as one sealed file; the draft stays where it is.

    Both have its idempotency key, made now where there was none, so that two devices of one person that submit the same
    draft still make one dossier.

    Args:
        drafts: As the signed-in person sees them.
        vault: Where the files' bytes are.
        draft_id: Which draft.
        sealed: How.
        waiting: Also one that waits to be sent, because the line is down.

    Raises:
        DraftNotFoundError: no such draft, or somebody else's.
        DraftLockedError: it is submitted, or waits to be sent and ``waiting`` is not given.
        BadCodeError: the receiver's code is not one.
        VaultError: a file of it is damaged, or its key could not be stored.
    """
    draft = drafts.find(draft_id)
    if draft is None:
        raise DraftNotFoundError(draft_id)
    if draft.dossier_id is not None or (draft.is_locked and not waiting):
        raise DraftLockedError(draft_id)
    procedure = await drafts.procedure(draft_id)
    if draft.submission_key is None:
        draft = await drafts.update(draft_id, _with_key)
    files = [await vault.get_blob(attachment.id) for attachment in draft.attachments]
    return await packed(draft, procedure, files, sealed=sealed)


async def packed(
    draft: Draft, procedure: Procedure, files: Sequence[bytes], *, sealed: ByPassphrase | ForReceiver
) -> bytes:
    """Return a draft, its form and the bytes of its files in their order as one sealed file.

    Raises:
        BadCodeError: the receiver's code is not one.
    """
    header = {"draft": encode_draft(draft), "procedure": procedure.model_dump(mode="json", by_alias=True)}
    head = json.dumps(header, ensure_ascii=False).encode()
    content = b"".join([len(head).to_bytes(_LENGTH_BYTES, "big"), head, *files])
    return await asyncio.to_thread(_sealed, content, sealed)


async def import_draft(
    drafts: Drafts, vault: Vault, data: bytes, *, passphrase: str = "", key: bytes | None = None
) -> Draft:
    """Store an exported draft as a new one of whoever is signed in (or the guest) and return it.

    Args:
        drafts: Where it goes.
        vault: Keeps the key of this device's receiving code.
        data: The file.
        passphrase: For a file sealed by one.
        key: Of the receiver, where it is not this device's own.

    Raises:
        NotASealedFileError, NotADraftError: it is something else, or not whole.
        WrongKeyError: another passphrase or receiver, or changed bytes.
        VaultError: nothing was stored.
    """
    if is_sealed_for_a_receiver(data):
        receiver = key or await _receiving_key(vault)
        content = await asyncio.to_thread(open_received, data, receiver, purpose=_PURPOSE)
    else:
        content = await asyncio.to_thread(open_sealed_file, data, passphrase, purpose=_PURPOSE)
    try:
        draft, procedure, files = _read(content)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotADraftError from error
    return await drafts.receive(draft, procedure, files)


async def own_code(vault: Vault) -> str:
    """Return the code with which others seal files for this device; the same one every time.

    Raises:
        VaultError: there is none yet and it could not be kept.
    """
    return receiving_code(await _receiving_key(vault))


async def _receiving_key(vault: Vault) -> bytes:
    kept = await vault.get(*_RECEIVING)
    if kept is not None:
        return bytes.fromhex(kept["key"])
    key = new_receiving_key()
    await vault.put(*_RECEIVING, {"key": key.hex()})
    return key


def _with_key(draft: Draft) -> Draft:
    return replace(draft, submission_key=draft.submission_key or str(uuid4()))


def _sealed(content: bytes, sealed: ByPassphrase | ForReceiver) -> bytes:
    match sealed:
        case ByPassphrase(words):
            return seal_file(content, words, purpose=_PURPOSE)
        case ForReceiver(code):
            return seal_for(content, code, purpose=_PURPOSE)


def _read(content: bytes) -> tuple[Draft, Procedure, Mapping[str, bytes]]:
    length = int.from_bytes(content[:_LENGTH_BYTES], "big")
    header = json.loads(content[_LENGTH_BYTES : _LENGTH_BYTES + length])
    encode(header)  # half a letter, or a number without an end, can be read but not be stored
    draft = replace(decode_draft("imported", header["draft"]), parcel_id=None, dossier_id=None)
    files, at = {}, _LENGTH_BYTES + length
    for attachment in draft.attachments:
        files[attachment.id] = content[at : at + attachment.size_bytes]
        at += attachment.size_bytes
        if hashlib.sha256(files[attachment.id]).hexdigest() != attachment.sha256:
            raise ValueError(attachment.id)
    if at != len(content):
        raise ValueError("bytes that belong to nothing")
    procedure = Procedure.model_validate(header["procedure"])
    if not isinstance(draft.answers, dict) or not isinstance(draft.sources, dict):
        raise TypeError("answers are by name")
    texts = [
        draft.title,
        draft.language,
        draft.subject,
        draft.step_id or "",
        draft.submission_key or "",
        draft.updates_to,
    ]
    if draft.help is not None:
        texts += [draft.help.name, draft.help.number]
        if draft.help.kind not in HELPER_KINDS or not isinstance(draft.help.agreed, bool):
            raise ValueError("a helper of no kind")
    texts += [text for one in draft.attachments for text in (one.id, one.paper_id, one.file_name, one.media_type)]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("texts are texts")
    if procedure.form is None or (procedure.code, procedure.form.version) != (draft.procedure_code, draft.form_version):
        raise ValueError("the form is another one's")
    return draft, procedure, files
