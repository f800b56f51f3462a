"""What ``motcua doctor --json`` says of this device: counts by state, versions, how the key is kept."""

import argparse
import asyncio
import getpass
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api_client.client import PortalClient
from api_client.errors import PortalError
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.service import Drafts
from app.drafts.store import DRAFTS, decode_draft, encode_draft, form_id
from app.drafts.transfer import (
    ByPassphrase,
    ForReceiver,
    NotADraftError,
    export_draft,
    import_draft,
    list_drafts,
    own_code,
)
from app.identity.store import SESSION, TABLE, read_grant
from app.kiosk.record import FILE_NAME as RECORD
from app.kiosk.settings import KioskSettings
from app.last_errors import read_last_errors
from app.outbox.service import Outbox
from app.outbox.store import DOSSIERS, PARCELS, decode_parcel
from app.passphrase_words import add_passphrase, carry_out
from app.printing.service import Printer
from app.startup import StartError, choose_secret_store, default_data_dir, start_error
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
from app.vault.opening import open_vault, read_unchanged
from app.vault.recipient import BadCodeError, is_sealed_for_a_receiver
from app.vault.sealed_file import NotASealedFileError
from app.vault.vault import Vault

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


# --- the commands -----------------------------------------------------------------------------------------------------


def command(arguments: Sequence[str], *, environment: Mapping[str, str] = os.environ) -> int:
    """Carry out ``doctor`` or ``drafts list | export | import | code`` and return the exit code.

    Args:
        arguments: The word and what follows it.
        environment: ``MOTCUA_PASSPHRASE`` opens the vault; ``MOTCUA_EXPORT_PASSPHRASE`` seals and opens exported files
            (never an argument: other accounts can read those).
    """
    options = _parser().parse_args(list(arguments))
    try:
        code: int = asyncio.run(options.run(options, environment))
        return code
    except (VaultError, SecretStoreError) as error:
        return _fail(start_error(error, options.data_dir).in_words())
    except StartError as error:
        return _fail(error.in_words())
    except (DraftLockedError, DraftNotFoundError):
        return _fail("There is no such draft here, or it waits to be sent or is submitted.")
    except (NotASealedFileError, NotADraftError):
        return _fail("This file is no exported draft.")
    except BadCodeError:
        return _fail("This is no receiving code, or a letter of it is wrong.")
    except OSError as error:
        return _fail(f"{error.filename or 'A file'}: {error.strerror}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua")
    words = parser.add_subparsers(dest="word", required=True)
    doctor = words.add_parser("doctor", help="counts by state, versions, how the key is kept; nothing personal")
    doctor.add_argument("--json", action="store_true", help="one line of JSON")
    doctor.set_defaults(run=_doctor)
    actions = words.add_parser("drafts").add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="one line of JSON for each draft")
    listing.set_defaults(run=_list)
    exporting = actions.add_parser("export", help="write a draft with its files to a sealed file")
    exporting.add_argument("draft_id")
    exporting.add_argument("file", type=Path)
    exporting.add_argument("--to", metavar="CODE", help="the receiving code of the other device; else a passphrase")
    exporting.set_defaults(run=_export)
    importing = actions.add_parser("import", help="take a draft over from a sealed file")
    importing.add_argument("file", type=Path)
    importing.set_defaults(run=_import)
    showing = actions.add_parser("code", help="print the code with which others seal drafts for this device")
    showing.set_defaults(run=_code)
    passphrase = add_passphrase(actions)
    passphrase.set_defaults(run=_passphrase_of_the_device)
    for word in (doctor, listing, exporting, importing, showing, passphrase):
        word.add_argument("--data-dir", type=Path, default=default_data_dir())
    return parser


async def _doctor(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    secrets = await choose_secret_store(options.data_dir, environment=environment, is_kiosk=False)
    report = await examine(options.data_dir / "vault", secrets)
    report["last_errors"] = read_last_errors(options.data_dir)
    for folder in (options.data_dir, options.data_dir / "kiosk"):
        if (folder / RECORD).exists():
            report["terminal"] = await _terminal(folder, environment)
    _say(json.dumps(report, ensure_ascii=False, indent=None if options.json else 2))
    return 0 if report["vault"] in ("ok", "absent", "in_use") else 1


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


async def _list(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    if inspect(options.data_dir / "vault") is None:
        return 0
    async with _opened(options.data_dir, environment) as (_vault, drafts):
        for entry in list_drafts(drafts):
            _say(json.dumps(entry))
    return 0


async def _export(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    if inspect(options.data_dir / "vault") is None:
        raise DraftNotFoundError(options.draft_id)
    async with _opened(options.data_dir, environment) as (vault, drafts):
        sealed = ForReceiver(options.to) if options.to else ByPassphrase(_passphrase(environment))
        data = await export_draft(drafts, vault, options.draft_id, sealed=sealed)
    await asyncio.to_thread(options.file.write_bytes, data)
    _say(str(options.file))
    return 0


async def _import(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    data = await asyncio.to_thread(options.file.read_bytes)
    passphrase = "" if is_sealed_for_a_receiver(data) else _passphrase(environment)
    async with _opened(options.data_dir, environment) as (vault, drafts):
        try:
            draft = await import_draft(drafts, vault, data, passphrase=passphrase)
        except WrongKeyError:
            return _fail("This file was sealed by another passphrase or for another device, or was changed.")
    _say(draft.id)
    return 0


async def _code(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    async with _opened(options.data_dir, environment) as (vault, _drafts):
        _say(await own_code(vault))
    return 0


async def _passphrase_of_the_device(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    problem = await carry_out(options, environment)
    return 0 if problem is None else _fail(problem)


@asynccontextmanager
async def _opened(data_dir: Path, environment: Mapping[str, str]) -> AsyncIterator[tuple[Vault, Drafts]]:
    """Open the device's vault as its signed-in person (or the guest) would."""
    folder = data_dir / "vault"
    secrets = await choose_secret_store(data_dir, environment=environment, is_kiosk=False)
    vault = await open_vault(secrets, folder, clock=_now)
    try:
        grant = read_grant(await vault.get(TABLE, SESSION))
        owner = grant.session.subject if grant else None
        drafts = Drafts(vault, procedures=lambda _code: None, clock=_now, owner=lambda: owner)
        await drafts.load()
        yield vault, drafts
    finally:
        await vault.close()


def _passphrase(environment: Mapping[str, str]) -> str:
    return environment.get("MOTCUA_EXPORT_PASSPHRASE") or getpass.getpass("Passphrase of the file: ")


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _fail(line: str) -> int:
    sys.stderr.write(f"motcua: {line}\n")
    return 1
