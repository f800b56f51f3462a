"""``python -I -S confined.py PROGRAM ...``: become a program that dies with its parent and leaves no core.

A file of its own, without any import of ours, so that it costs a browser's start next to nothing.
"""

import ctypes
import os
import resource
import signal
import sys


def leave_no_core() -> None:
    """Allow a core of one byte: none at all would not bind one that goes to a program (``|/lib/...``; core(5)).

    Where the machine allows none, it cannot be raised, and stays.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    if most != 0:
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    leave_no_core()
    os.umask(0o077)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - what the keeper names, without a shell in between
