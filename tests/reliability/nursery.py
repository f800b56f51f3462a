"""A process that has imported everything and forks a fresh app core or portal in milliseconds, to be killed.

``python -m tests.reliability.nursery`` reads ``{"role", "arguments", "pipe"}`` a line and answers with the child's pid.
"""

import contextlib
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

from tests.reliability import faulty_disk

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
            if self.is_over or not select.select([self._reader], [], [], max(0.0, until - time.monotonic()))[0]:
                return None
            if not (data := os.read(self._reader, 65536)):
                os.close(self._reader)
                self._reader = -1
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
        """``kill -9``, if it still lives; return when. What it said until then is in ``said`` afterwards."""
        at = time.monotonic()
        self._send(signal.SIGKILL)
        self.read_to_the_end(within=5.0)
        return at

    @property
    def is_over(self) -> bool:
        """Whether it was heard to its end."""
        return self._reader < 0

    def pause(self) -> None:
        """``SIGSTOP``: it does nothing more and holds what it holds."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        """``SIGCONT``: it goes on after ``pause``."""
        self._send(signal.SIGCONT)

    def read_to_the_end(self, *, within: float) -> None:
        """Hear the rest of what it says, unless it takes longer; it ends by itself or is killed."""
        for _ in self.lines(within=within):
            pass

    def _send(self, sign: signal.Signals) -> None:
        if not self.is_over:  # else it has ended, and its number may be another's
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sign)


class Nursery:
    """Starts children and ends with them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.nursery"],
            cwd=ROOT,
            env=faulty_disk.environment(),
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

    def end_children(self) -> None:
        """Kill every child that still lives."""
        for child in self.living:
            child.kill()
        self.living.clear()

    def close(self) -> None:
        """End the children, then the nursery."""
        self.end_children()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)  # a machine under load
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
