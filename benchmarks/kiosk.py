"""A terminal between two citizens: how long until nothing of the first is left, and until the next sees a first screen.

The keeper, a session and the system's Chromium as they are shipped, on an X server of its own (Xvfb) where there is
one, else without a screen; the browser is killed in the middle of a session.
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 6
WIPED_S, READY_S = 3.0, 5.0


def main() -> None:
    """Print wipe and readiness of a few sessions; aims: 3 s and 5 s."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or sys.platform != "linux":
        print("kiosk: needs Linux and Chromium")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        screen = _screen()
        wrapper = folder / "chromium"
        flags = "--no-sandbox " if os.geteuid() == 0 else ""
        flags += "" if screen else "--headless=new "
        wrapper.write_text(f'#!/bin/sh\nexec {chromium} {flags}"$@"\n')
        wrapper.chmod(0o755)
        environment = {
            **os.environ,
            "PATH": f"{folder}:{os.environ['PATH']}",
            "DISPLAY": f":{screen.display}" if screen else ":0",
        }
        command = [sys.executable, str(ROOT / "main.py"), "kiosk", "--data-dir", str(folder / "data")]
        keeper = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            _print(*_rounds(folder / "data" / "kiosk_record.json", keeper.pid))
        finally:
            keeper.terminate()
            keeper.wait(20)
            if screen:
                screen.process.terminate()
                screen.process.wait()


@dataclass(frozen=True)
class _Screen:
    process: subprocess.Popen[bytes]
    display: str


def _screen() -> _Screen | None:
    if shutil.which("Xvfb") is None:
        return None
    reader, writer = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"],
        pass_fds=[writer], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    with os.fdopen(reader) as told:
        return _Screen(process, told.readline().strip())


def _rounds(record: Path, keeper: int) -> tuple[list[float], list[float]]:
    wiped, ready = [], []
    _wait(record, lambda told: told["ready_s"] is not None)
    for count in range(1, ROUNDS + 1):
        time.sleep(6)  # a citizen; meanwhile the next session's process gets warm
        os.kill(_browser(keeper), signal.SIGKILL)
        told = _wait(record, lambda told, count=count: told["sessions"] >= count and told["ready_s"] is not None)
        wiped.append(told["wipe_s"])
        ready.append(told["ready_s"])
    return wiped, ready


def _browser(keeper: int) -> int:
    below = [keeper]
    for pid in below:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        below += map(int, children)
    return next(p for p in below if b"--kiosk" in Path(f"/proc/{p}/cmdline").read_bytes())


def _wait(record: Path, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if record.exists() and holds(told := json.loads(record.read_text())):
            return dict(told)
        time.sleep(0.05)
    raise AssertionError("the terminal does not get on")


def _print(wiped: list[float], ready: list[float]) -> None:
    print(f"{'':30}{'median':>9}{'worst':>9}{'aim':>7}   ({ROUNDS} sessions)")
    for name, seconds, aim in (
        ("nothing left after, s", wiped, WIPED_S),
        ("next first screen after, s", ready, READY_S),
    ):
        print(f"{name:30}{statistics.median(seconds):9.2f}{max(seconds):9.2f}{aim:7.1f}")
