"""``python -I -S confined.py PROGRAM ...``: become a program that dies with its parent and leaves no core.

A file of its own, without any import of ours, so that it costs a browser's start next to nothing.
"""

import ctypes
import os
import resource
import signal
import sys

if __name__ == "__main__":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    os.umask(0o077)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - what the keeper names, without a shell in between
