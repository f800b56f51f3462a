"""What must be there before a terminal can be kept, and what a keeper that was killed has left."""

import fcntl
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app.kiosk import place, processes
from app.kiosk.browser import find_chromium
from app.kiosk.place import MemoryPlace
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import FILE_NAME, SettingsDamagedError, read_settings
from app.startup import StartError

LOCK = "keeper.lock"


def only_keeper(folder: Path) -> int:
    """Return what holds ``folder`` for this keeper alone, as long as it is open.

    Raises:
        StartError: another keeper has it, or it cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError("full" if error.errno == 28 else "read_only", str(folder)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise StartError("already_open", str(folder)) from error
    return lock


def settings_in(folder: Path) -> KioskSettings:
    """Return the terminal's settings.

    Raises:
        StartError: they cannot be read.
    """
    try:
        return read_settings(folder)
    except (SettingsDamagedError, OSError) as error:
        raise StartError("kiosk_settings", str(folder / FILE_NAME)) from error


def memory_place(environment: Mapping[str, str]) -> MemoryPlace:
    """Return a fresh place on memory-backed storage, with nothing of any killed keeper left on it.

    Raises:
        StartError: there is no such storage, or no room on it.
    """
    storage = place.memory_storage(environment) if sys.platform.startswith("linux") else None
    if storage is None:
        raise StartError("no_memory_storage", "/dev/shm")  # noqa: S108 - a name to be told
    for folder in place.left_by_the_dead(storage):
        processes.kill_marked(place.MARK, str(folder))
        if not place.wipe(folder):
            raise StartError("read_only", str(folder))
    try:
        return MemoryPlace(storage)
    except OSError as error:
        raise StartError("full", str(storage)) from error


def chromium(environment: Mapping[str, str]) -> str:
    """Return the browser to use.

    Raises:
        StartError: there is none, or no screen to show it on.
    """
    found = find_chromium()
    if found is None:
        raise StartError("no_chromium", ", ".join(("chromium", "google-chrome")))
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        raise StartError("no_screen", "DISPLAY")
    return found
