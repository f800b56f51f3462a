"""The command against a portal that really serves."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli import main


@pytest.fixture
def served(tmp_path: Path, project_root: Path) -> Iterator[str]:
    """Return the address of a serving portal; it ends with the test."""
    command = [sys.executable, "-m", "portal.cli", "serve", "--port", "0", "--data-dir", str(tmp_path), "--until-eof"]
    with subprocess.Popen(
        command, cwd=project_root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        line = process.stdout.readline()
        assert line.startswith("READY "), line
        yield line.split()[1]
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


def test_the_command_signs_in_and_tells_what_the_portal_says(served: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["officer", "--portal-url", served, "queue"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["officer", "--portal-url", served, "accept", "X00.01-261122-0001"]) == 1
    assert capsys.readouterr().err.startswith("404 ")
    assert main(["officer", "--portal-url", served, "--officer", "sample-mai", "queue"]) == 1
    assert capsys.readouterr().err.startswith("403 ")
    assert main(["officer", "--portal-url", served, "--officer", "nobody", "queue"]) == 1
    assert "sign-in" in capsys.readouterr().err
