"""``motcua doctor`` and ``motcua drafts list | export | import | code | aside | recover | passphrase``."""

import argparse
import asyncio
import getpass
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.doctor import diagnose
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.recovering import list_aside, recover
from app.drafts.service import Drafts
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
from app.passphrase_words import add_passphrase, carry_out
from app.startup import StartError, choose_secret_store, default_data_dir, start_error
from app.vault.errors import SecretStoreError, VaultError, WrongKeyError
from app.vault.inspection import inspect
from app.vault.opening import open_vault
from app.vault.recipient import BadCodeError, is_sealed_for_a_receiver
from app.vault.sealed_file import NotASealedFileError
from app.vault.vault import Vault


def command(arguments: Sequence[str], *, environment: Mapping[str, str] = os.environ) -> int:
    """Carry out ``doctor`` or ``drafts list | export | import | code | aside | recover`` and return the exit code.

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
    aside = actions.add_parser("aside", help="one line of JSON for each thing that was set aside, with the reason")
    aside.set_defaults(run=_aside)
    recovering = actions.add_parser("recover", help="write a draft that was set aside to a sealed file, to be imported")
    recovering.add_argument("wanted", help="its number by ``drafts aside``, or the id of a draft with a damaged file")
    recovering.add_argument("file", type=Path, help="a new one")
    recovering.add_argument("--to", metavar="CODE", help="as of ``drafts export``")
    recovering.set_defaults(run=_recover)
    passphrase = add_passphrase(actions)
    passphrase.set_defaults(run=_passphrase_of_the_device)
    for word in (doctor, listing, exporting, importing, showing, aside, recovering, passphrase):
        word.add_argument("--data-dir", type=Path, default=default_data_dir())
    return parser


async def _doctor(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    report = await diagnose(options.data_dir, environment)
    _say(json.dumps(report, ensure_ascii=False, indent=None if options.json else 2))
    return 0 if report["vault"] in ("ok", "absent", "in_use") else 1


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
        data = await export_draft(drafts, vault, options.draft_id, sealed=_way_to_seal(options, environment))
    await asyncio.to_thread(options.file.write_bytes, data)
    _say(str(options.file))
    return 0


async def _aside(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    if inspect(options.data_dir / "vault") is None:
        return 0
    async with _opened(options.data_dir, environment) as (vault, _drafts):
        for entry in list_aside(await vault.remains(), owner=await _owner(vault)):
            _say(json.dumps(entry))
    return 0


async def _recover(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    if inspect(options.data_dir / "vault") is None:
        raise DraftNotFoundError(options.wanted)
    async with _opened(options.data_dir, environment) as (vault, drafts):
        found = await recover(
            vault, drafts, options.wanted, owner=await _owner(vault), sealed=_way_to_seal(options, environment)
        )
    await asyncio.to_thread(_write_new, options.file, found.data)
    _say(json.dumps({"file": str(options.file), "missing_files": found.missing_files}))
    return 0


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def _way_to_seal(options: argparse.Namespace, environment: Mapping[str, str]) -> ByPassphrase | ForReceiver:
    return ForReceiver(options.to) if options.to else ByPassphrase(_passphrase(environment))


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
        owner = await _owner(vault)
        drafts = Drafts(vault, procedures=lambda _code: None, clock=_now, owner=lambda: owner)
        await drafts.load()
        yield vault, drafts
    finally:
        await vault.close()


async def _owner(vault: Vault) -> str | None:
    grant = read_grant(await vault.get(TABLE, SESSION))
    return grant.session.subject if grant else None


def _passphrase(environment: Mapping[str, str]) -> str:
    return environment.get("MOTCUA_EXPORT_PASSPHRASE") or getpass.getpass("Passphrase of the file: ")


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _fail(line: str) -> int:
    sys.stderr.write(f"motcua: {line}\n")
    return 1
