"""The portal as a process of its own, to be cut off and brought back while the app goes on."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.browser.running import ROOT


@dataclass
class PortalApart:
    """``motcua-portal serve``; after ``cut`` nothing answers at its address until ``start``."""

    folder: Path
    port: int = 0
    process: "subprocess.Popen[str] | None" = None

    def __enter__(self) -> Self:
        """Start it on a free port."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.cut()

    @property
    def url(self) -> str:
        """Where it answers, the same after each start."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start it, again after ``cut``, and wait for its READY."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "errors.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli", "serve", "--port", str(self.port), "--data-dir", str(self.folder)],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert self.process.stdout is not None
        with self.process.stdout as answers:
            line = answers.readline()
        assert line.startswith("READY "), (self.folder / "errors.log").read_text()
        self.port = int(line.split()[1].rstrip("/").rpartition(":")[2])
        return self

    def cut(self) -> None:
        """Kill it at once (``kill -9``): whoever asks it now is refused."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def dossier_codes(self) -> list[str]:
        """Return the codes of everything ever filed here, as stored."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as database:
            return [str(code) for (code,) in database.execute("SELECT code FROM dossiers")]

    def cut_within_a_file(self, *, seconds: float = 60.0) -> None:
        """Wait until a file is here in part, then ``cut``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            received, length = self.upload()
            if 0 < received < length:
                break
            time.sleep(0.005)
        self.cut()

    def upload(self) -> tuple[int, int]:
        """Return how much is here of the file announced last, and its length."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as database:
            rows = database.execute("SELECT received, length FROM uploads ORDER BY created_at DESC LIMIT 1").fetchall()
        return (int(rows[0][0]), int(rows[0][1])) if rows else (0, 0)

    def filed_sha256(self) -> list[str]:
        """Return the hashes of the files of every dossier."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as database:
            return [str(sha256) for (sha256,) in database.execute("SELECT sha256 FROM dossier_files")]
