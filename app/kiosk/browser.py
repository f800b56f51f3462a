"""The browser of a session: Chromium, whole screen, with a profile that lies in the session's folder."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from app.kiosk.channel import environment_in
from app.kiosk.place import MARK

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
POLICIES = (Path("/etc/chromium/policies/managed"), Path("/etc/opt/chrome/policies/managed"))
POLICY_FILE = "motcua-kiosk.json"
CONFINED = Path(__file__).with_name("confined.py")

FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--no-pings",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",  # shared memory in TMPDIR, which is the session's, rather than in /dev/shm
    "--disable-extensions",
    "--disable-logging",
    "--disable-pinch",
    "--disable-quic",
    "--disable-session-crashed-bubble",
    "--disable-sync",
    "--disable-features=Translate,MediaRouter,GlobalMediaControls,DialMediaRouteProvider,AutofillServerCommunication",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing but this machine, without any policy too
    "--overscroll-history-navigation=0",  # no way back by swiping
    "--password-store=basic",
    "--autoplay-policy=no-user-gesture-required",  # the tone of the countdown
)


def find_chromium() -> str | None:
    """Return the browser on this machine, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def has_policies() -> bool:
    """Whether our policies are where Chromium reads them."""
    return any((folder / POLICY_FILE).is_file() for folder in POLICIES)


def command(chromium: str, url: str, folder: Path, *, language: str, is_windowed: bool) -> list[str]:
    """Return the command that shows ``url``."""
    shape = [f"--app={url}", "--window-size=720,1280"] if is_windowed else ["--kiosk", url]
    own = [f"--user-data-dir={folder / 'profile'}", f"--lang={language}"]
    return [sys.executable, "-I", "-S", str(CONFINED), chromium, *FLAGS, *own, *shape]


def environment(around: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the browser's variables: its files in ``folder``, the screen's address, nothing else."""
    passed = ("PATH", "DISPLAY", "XAUTHORITY", "LANG", "LC_ALL", "TZ")
    own = {name: around[name] for name in passed if name in around} | environment_in(folder) | {MARK: str(folder)}
    if (screen := around.get("WAYLAND_DISPLAY")) and (runtime := around.get("XDG_RUNTIME_DIR")):
        own["WAYLAND_DISPLAY"] = str(Path(runtime) / screen)  # absolute: its runtime folder is another
    own["XDG_RUNTIME_DIR"] = str(folder / "tmp")
    own["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    return own
