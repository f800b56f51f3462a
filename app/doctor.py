"""What ``motcua doctor --json`` says of this device: counts by state, versions, how the key is kept."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any

from api_client.client import PortalClient
from api_client.errors import PortalError
from app.drafts.store import DRAFTS, decode_draft, encode_draft, form_id
from app.kiosk.record import FILE_NAME as RECORD
from app.kiosk.settings import KioskSettings
from app.last_errors import read_last_errors
from app.outbox.service import Outbox
from app.outbox.store import DOSSIERS, PARCELS, decode_parcel
from app.printing.service import Printer
from app.startup import choose_secret_store
from app.vault import schema
from app.vault.contents import encode
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
from app.vault.keys import SecretStore
from app.vault.opening import read_unchanged

_STATES: dict[type[VaultError], str] = {
    VaultLockedError: "in_use",
    VaultFullError: "full",
    VaultReadOnlyError: "read_only",
    VaultDamagedError: "damaged",
    VaultTooNewError: "too_new",
    WrongKeyError: "wrong_key",
}


LONGEST_S = 5.0
"""How long the doctor waits for a portal."""


async def examine(folder: Path, secrets: SecretStore) -> dict[str, Any]:
    """Return the state of the vault in ``folder`` as JSON-able values; changes nothing and makes no key.

    No value that anybody typed is in it. ``vault`` is ``ok | absent | in_use | full | read_only | damaged | too_new |
    wrong_key | key_unavailable``. While the app has it open (``in_use``), counts by table are told, not those by state.
    A file of an older version is read as it is; what is ``unsound`` in it is set aside by the app's next start.
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
        return {**report, "vault": "ok", **await _counts(folder, secrets)}
    except SecretStoreError:
        return {**report, "vault": "key_unavailable"}
    except VaultError as error:
        state = next((state for kind, state in _STATES.items() if isinstance(error, kind)), "unusable")
        return {**report, "vault": state}


async def _counts(folder: Path, secrets: SecretStore) -> dict[str, Any]:
    found = await read_unchanged(secrets, folder)
    drafts = [decode_draft(id_, record) for id_, record in found.tables.get(DRAFTS, {}).items()]
    parcels = [decode_parcel(record) for record in found.tables.get(PARCELS, {}).values()]
    return {
        "drafts": dict(Counter("deleted" if draft.deleted_at else Outbox.filing_state(draft) for draft in drafts)),
        "form_versions": dict(Counter(form_id(draft.procedure_code, draft.form_version) for draft in drafts)),
        "storage_bytes": {
            "answers": sum(len(encode(encode_draft(draft))) for draft in drafts),
            "files": sum({file.id: file.size_bytes for draft in drafts for file in draft.attachments}.values()),
        },
        "parcels": dict(Counter(str(parcel.state) for parcel in parcels)),
        "waiting_because": dict(Counter(str(parcel.reason) for parcel in parcels if not parcel.is_delivered)),
        "dossiers": len(found.tables.get(DOSSIERS, {})),
        "unsound": found.unsound,
    }


async def diagnose(data_dir: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return what ``examine`` says, the last errors, and how a terminal used by many is, where this is one."""
    secrets = await choose_secret_store(data_dir, environment=environment, is_kiosk=False)
    report = await examine(data_dir / "vault", secrets)
    report["last_errors"] = read_last_errors(data_dir)
    for folder in (data_dir, data_dir / "kiosk"):
        if (folder / RECORD).exists():
            report["terminal"] = await _terminal(folder, environment)
    return report


async def _terminal(folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    from app.kiosk.health import terminal_health  # here: a terminal runs on Linux, the doctor everywhere

    def knows(settings: KioskSettings) -> Awaitable[bool]:
        return Printer(settings.printer, settings.paper).is_known()

    return await terminal_health(folder, environment, reaches=_reaches, knows_printer=knows)


async def _reaches(url: str) -> bool:
    try:
        await asyncio.wait_for(PortalClient(url).identity.metadata(), LONGEST_S)
    except (PortalError, TimeoutError):
        return False
    return True
