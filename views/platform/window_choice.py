"""Which window the app opens in: a native one where Flet's client is already on this machine, else a browser's.

Nothing is ever downloaded or installed from here. Flet 1.0.5 would do both by itself when it is asked for a native
window and its ``flet-desktop`` package or its client is missing, so it is only asked when both are there.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Reason = Literal["packaged", "client", "asked_for", "kiosk", "no_client", "no_screen", "did_not_open"]
VIEW_PATH = "FLET_VIEW_PATH"

NATIVE = ("Một Cửa mở trong cửa sổ riêng, vì {why}.", "Một Cửa opens in a window of its own, because {why}.")
BROWSER = (
    "Một Cửa mở trong trình duyệt của máy này, vì {why}; đóng bằng Ctrl+C.",
    "Một Cửa opens in this machine's browser, because {why}; Ctrl+C closes it.",
)
WHY: Mapping[Reason, tuple[str, str]] = {
    "packaged": ("đây là bản đóng gói", "this is a packaged build"),
    "client": ("máy này đã có chương trình cửa sổ của Flet", "Flet's client is on this machine"),
    "asked_for": ("lệnh yêu cầu như vậy", "the command asks for it"),
    "kiosk": ("máy dùng chung chỉ mở trong trình duyệt", "a kiosk is always a browser's window"),
    "no_client": ("máy này chưa có chương trình cửa sổ của Flet dùng được", "no usable Flet client is on this machine"),
    "no_screen": ("cửa sổ riêng cần một màn hình", "a window of its own needs a display"),
    "did_not_open": ("cửa sổ riêng không mở được", "the window of its own did not open"),
}


@dataclass(frozen=True, slots=True)
class WindowChoice:
    """A native window or a browser's, and why; ``client`` is the folder of Flet's client."""

    is_native: bool
    reason: Reason
    client: Path | None = None

    def in_words(self) -> str:
        """Return one line, Vietnamese and English, that says which and why."""
        pairs = zip(NATIVE if self.is_native else BROWSER, WHY[self.reason], strict=True)
        return " / ".join(sentence.format(why=why) for sentence, why in pairs)


def choose_window(
    *,
    is_kiosk: bool,
    wants_browser: bool,
    client: Path | None,
    environment: Mapping[str, str],
    platform: str = sys.platform,
) -> WindowChoice:
    """Return the window to open.

    Args:
        is_kiosk: A terminal used by many.
        wants_browser: ``--web`` or ``--no-browser``.
        client: See ``installed_client``.
        environment: ``FLET_PLATFORM`` is set in what ``flet build`` made (Flet 1.0.5, ``is_embedded``).
        platform: ``sys.platform``.
    """
    if is_kiosk:
        return WindowChoice(False, "kiosk")
    if wants_browser or environment.get("FLET_FORCE_WEB_SERVER"):
        return WindowChoice(False, "asked_for")
    if environment.get("FLET_PLATFORM"):
        return WindowChoice(True, "packaged")
    if client is None:
        return WindowChoice(False, "no_client")
    if platform.startswith("linux") and not environment.get("DISPLAY"):  # Flet 1.0.5 does not look for Wayland's
        return WindowChoice(False, "no_screen")
    return WindowChoice(True, "client", client)


def installed_client(environment: Mapping[str, str]) -> Path | None:
    """Return the client that Flet can start here; None also without the ``flet-desktop`` package of Flet's version."""
    from importlib.metadata import PackageNotFoundError, version  # here: most starts do not need it

    try:
        ours = version("flet")
        if version("flet-desktop") != ours:
            return None
    except PackageNotFoundError:
        return None
    return find_client(environment, home=Path.home(), flet_version=ours)


def find_client(
    environment: Mapping[str, str], *, home: Path, flet_version: str, platform: str = sys.platform
) -> Path | None:
    """Return the folder that holds Flet's client of this very version, as ``FLET_VIEW_PATH`` wants it.

    Flet 1.0.5 looks for ``FLET_VIEW_PATH``, then for ``~/.flet/client/flet-desktop-<full|light>-<version>`` (with
    ``-<fingerprint>`` when unpacked from a bundled archive), which holds ``flet/flet`` or, on macOS, an ``.app``.

    None on Windows: there Flet 1.0.5 joins window and program by a TCP port that asks nobody for a key, so another
    account of the machine could open the person's drafts. Elsewhere it is a socket file in a private folder.
    """
    if platform == "win32":
        return None
    given = environment.get(VIEW_PATH)
    kept = home / ".flet" / "client"
    folders = [Path(given)] if given else []
    for flavor in ("full", "light"):
        name = f"flet-desktop-{flavor}-{flet_version}"
        found = [kept / name, *sorted(kept.glob(f"{name}-*"))]
        folders += [folder if platform == "darwin" else folder / "flet" for folder in found]
    return next((folder for folder in folders if _holds_client(folder, platform)), None)


def _holds_client(folder: Path, platform: str) -> bool:
    if platform == "darwin":
        return any(folder.glob("*.app"))
    return (folder / "flet").is_file()
