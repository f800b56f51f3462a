"""What a session may leave outside its own folder: the clipboard, the print queue, the document scanner's folder."""

import asyncio
import contextlib
import shutil
from collections.abc import Mapping

from app.kiosk.document_scanner import empty

LONGEST_S = 2.0


def clearing_commands(environment: Mapping[str, str], printer: str) -> list[list[str]]:
    """Return the programs on this machine that clear what a killed session may have left.

    An X11 selection belongs to the window that made it and goes with the browser; a clipboard's own keeper, or
    Wayland's, may hold a copy.
    """
    commands = []
    if environment.get("WAYLAND_DISPLAY"):
        commands += [["wl-copy", "--clear"], ["wl-copy", "--primary", "--clear"]]
    if environment.get("DISPLAY"):
        commands += [["xsel", "--clear", f"--{name}"] for name in ("primary", "secondary", "clipboard")]
        commands += [["xclip", "-selection", name, "/dev/null"] for name in ("primary", "secondary", "clipboard")]
    if printer:
        commands += [["cancel", "-a", "-x", printer]]
    return [command for command in commands if shutil.which(command[0])]


async def clear_residue(environment: Mapping[str, str], printer: str, scan_folder: str = "") -> bool:
    """Clear it; return whether every program there is for it did, and the scanner's folder is empty."""
    commands = (_run(command) for command in clearing_commands(environment, printer))
    done = await asyncio.gather(asyncio.to_thread(empty, scan_folder), *commands)
    return all(done)


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
