"""``motcua drafts passphrase set | change | remove``: the same as on the account's screen, where there is no screen."""

import argparse
import getpass
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from app.safe import SHORTEST_PASSPHRASE, Safe
from app.startup import StartError

SHORT = f"A passphrase has at least {SHORTEST_PASSPHRASE} characters. Nothing was changed."
WRONG = "This is not the passphrase. Nothing was changed."
NONE_SET = "No passphrase protects the drafts here."
ALREADY_SET = "A passphrase protects the drafts here already: use change or remove."


def add_passphrase(actions: Any) -> argparse.ArgumentParser:
    """Add the word to those of ``motcua drafts``."""
    word: argparse.ArgumentParser = actions.add_parser(
        "passphrase", help="set, change or remove the passphrase that protects the drafts of this device"
    )
    word.add_argument("what", choices=("set", "change", "remove"))
    return word


async def carry_out(
    options: argparse.Namespace,
    environment: Mapping[str, str],
    *,
    ask: Callable[[str], str] = getpass.getpass,
) -> str | None:
    """Do it and return what went wrong, None when it is done.

    Args:
        options: ``what`` and ``data_dir``.
        environment: ``MOTCUA_PASSPHRASE`` and ``MOTCUA_NEW_PASSPHRASE``; never an argument, which other accounts can
            read.
        ask: Asks for what the environment does not say.

    Raises:
        StartError: the vault cannot be opened.
    """
    safe = await Safe.open(options.data_dir, environment={}, is_kiosk=False, clock=lambda: datetime.now(UTC))
    try:
        is_set = safe.kind == "passphrase"
        if is_set == (options.what == "set"):
            return ALREADY_SET if is_set else NONE_SET
        current = (environment.get("MOTCUA_PASSPHRASE") or ask("Passphrase now: ")) if is_set else ""
        outcome = await safe.unlock(current) if is_set else None
        if outcome is None and options.what == "remove":
            outcome = await safe.unprotect(current)
        elif outcome is None:
            new = environment.get("MOTCUA_NEW_PASSPHRASE") or ask("New passphrase: ")
            if len(new) < SHORTEST_PASSPHRASE:
                return SHORT
            outcome = await (safe.change(current, new) if is_set else safe.protect(new))
    finally:
        await safe.close()
    if isinstance(outcome, StartError):
        raise outcome
    return WRONG if outcome == "wrong" else None
