"""What the process itself is to the app: its clock, what it says, its log, the signals that end it."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
ANSWERED_WITHIN_S = 0.0002
"""How soon another thread has its turn while modules are imported; usually after 5 ms, a request takes many turns."""


def now() -> datetime:
    """Return the time, aware UTC; ``MOTCUA_CLOCK_SKEW_S`` moves it for trials."""
    return datetime.now(UTC) + timedelta(seconds=float(os.environ.get("MOTCUA_CLOCK_SKEW_S") or 0))


def say(line: str) -> None:
    """Write a line for whoever started the process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def listen_to_log_level(environment: Mapping[str, str]) -> None:
    """Log what is ours at the level that ``MOTCUA_LOG`` says, all else from warnings on."""
    level = environment.get("MOTCUA_LOG", "WARNING").upper()
    logging.basicConfig(level="WARNING", stream=sys.stderr)
    # Ours only: httpx tells addresses with ids, Pillow where a photo was taken, Flet session keys (I10).
    for name in ("main", "app", "views", "api_client", "forms", "motcua"):
        logging.getLogger(name).setLevel(level if level in logging.getLevelNamesMapping() else "WARNING")


def note_kinds_of_errors(folder: Path) -> None:
    """Keep the kinds of errors in ``folder``, for ``motcua doctor``."""
    from app.last_errors import LastErrors

    logging.getLogger().addHandler(LastErrors(folder))


def stop_on_signals(stop: Callable[[], object]) -> None:
    """Call ``stop`` when the system or Ctrl+C asks the process to end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, stop)


def import_all(names: Sequence[str]) -> None:
    """Import modules, in this order; beside it another thread goes on answering a browser."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(ANSWERED_WITHIN_S)
    try:
        for name in names:
            import_module(name)
    finally:
        sys.setswitchinterval(usual)
