"""``motcua drafts aside | recover``: what was set aside on this device, and drafts among it given back.

What is given back is a sealed file, as an exported draft is: imported, it becomes a new draft beside those that are
there, so that nothing is ever overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.drafts.adoption import plain_form
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.pinned import PinnedForms
from app.drafts.service import Drafts
from app.drafts.store import DRAFTS, decode_draft
from app.drafts.transfer import ByPassphrase, ForReceiver, packed
from app.vault.errors import VaultDamagedError
from app.vault.remains import Remains
from app.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Recovered:
    """A sealed file, and how many files of the draft are missing in it because they do not open any more."""

    data: bytes
    missing_files: int


def list_aside(remains: Sequence[Remains], *, owner: str | None) -> list[dict[str, Any]]:
    """Return what ``motcua drafts aside`` prints: no value that anybody typed.

    ``opens`` is told of drafts that ``owner`` (or the guest) may see; of anything else only what it was.
    """
    return [
        {
            "number": item.number,
            "kind": item.kind,
            "reason": item.reason,
            "found_at": item.found_at,
            "opens": (draft := _draft_of(item, owner)) is not None,
            **(_described(draft) if draft else {}),
        }
        for item in remains
    ]


async def recover(
    vault: Vault, drafts: Drafts, wanted: str, *, owner: str | None, sealed: ByPassphrase | ForReceiver
) -> Recovered:
    """Return a draft as an exported one, with those of its files that still open.

    Args:
        vault: Where it was set aside.
        drafts: As the signed-in person sees them.
        wanted: The number that ``list_aside`` tells, or the id of a draft that is there but has a damaged file.
        owner: Who is signed in.
        sealed: How.

    Raises:
        DraftNotFoundError: there is none, it is somebody else's, or nothing of it opens.
        DraftLockedError: it was submitted, or waited to be sent: what was sent is not given back as a draft.
        BadCodeError: the receiver's code is not one.
    """
    aside = next((item for item in await vault.remains() if str(item.number) == wanted), None)
    draft = drafts.find(wanted) if aside is None else _draft_of(aside, owner)
    if draft is None:
        raise DraftNotFoundError(wanted)
    if draft.is_locked or draft.dossier_id is not None:
        raise DraftLockedError(draft.id)
    pinned = PinnedForms(vault, procedures=lambda _code: None, catalogue_on=lambda: None, form_of=plain_form)
    procedure = await pinned.of(draft)
    files = {file.id: data for file in draft.attachments if (data := await _whole(vault, file.id)) is not None}
    kept = tuple(file for file in draft.attachments if file.id in files)
    data = await packed(replace(draft, attachments=kept), procedure, [files[file.id] for file in kept], sealed=sealed)
    return Recovered(data, len(draft.attachments) - len(kept))


def _draft_of(item: Remains, owner: str | None) -> Draft | None:
    if item.kind != DRAFTS or item.id is None or item.value is None:
        return None
    try:
        draft = decode_draft(item.id, item.value)
    except (KeyError, TypeError, ValueError):
        return None
    return draft if draft.owner in (None, owner) else None


def _described(draft: Draft) -> Mapping[str, Any]:
    return {
        "procedure_code": draft.procedure_code,
        "form_version": draft.form_version,
        "saved_at": draft.saved_at.isoformat() if draft.saved_at else None,
        "files": len(draft.attachments),
    }


async def _whole(vault: Vault, blob_id: str) -> bytes | None:
    try:
        return await vault.get_blob(blob_id)
    except (KeyError, VaultDamagedError):
        return None
