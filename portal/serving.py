"""Runs the portal as a process: binds the port, migrates, says READY, ends when it is told to."""

import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.settings import Settings, SettingsError

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

SETTINGS_VARIABLE = "MOTCUA_PORTAL_SETTINGS"


class CannotStartError(Exception):
    """The portal cannot start; the message is one line for whoever started it."""


def serve(
    settings_of: Callable[[str], Settings], *, host: str, port: int, workers: int = 1, until: int | None = None
) -> None:
    """Serve until told to stop.

    Args:
        settings_of: Returns the settings once the address is known (port 0 picks a free one).
        host: Address to listen on.
        port: Port to listen on, 0 for any free one.
        workers: Processes; more than one needs PostgreSQL.
        until: File descriptor whose end of file ends the portal (the embedding process's pipe).

    Raises:
        CannotStartError: port taken, data directory not writable, database out of reach ...
    """
    listening = bind(host, port)
    shown = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104  compared, not bound
    settings = settings_of(f"http://{shown}:{listening.getsockname()[1]}")
    if settings.is_sqlite and workers > 1:
        raise CannotStartError("SQLite has one writer: use --workers 1, or give a PostgreSQL --database-url.")
    make_ready(settings)
    if workers > 1:
        _serve_many(settings, listening, workers, until)
    else:
        _serve_one(settings, listening, until)


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        CannotStartError: if the address is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there SO_REUSEADDR lets another program take the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotStartError(f"Cannot listen on {host}:{port}: {reason}. Is another portal running?") from error
    listening.set_inheritable(True)
    return listening


def make_ready(settings: Settings) -> None:
    """Create the data directory and bring the database up to date.

    Raises:
        CannotStartError: if either cannot be written.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe = settings.data_dir / f".writable-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise CannotStartError(f"Cannot write to the data directory {settings.data_dir}: {error.strerror}.") from error
    from sqlalchemy.exc import SQLAlchemyError

    from portal.schema import upgrade

    try:
        upgrade(settings.database_url)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise CannotStartError(f"Cannot use the database: {reason}.") from error


def _serve_one(settings: Settings, listening: socket.socket, until: int | None) -> None:
    import uvicorn

    from portal.application import create_app

    server = uvicorn.Server(_config(create_app(settings)))
    _announce(server, settings.base_url)
    if until is not None:
        threading.Thread(
            target=_end_with, args=(until, lambda: setattr(server, "should_exit", True)), daemon=True
        ).start()
    server.run(sockets=[listening])
    if not server.started:
        raise CannotStartError("The portal did not start; see the lines above.")


def _serve_many(settings: Settings, listening: socket.socket, workers: int, until: int | None) -> None:
    from uvicorn.supervisors import Multiprocess

    os.environ[SETTINGS_VARIABLE] = encode_settings(settings)
    config = _config("portal.serving:app_from_environment", factory=True, workers=workers)
    supervisor = Multiprocess(config, sockets=[listening])
    if until is not None:
        threading.Thread(target=_end_with, args=(until, supervisor.should_exit.set), daemon=True).start()
    print(f"READY {settings.base_url}", flush=True)  # noqa: T201  requests wait in the socket until a worker is up
    supervisor.run()


def _config(app: Any, **options: Any) -> "uvicorn.Config":
    import uvicorn

    # No access log: URLs carry codes and states (I10). Forwarded headers are believed only from this machine.
    return uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, ws="none", **options)


def _announce(server: "uvicorn.Server", url: str) -> None:
    """Print READY when requests are answered, not before."""
    startup = server.startup

    async def announced(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets=sockets)
        if server.started:
            print(f"READY {url}", flush=True)  # noqa: T201  the contract of the command

    server.startup = announced  # type: ignore[method-assign]  # uvicorn 0.54 has no hook after startup


def _end_with(descriptor: int, end: Callable[[], object]) -> None:
    """End serving when the other side of ``descriptor`` is closed, so also when its process is killed."""
    while True:
        try:
            if not os.read(descriptor, 4096):
                break
        except OSError:
            break
    end()
    threading.Timer(5.0, os._exit, args=(0,)).start()


def encode_settings(settings: Settings) -> str:
    """Return settings as JSON for worker processes."""
    return json.dumps(asdict(settings), default=str)


def app_from_environment() -> "FastAPI":
    """Return the application of a worker process."""
    from portal.application import create_app

    values = json.loads(os.environ[SETTINGS_VARIABLE])
    values["data_dir"], values["catalogue_path"] = Path(values["data_dir"]), Path(values["catalogue_path"])
    return create_app(Settings(**values))


def run_or_explain(action: Callable[[], None]) -> int:
    """Run ``action``; return 0, or print one line and return 1."""
    try:
        action()
    except (CannotStartError, SettingsError) as error:
        print(f"motcua-portal: {error}", file=sys.stderr)  # noqa: T201  the command's answer
        return 1
    return 0
