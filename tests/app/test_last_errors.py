"""The doctor knows the kinds of the last errors, and nothing of what they were about."""

import json
import logging
from pathlib import Path

import pytest

from app.commands import command
from app.last_errors import FILE_NAME, LastErrors, read_last_errors


def failing(log: logging.Logger, error: Exception) -> None:
    try:
        raise error
    except Exception:
        log.exception("the name is %s", "MESSAGE-CANARY")


def test_kinds_are_kept_over_a_restart_and_values_never(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.Logger("views.forms")
    log.addHandler(LastErrors(tmp_path))
    failing(log, ValueError("VALUE-CANARY"))
    log.error("no exception, so no kind")
    again = logging.Logger("app.outbox")
    again.addHandler(LastErrors(tmp_path))
    failing(again, KeyError("VALUE-CANARY"))
    kinds = read_last_errors(tmp_path)
    assert [(one["kind"], one["part"]) for one in kinds] == [("ValueError", "views.forms"), ("KeyError", "app.outbox")]
    assert b"CANARY" not in (tmp_path / FILE_NAME).read_bytes()
    command(["doctor", "--json", "--data-dir", str(tmp_path)], environment={"MOTCUA_PASSPHRASE": "máy này"})
    assert json.loads(capsys.readouterr().out)["last_errors"] == kinds


def test_a_hundred_errors_keep_the_last_twenty(tmp_path: Path) -> None:
    log = logging.Logger("x")
    log.addHandler(LastErrors(tmp_path))
    for number in range(100):
        failing(log, type(f"E{number}", (Exception,), {})())
    assert [one["kind"] for one in read_last_errors(tmp_path)] == [f"E{number}" for number in range(80, 100)]


@pytest.mark.parametrize("content", [b"", b"[1]", b"{}x", b'[{"at": 1}]', b"\xff"])
def test_a_damaged_file_is_no_reason_to_fail(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert read_last_errors(tmp_path) == []


def test_where_nothing_can_be_written_logging_goes_on(tmp_path: Path) -> None:
    log = logging.Logger("x")
    log.addHandler(LastErrors(tmp_path / "gone"))
    failing(log, OSError())
