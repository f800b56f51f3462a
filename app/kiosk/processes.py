"""Every process of a session: born so that it cannot outlive the keeper, killed so that none is left (Linux)."""

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Collection, Iterator
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 1, 4, 36
PROC = Path("/proc")


@contextlib.contextmanager
def adopting_orphans() -> Iterator[None]:
    """Have every process whose parent dies below this one become this one's child, wherever it has hidden."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        _prctl(PR_SET_CHILD_SUBREAPER, 0)


def keep_memory_to_oneself() -> None:
    """Die with the parent, leave no picture of the memory behind, and let no other process of the account look in."""
    from app.kiosk.confined import leave_no_core  # Linux only

    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(PR_SET_DUMPABLE, 0)
    leave_no_core()
    os.umask(0o077)


def descendants(but: Collection[int] = ()) -> list[int]:
    """Return the living processes below this one, except those in ``but`` and what is below these."""
    children: dict[int, list[int]] = {}
    for pid, parent, state in _all():
        if state not in "ZX":
            children.setdefault(parent, []).append(pid)
    found, waiting = [], [os.getpid()]
    while waiting:
        for pid in children.get(waiting.pop(), ()):
            if pid not in but:
                found.append(pid)
                waiting.append(pid)
    return found


def kill_descendants(*, but: Collection[int], own: Collection[int], within_s: float) -> bool:
    """Kill everything below this process except ``but``; return whether nothing is left.

    Args:
        but: Processes that stay, with what is below them.
        own: Children that somebody else waits for; the others, adopted from dead parents, are waited for here.
        within_s: When to give up.
    """
    until = time.monotonic() + within_s
    while found := descendants(but):
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _reap({*own, *but})
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    _reap({*own, *but})
    return True


def kill_marked(name: str, value: str) -> None:
    """Kill what a dead keeper left: this account's processes whose environment says ``name=value``..."""
    mark = f"{name}={value}".encode()
    mine = os.getpid()
    for pid, _parent, _state in _all():
        with contextlib.suppress(OSError):
            if pid != mine and any(v.startswith(mark) for v in (PROC / str(pid) / "environ").read_bytes().split(b"\0")):
                os.kill(pid, signal.SIGKILL)


def _reap(others: Collection[int]) -> None:
    for pid, parent, state in _all():
        if parent == os.getpid() and state == "Z" and pid not in others:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def _all() -> Iterator[tuple[int, int, str]]:
    for place in PROC.iterdir():
        if place.name.isdecimal():
            with contextlib.suppress(OSError):
                # "pid (name) state parent ...": the name may hold anything, a bracket too
                state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
                yield int(place.name), int(parent), state


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
