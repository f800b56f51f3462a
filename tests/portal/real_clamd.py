"""ClamAV's own daemon, where it is installed, with signatures made here: EICAR's, and the hashes a test gives."""

import hashlib
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.portal.hostile_files import EICAR
from tests.portal.listening import free_port
from tests.waiting import eventually

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


class RealClamd:
    """A clamd on a Unix socket and a TCP port; ``options`` are lines of its configuration."""

    def __init__(self, folder: Path, *, options: Iterable[str] = ()) -> None:
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._port = free_port()
        self.signatures = folder / "signatures"
        self.signatures.mkdir()
        (self.signatures / "own.ndb").write_text(f"Own.Eicar:0:*:{EICAR.hex()}\n")

    @property
    def unix_url(self) -> str:
        return f"clamd://{self._folder / 'socket'}"

    @property
    def tcp_url(self) -> str:
        return f"clamd://127.0.0.1:{self._port}"

    def learn(self, name: str, data: bytes) -> None:
        """Know a file from the next start on."""
        with (self.signatures / "own.hsb").open("a") as hashes:
            hashes.write(f"{hashlib.sha256(data).hexdigest()}:{len(data)}:{name}:73\n")

    async def start(self) -> None:
        """Return once it answers."""
        own = {
            "DatabaseDirectory": self.signatures,
            "LocalSocket": self._folder / "socket",
            "TCPSocket": self._port,
            "TCPAddr": "127.0.0.1",
            "TemporaryDirectory": self._folder,
            "Foreground": "yes",
            "MaxThreads": 2,
        }
        settings = self._folder / "clamd.conf"
        settings.write_text("\n".join([*(f"{name} {value}" for name, value in own.items()), *self._options, ""]))
        assert CLAMD is not None
        with (self._folder / "said").open("ab") as said:
            self._process = subprocess.Popen([CLAMD, "--config-file", settings], stdout=said, stderr=said)  # noqa: ASYNC220  begins at once
        await eventually(self._answers, seconds=60)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "said").read_text()
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=10) as connection:
                connection.sendall(b"zPING\0")
                return connection.recv(9) == b"PONG\0"
        except OSError:
            return False

    def kill(self) -> None:
        """End it as a crash would, also when it stands still."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stand_still(self) -> None:
        """Keep its sockets open and say nothing any more, until ``go_on``."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)
