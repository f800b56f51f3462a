"""A process that has imported everything and forks a fresh app core or portal in milliseconds, to be killed.

``python -m tests.reliability.nursery`` reads ``{"role", "arguments", "pipe"}`` a line and answers with the child's pid.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A forked process that tells what it does, a line at a time, until it is killed."""

    def __init__(self, pid: int, reader: int) -> None:
        self.pid, self._reader, self._rest = pid, reader, b""
        self.said: list[list[str]] = []

    def line(self, *, within: float) -> list[str] | None:
        """Return the next line, None when nothing more was said in time or ever."""
        until = time.monotonic() + within
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._reader], [], [], max(0.0, until - time.monotonic()))
            data = os.read(self._reader, 65536) if ready else b""
            if not data:
                return None
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        words = line.decode().split(" ")
        self.said.append(words)
        return words

    def lines(self, *, within: float) -> Iterator[list[str]]:
        """Yield lines until the time is over or the child is gone."""
        until = time.monotonic() + within
        while (words := self.line(within=until - time.monotonic())) is not None:
            yield words

    def wait_for(self, word: str, *, within: float = 20.0) -> list[str] | None:
        """Return the next line that begins with ``word``."""
        return next((words for words in self.lines(within=within) if words[0] == word), None)

    def kill(self) -> float:
        """``kill -9``; return when. What it said until then is in ``said`` afterwards."""
        at = time.monotonic()
        os.kill(self.pid, signal.SIGKILL)
        while self.line(within=5.0) is not None:
            pass
        os.close(self._reader)
        return at


class Nursery:
    """Starts children and ends with them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.living: list[Child] = []

    def start(self, role: str, **arguments: Any) -> Child:
        """Fork a child that plays ``role``."""
        self._count += 1
        pipe = self._folder / f"pipe{self._count}"
        os.mkfifo(pipe)
        order = {"role": role, "arguments": arguments, "pipe": str(pipe)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        child = Child(pid, os.open(pipe, os.O_RDONLY))
        pipe.unlink()
        self.living.append(child)
        return child

    def close(self) -> None:
        """End every child that still lives, then the nursery."""
        for child in self.living:
            try:
                os.kill(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def main() -> None:
    from tests.reliability import roles

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(roles.ROLES[order["role"]], order)
        print(pid, flush=True)


def _become(role: Any, order: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    descriptor = os.open(order["pipe"], os.O_WRONLY)
    os.dup2(descriptor, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        role(**order["arguments"])
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
