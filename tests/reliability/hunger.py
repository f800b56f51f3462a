"""How long a process was kept from the processor: what tells a machine under load from a save that comes late."""

import threading
import time
from pathlib import Path
from typing import NamedTuple


class Hunger:
    """Seconds in which this thread woke too late, or one of ``threads`` could have run and was given no processor.

    The latter is told where the system has ``/proc/<process>/task`` (Linux). A thread that waits for a lock, for
    another thread or for the disk could not have run.
    """

    def __init__(self, *threads: str) -> None:
        self.seconds = 0.0
        self._looked_at = time.monotonic()
        self._seen = dict.fromkeys(threads, _Seen())

    def look(self, *, expected_at: float) -> None:
        """Count the time since the last look; this one was meant for ``expected_at`` (``time.monotonic``)."""
        now, seen = time.monotonic(), {name: _see(name) for name in self._seen}
        passed, late = now - self._looked_at, now - max(expected_at, self._looked_at)
        waited = [_waited(self._seen[name], seen[name], passed=passed) for name in seen]
        self.seconds += min(passed, max(0.0, late, *waited))
        self._looked_at, self._seen = now, seen


class _Seen(NamedTuple):
    """Whether a thread is runnable, for how long it ran so far, and for how long it had waited before that."""

    is_runnable: bool = False
    ran_s: float = 0.0
    waited_s: float = 0.0


def _see(thread: str) -> _Seen:
    number = next((each.native_id for each in threading.enumerate() if each.name == thread), None)
    place = Path(f"/proc/self/task/{number}")
    try:
        state = (place / "stat").read_text().rpartition(")")[2].split()[0]
        ran, waited, _turns = (place / "schedstat").read_text().split()
    except OSError:  # not Linux, or the thread is not there yet
        return _Seen()
    return _Seen(state == "R", int(ran) / 1e9, int(waited) / 1e9)


def _waited(before: _Seen, now: _Seen, *, passed: float) -> float:
    return passed if now == before and now.is_runnable else now.waited_s - before.waited_s
