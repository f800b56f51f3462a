"""``motcua-portal serve`` as a process: READY, one clear line when it cannot start, an end with its parent, kill -9."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

COMMAND = [sys.executable, "-m", "portal.cli", "serve", "--host", "127.0.0.1"]


@contextlib.contextmanager
def serving(folder: Path, *more: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run the command until READY and end it with its standard input."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--data-dir", str(folder), "--until-eof", *more],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdin is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("READY http://127.0.0.1:"), process.stderr.read()
        yield process, line.split()[1]
    finally:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.wait(20)
        process.stdout.close()
        process.stderr.close()


def failing(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command, which must end by itself."""
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_it_answers_when_it_says_ready_and_ends_when_its_input_is_closed(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as (process, url):
        assert httpx.get(f"{url}/healthz").json() == {"status": "ok"}
        keys = httpx.get(f"{url}/.well-known/motcua-keys.json").json()
    assert process.returncode == 0
    with serving(tmp_path / "data") as (_process, url):
        assert httpx.get(f"{url}/.well-known/motcua-keys.json").json() == keys


def test_it_starts_again_after_kill_9(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as (process, _url):
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    with serving(tmp_path / "data") as (_process, url):
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = failing("--port", str(port), "--data-dir", str(tmp_path))
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in result.stderr
    assert result.stdout == ""


def test_a_data_folder_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    result = failing("--port", "0", "--data-dir", str(blocked / "data"))
    assert (result.returncode, result.stderr.count("\n"), result.stdout) == (1, 1, "")
    assert str(blocked) in result.stderr


def test_a_database_that_is_none_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "portal.sqlite3").write_bytes(b"this is not a database" * 100)
    result = failing("--port", "0", "--data-dir", str(tmp_path))
    assert (result.returncode, result.stderr.count("\n"), result.stdout) == (1, 1, "")


def test_more_workers_on_sqlite_are_refused(tmp_path: Path) -> None:
    result = failing("--port", "0", "--data-dir", str(tmp_path), "--workers", "2")
    assert (result.returncode, result.stdout) == (1, "")
    assert "PostgreSQL" in result.stderr


def test_an_unknown_storage_is_refused(tmp_path: Path) -> None:
    result = failing("--port", "0", "--data-dir", str(tmp_path), "--storage-url", "ftp://somewhere/x")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)


def test_production_needs_its_own_secrets(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MOTCUA_PAYMENT_SECRET"}
    result = subprocess.run(
        [*COMMAND, "--port", "0", "--data-dir", str(tmp_path), "--production"],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "MOTCUA_PAYMENT_SECRET" in result.stderr


@pytest.mark.postgres
def test_two_workers_serve_one_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with serving(tmp_path / "data", "--database-url", postgres_url, "--workers", "2") as (_process, url):
        answers = [httpx.get(f"{url}/healthz", timeout=30).status_code for _ in range(10)]
    assert answers == [200] * 10


def test_the_signing_key_is_for_its_owner_only(tmp_path: Path) -> None:
    from portal.slips.signing import KEY_FILE, load_or_create_signer

    first = load_or_create_signer(tmp_path, issuer="http://a")
    assert load_or_create_signer(tmp_path, issuer="http://a").key_id == first.key_id
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


def test_a_start_does_not_wait_for_what_only_some_requests_need() -> None:
    program = (
        "import sys, portal.serving, portal.schema, portal.application as a\n"
        "[a.find_part(f, p) for f in a.FEATURES for p in ('routes', 'startup')]\n"
        "print(*sorted({'forms.flow', 'httpx', 'fpdf', 'PIL', 'alembic.command', 'jsonschema'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.split() == []
