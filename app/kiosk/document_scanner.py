"""A document scanner beside a terminal: it puts files into a folder, the session takes them out, nothing stays.

The scanner's own program writes when it likes and renames or not; a file counts as whole once it has not changed from
one look to the next. Every call waits for a disk: call it in a thread.
"""

import contextlib
import os
from pathlib import Path

from app.kiosk.sticks import PAPERS, StickProblem, read_file


class DocumentScanner:
    """The folder of one scanner.

    Args:
        folder: A folder of its own; whatever file lies in it is taken away.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[str, tuple[int, int]] = {}

    def whole(self) -> tuple[Path, ...]:
        """Return the papers that have not changed since the last look, the oldest first."""
        seen: dict[str, tuple[int, int]] = {}
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.lower().endswith(PAPERS) and entry.is_file(follow_symlinks=False):
                    known = entry.stat(follow_symlinks=False)
                    seen[entry.name] = (known.st_mtime_ns, known.st_size)
        before, self._seen = self._seen, seen
        done = [(known, name) for name, known in seen.items() if known[1] and before.get(name) == known]
        return tuple(self.folder / name for _, name in sorted(done))

    def take(self, path: Path, *, max_bytes: int) -> bytes | StickProblem:
        """Return a paper and take it out of the folder, also one that cannot be used."""
        data = read_file(path, max_bytes=max_bytes)
        with contextlib.suppress(OSError):
            path.unlink()
        return data


def empty(folder: str) -> bool:
    """Take every file out of a scanner's folder, no other and through no link; return whether none is left."""
    if not folder:
        return True
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    Path(entry.path).unlink(missing_ok=True)
        with os.scandir(folder) as entries:
            return all(entry.is_dir(follow_symlinks=False) for entry in entries)
    except FileNotFoundError:
        return True
    except OSError:
        return False
