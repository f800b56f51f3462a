"""What the commands read and write is UTF-8 everywhere, as ``docs/authoring.md`` and the surface contract promise."""

import io
import sys
from typing import Any


def speak_utf8(*streams: Any) -> None:
    """Read and write UTF-8 on these streams; by default the process's own three.

    Windows gives a pipe its own code page (cp1252 has no "ộ": a command would end in ``UnicodeEncodeError``), and
    so does a Linux locale that is not UTF-8. What cannot be decoded or encoded is marked rather than refused.
    """
    for stream in streams or (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
