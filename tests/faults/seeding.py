"""A fault is a patch with a line that says which tests must fail with it; it is tried on a copy of the project."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
A_DAY = 4
_TESTS_FAILED = 1
"""The exit code of pytest that means it; every other one is about the fault or the machine."""
_LEFT_OUT = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", "node_modules", "out", "data", "dist")


@dataclass(frozen=True)
class Fault:
    """One way to break a promise."""

    number: int
    title: str
    tests: str
    """Arguments for pytest."""
    patch: Path


@dataclass(frozen=True)
class Outcome:
    """What happened with a fault in place."""

    fault: Fault
    is_caught: bool
    words: str


def faults() -> list[Fault]:
    """Return every fault, by number."""
    return [_read(patch) for patch in sorted(HERE.glob("*.patch"))]


def _read(patch: Path) -> Fault:
    head = patch.read_text("utf-8").partition("\ndiff --git")[0]
    found = re.search(r"^Caught by: (.+)$", head, re.MULTILINE)
    assert found is not None, f"{patch.name} does not say what catches it"
    return Fault(int(patch.name[:2]), head.splitlines()[0], found[1], patch)


def applies(fault: Fault, root: Path = ROOT) -> bool:
    """Tell whether the patch still fits the project."""
    return _git_apply(fault, root, "--check").returncode == 0


def seed(chosen: Iterable[Fault], *, tell: Callable[[str], object]) -> Iterator[Outcome]:
    """Put each fault into a copy of the project, run the tests that claim it, and take it out again."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=_LEFT_OUT, symlinks=True)
        for fault in chosen:
            outcome = _try(fault, copy)
            tell(f"{fault.number:2}  {outcome.words}  {fault.title}")
            yield outcome


def _try(fault: Fault, copy: Path) -> Outcome:
    if _git_apply(fault, copy).returncode != 0:
        return Outcome(fault, is_caught=False, words="DOES NOT APPLY ANY MORE")
    began = time.monotonic()
    try:
        # the copy, not the installed project, is what is imported; nothing of a test run around this one
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "MOTCUA_"))}
        environment = {**outside, "PYTHONPATH": str(copy)}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *shlex.split(fault.tests)]
        ended = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    finally:
        _git_apply(fault, copy, "--reverse")
    seconds = f"{time.monotonic() - began:5.1f} s"
    if ended.returncode != _TESTS_FAILED:
        return Outcome(fault, is_caught=False, words=f"{seconds}  NOT SEEN by {fault.tests} (exit {ended.returncode})")
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", ended.stdout, re.MULTILINE)
    return Outcome(fault, is_caught=True, words=f"{seconds}  {failed[1] if failed else fault.tests}")


def _git_apply(fault: Fault, root: Path, *options: str) -> "subprocess.CompletedProcess[bytes]":
    # outside of any repository: else git would look for the paths of that one
    environment = {**os.environ, "GIT_DIR": os.devnull, "GIT_CEILING_DIRECTORIES": str(root.parent)}
    command = ["git", "apply", "-C1", *options, str(fault.patch)]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
