"""How a terminal is, for whoever watches many of them from afar (``motcua doctor --json``): nothing of a citizen."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from app.kiosk.browser import find_chromium, has_policies
from app.kiosk.place import is_held, memory_storage
from app.kiosk.reach import is_of_this_machine
from app.kiosk.record import read_record
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import SettingsDamagedError, read_settings
from app.kiosk.starting import LOCK

_SECRETS = {"terminal_secret", "pin_hash"}


async def terminal_health(
    folder: Path,
    environment: Mapping[str, str],
    *,
    reaches: Callable[[str], Awaitable[bool]],
    knows_printer: Callable[[KioskSettings], Awaitable[bool]],
) -> dict[str, Any]:
    """Return the settings without secrets, how the last session ended, and what of its surroundings is there.

    Args:
        folder: Where the keeper keeps its things.
        environment: Of this process.
        reaches: Whether a portal answers at an address.
        knows_printer: Whether the print system knows the terminal's queue.
    """
    report: dict[str, Any] = {
        "is_running": is_held(folder / LOCK),
        "last": read_record(folder),
        "chromium": find_chromium() is not None,
        "policies": has_policies(),
        "memory_storage": memory_storage(environment) is not None,
        "can_swap": can_swap(),
    }
    try:
        settings = read_settings(folder)
    except (SettingsDamagedError, OSError):
        return {**report, "settings": "unreadable"}
    return {
        **report,
        "settings": settings.model_dump(mode="json", exclude=_SECRETS),
        "is_registered": bool(settings.terminal_id and settings.terminal_secret.get_secret_value()),
        "has_pin": bool(settings.pin_hash),
        "portal_reached": await reaches(settings.portal_url) if settings.portal_url else None,
        "is_portal_for_phones": not is_of_this_machine(settings.portal_url) if settings.portal_url else None,
        "printer_known": await knows_printer(settings) if settings.printer else None,
    }


def can_swap(proc: Path = Path("/proc"), groups: Path = Path("/sys/fs/cgroup")) -> bool | None:
    """Return whether memory of this process may be written to a disk: swap that is on and not forbidden to its group.

    Swap on an encrypted device counts as swap: nothing here can tell it from another. None: not to be found out.
    """
    try:
        if len((proc / "swaps").read_text().splitlines()) < 2:
            return False
        own = (proc / "self" / "cgroup").read_text().rpartition("::")[2].strip().lstrip("/")
    except OSError:
        return None
    try:
        return (groups / own / "memory.swap.max").read_text().strip() != "0"
    except OSError:
        return True
