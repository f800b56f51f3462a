"""The kinds of the last errors, for ``motcua doctor``: when, which kind, which part; never a message or a value."""

import json
import logging
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "errors.json"
_KEPT = 20


class LastErrors(logging.Handler):
    """Keeps the kinds of the last warnings and errors that were logged with an exception."""

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.WARNING)
        self._path = folder / FILE_NAME
        self._kinds = deque(read_last_errors(folder), maxlen=_KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Note the kind of a logged exception; where the device lets nothing be written, it is not kept."""
        if not record.exc_info or record.exc_info[0] is None:
            return
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        self._kinds.append({"at": at, "kind": record.exc_info[0].__name__, "part": record.name})
        with suppress(OSError):
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(list(self._kinds)), encoding="utf-8")
            fresh.replace(self._path)


def read_last_errors(folder: Path) -> list[dict[str, str]]:
    """Return the kinds kept in ``folder``, oldest first; none where there is no such file, or another one."""
    try:
        kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        return [{name: str(entry[name]) for name in ("at", "kind", "part")} for entry in kept]
    except (OSError, ValueError, KeyError, TypeError):
        return []
