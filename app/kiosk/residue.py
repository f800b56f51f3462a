"""What a session may leave outside its own folder: the clipboard, the print queue, the document scanner's folder."""

import asyncio
import contextlib
import shutil
from collections.abc import Mapping

from app.kiosk.document_scanner import empty
from app.kiosk.settings import KioskSettings
from app.printing.service import Printer

LONGEST_S = 2.0


def clearing_commands(environment: Mapping[str, str]) -> list[list[str]]:
    """Return the programs on this machine that clear the clipboards.

    An X11 selection belongs to the window that made it and goes with the browser; a clipboard's own keeper, or
    Wayland's, may hold a copy.
    """
    commands = []
    if environment.get("WAYLAND_DISPLAY"):
        commands += [["wl-copy", "--clear"], ["wl-copy", "--primary", "--clear"]]
    if environment.get("DISPLAY"):
        commands += [["xsel", "--clear", f"--{name}"] for name in ("primary", "secondary", "clipboard")]
        commands += [["xclip", "-selection", name, "/dev/null"] for name in ("primary", "secondary", "clipboard")]
    return [command for command in commands if shutil.which(command[0])]


async def clear_residue(environment: Mapping[str, str], settings: KioskSettings) -> bool:
    """Clear it; return whether every program there is for it did, nothing waits to be printed, and no scan is left."""
    clearing = [_run(command) for command in clearing_commands(environment)]
    if settings.printer:
        clearing.append(_clear_queue(Printer(settings.printer, settings.paper, environment=environment)))
    done = await asyncio.gather(asyncio.to_thread(empty, settings.scan_folder), *clearing)
    return all(done)


async def _clear_queue(printer: Printer) -> bool:
    try:
        return await asyncio.wait_for(printer.clear(), LONGEST_S)
    except TimeoutError:
        return False


async def _run(command: list[str]) -> bool:
    nothing = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=nothing, stdout=nothing, stderr=nothing)
    except OSError:
        return False
    try:
        return await asyncio.wait_for(process.wait(), LONGEST_S) == 0
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        return False
