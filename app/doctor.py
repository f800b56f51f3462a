"""What ``motcua doctor --json`` says of this device: counts by state, versions, how the key is kept."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from app.drafts.store import DRAFTS, decode_draft
from app.outbox.service import Outbox
from app.outbox.store import DOSSIERS, PARCELS, decode_parcel
from app.vault import schema
from app.vault.errors import (
    SecretStoreError,
    VaultDamagedError,
    VaultError,
    VaultFullError,
    VaultLockedError,
    VaultReadOnlyError,
    VaultTooNewError,
    WrongKeyError,
)
from app.vault.inspection import inspect
from app.vault.keys import SecretStore, vault_key
from app.vault.vault import Vault

_STATES: dict[type[VaultError], str] = {
    VaultLockedError: "in_use",
    VaultFullError: "full",
    VaultReadOnlyError: "read_only",
    VaultDamagedError: "damaged",
    VaultTooNewError: "too_new",
    WrongKeyError: "wrong_key",
}


async def examine(folder: Path, secrets: SecretStore, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Return the state of the vault in ``folder`` as JSON-able values; changes nothing and makes no key.

    No value that anybody typed is in it. ``vault`` is ``ok | absent | in_use | full | read_only | damaged | too_new |
    wrong_key | key_unavailable``. While the app has it open (``in_use``), counts by table are told, not those by state.
    """
    report: dict[str, Any] = {
        "schema_version": None,
        "newest_schema_version": schema.VERSION,
        "key": {"kept_in": secrets.kind, "protects_drafts": secrets.kind not in ("key_file",)},
        "vault": "absent",
    }
    try:
        found = inspect(folder)
    except VaultDamagedError:
        return {**report, "vault": "damaged"}
    if found is None:
        return report
    report |= {
        "schema_version": found.schema_version,
        "records": found.records,
        "files": found.files,
        "quarantined": found.quarantined,
        "size_bytes": found.size_bytes,
    }
    try:
        return {**report, "vault": "ok", **await _counts(folder, secrets, clock)}
    except SecretStoreError:
        return {**report, "vault": "key_unavailable"}
    except VaultError as error:
        return {**report, "vault": _STATES.get(type(error), "unusable")}


async def _counts(folder: Path, secrets: SecretStore, clock: Callable[[], datetime]) -> dict[str, Any]:
    vault = await Vault.open(folder, await vault_key(secrets, folder), clock=clock)
    try:
        drafts = [decode_draft(id_, record) for id_, record in await vault.all(DRAFTS)]
        parcels = [decode_parcel(record) for _, record in await vault.all(PARCELS)]
        return {
            "drafts": dict(Counter(str(Outbox.filing_state(draft)) for draft in drafts)),
            "parcels": dict(Counter(str(parcel.state) for parcel in parcels)),
            "waiting_because": dict(Counter(str(parcel.reason) for parcel in parcels if not parcel.is_delivered)),
            "dossiers": len(await vault.all(DOSSIERS)),
            "quarantined": await vault.count_quarantined(),
        }
    finally:
        await vault.close()
