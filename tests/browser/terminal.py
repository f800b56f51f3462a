"""``motcua kiosk --no-browser`` as a process: sessions one after the other, each with an address of its own."""

import json
import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import write_settings
from tests.browser.running import ROOT, Product, Screen
from views.shared.context import shape_of

TERMINAL = (1080, 1920)
LYING = (1920, 1080)


@dataclass
class Terminal(Product):
    """A terminal with settings of the test's; ``url`` is the address of the session that is on."""

    settings: KioskSettings = field(default_factory=KioskSettings)
    has_browser: bool = False
    """Whether the keeper starts the browser itself."""

    def start(self) -> Self:
        """Start the keeper, again if need be, and wait for its first session."""
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()
        write_settings(self.data_dir, self.settings)
        shown = () if self.has_browser else ("--no-browser",)
        with (self.data_dir.parent / f"{self.data_dir.name}.log").open("a") as log:
            self.process = subprocess.Popen(
                [*self.program, "kiosk", *shown, "--data-dir", str(self.data_dir), *self.arguments],
                cwd=ROOT,
                env={**os.environ, "MOTCUA_LOG": "WARNING", **self.environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return self if self.has_browser else self.wait_for_session()

    def wait_for_session(self) -> Self:
        """Wait for the next session's address."""
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("READY "), f"no session began: {self.log()}"
        self.url = line.split()[1]
        return self

    def stop(self) -> int:
        """Ask the keeper to end; return its exit code."""
        code = super().stop()
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def record(self) -> dict[str, Any]:
        """Return what the keeper noted of its sessions."""
        told: dict[str, Any] = json.loads((self.data_dir / "kiosk_record.json").read_text())
        return told

    def wait_for_end(self, sessions: int, *, within_s: float = 20.0) -> dict[str, Any]:
        """Wait until so many sessions were wiped; return the record."""
        until = time.monotonic() + within_s
        while (record := self.record())["sessions"] < sessions or record["wipe_s"] is None:
            assert time.monotonic() < until, f"the session is not wiped: {record}\n{self.log()}"
            time.sleep(0.05)
        return record

    def folders(self) -> list[Path]:
        """Return the sessions' folders in memory."""
        return list(Path("/dev/shm").glob("motcua-kiosk-*/session-*"))


class TerminalScreen(Screen):
    """A terminal's window: what is drawn larger is also scrolled further by the same turn of the wheel."""

    def _wheel(self) -> float:
        size = self.page.viewport_size
        assert size is not None
        return super()._wheel() / shape_of(size["width"], size["height"], is_kiosk=True).magnified
