"""``motcua run`` where it cannot start: one line in both languages and exit code 1; and where it can, it does."""

import asyncio
import contextlib
import os
import shlex
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.startup import MESSAGES, StartError, StartProblem
from views.platform.embedded_portal import EmbeddedPortal

ROOT = Path(__file__).resolve().parents[2]
SEEN = [sys.executable, str(ROOT / "main.py"), "run", "--web"]
RUN = [sys.executable, str(ROOT / "main.py"), "run", "--no-browser"]
NO_SCREEN = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
ENVIRONMENT = {**NO_SCREEN, "MOTCUA_LOG": "WARNING", "MOTCUA_PASSPHRASE": "not the keyring of who runs this"}

pytestmark = pytest.mark.kill


def ended(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command that must end by itself."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def says_one_line(outcome: "subprocess.CompletedProcess[str]", problem: StartProblem, detail: object) -> None:
    """Check that the product ended with this line and no other, and did not say READY before."""
    assert outcome.stderr == f"{StartError(problem, str(detail)).in_words()}\n"
    assert outcome.returncode == 1
    assert all(text.format(detail=detail) in outcome.stderr for text in MESSAGES[problem])
    assert "READY" not in outcome.stdout


@contextlib.contextmanager
def running(folder: Path, *arguments: str) -> Iterator[str]:
    """Run the product until READY; give its origin with its one-time key; end it and expect a good end."""
    process = subprocess.Popen(
        [*RUN, "--data-dir", str(folder), *arguments],
        cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("READY "), process.communicate(timeout=10)[1]
        yield line.split()[1]
        process.terminate()
        _, errors = process.communicate(timeout=30)
        assert "Traceback" not in errors
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def serves_its_window(url: str) -> bool:
    """Use the one-time key and return whether the window's page comes."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
    with opener.open(url, timeout=30) as page:
        return page.status == 200 and b"flutter" in page.read()


# --- places that only this process sees: a mount name space of its own, for root and others alike -------------------


@cache
def may_mount() -> bool:
    """Return whether this account may mount things for itself alone."""
    try:
        return subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def with_mounts(*words: str, command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run ``command`` after shell ``words`` that mount something which nobody else sees and which goes with it."""
    if not may_mount():
        pytest.skip("no mount name spaces for this account (unshare -rm)")
    return ended("unshare", "-rm", "sh", "-ec", f"{' '.join(words)}\nexec {shlex.join(command)}")


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        says_one_line(ended(*RUN, "--data-dir", str(tmp_path / "data"), "--port", port), "port_taken", port)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("below", ["", "deeper/still"], ids=["itself", "above it"])
def test_a_file_where_the_data_folder_should_be(tmp_path: Path, below: str) -> None:
    file = tmp_path / "data"
    file.write_text("someone's notes")
    folder = file / below
    says_one_line(ended(*RUN, "--data-dir", str(folder)), "read_only", folder)
    assert file.read_text() == "someone's notes"


@pytest.mark.parametrize("exists", [True, False], ids=["as it is", "to be made"])
def test_a_data_folder_that_cannot_be_written(tmp_path: Path, *, exists: bool) -> None:
    folder = tmp_path if exists else tmp_path / "data"
    outcome = with_mounts(
        f"mount -t tmpfs -o ro,size=64k tmpfs {shlex.quote(str(tmp_path))}", command=[*RUN, "--data-dir", str(folder)]
    )
    says_one_line(outcome, "read_only", folder)


def test_a_device_without_room_for_a_first_start(tmp_path: Path) -> None:
    place = shlex.quote(str(tmp_path))
    outcome = with_mounts(
        f"mount -t tmpfs -o size=64k tmpfs {place}\n",
        f"head -c 100000 /dev/zero > {place}/films 2> /dev/null || true",
        command=[*RUN, "--data-dir", str(tmp_path)],
    )
    says_one_line(outcome, "full", tmp_path)


def test_a_device_that_filled_up_since(tmp_path: Path) -> None:
    """What was kept is still there: the same vault opens once there is room."""
    with running(tmp_path / "kept"):
        pass
    place, kept = shlex.quote(str(tmp_path / "data")), shlex.quote(str(tmp_path / "kept"))
    start = shlex.join([*RUN, "--data-dir", str(tmp_path / "data")])
    (tmp_path / "data").mkdir()
    outcome = with_mounts(
        f"mount -t tmpfs -o size=2m tmpfs {place}\n",
        f"cp -r {kept}/key.sealed {kept}/vault {place}/\n",
        f"head -c 9000000 /dev/zero > {place}/films 2> /dev/null || true\n",
        f"{start} && exit 9\n",  # no room
        f"rm {place}/films",
        command=["timeout", "-s", "TERM", "8", *RUN, "--data-dir", str(tmp_path / "data")],
    )
    assert outcome.stderr.splitlines()[0] == StartError("full", str(tmp_path / "data")).in_words()
    assert outcome.stdout.startswith("READY "), outcome.stderr


def test_a_second_instance_leaves_the_first_alone(tmp_path: Path) -> None:
    with running(tmp_path) as url:
        says_one_line(ended(*RUN, "--data-dir", str(tmp_path)), "already_open", tmp_path)
        assert serves_its_window(url)
        shown = ended(*SEEN, "--data-dir", str(tmp_path))  # started by a person: it leads to the first one's window
        assert (shown.returncode, shown.stderr) == (0, "")
        assert serves_its_window(shown.stdout.split()[-1])
    assert not (tmp_path / "window.json").exists()


@pytest.mark.parametrize("damage", ["nothing at all", "not compressed", "another file"])
def test_a_damaged_shipped_catalogue(tmp_path: Path, damage: str) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes({"nothing at all": b"", "not compressed": b"{}", "another file": b"\x1f\x8b\x08\0half"}[damage])
    shipped = ROOT / "assets" / "catalogue.json.gz"
    outcome = with_mounts(
        f"mount --bind {shlex.quote(str(broken))} {shlex.quote(str(shipped))}",
        command=[*RUN, "--data-dir", str(tmp_path / "data")],
    )
    lines = outcome.stderr.splitlines()
    assert len(lines) == 1, outcome.stderr
    assert lines[0].startswith("Không đọc được danh mục thủ tục")
    assert "The catalogue of services cannot be read" in lines[0]
    assert outcome.returncode == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://portal.invalid"])
def test_it_starts_and_serves_its_window_without_its_portal(tmp_path: Path, address: str) -> None:
    with running(tmp_path, "--portal-url", address) as url:
        assert urlsplit(url).hostname == "127.0.0.1"
        assert serves_its_window(url)


async def test_the_portal_of_this_machine_comes_once_its_folder_can_be_written(tmp_path: Path) -> None:
    """A start that the operating system refuses is tried again, and ends in order while it is refused."""
    folder = tmp_path / "portal"
    folder.write_text("in the way")
    refused = EmbeddedPortal(folder)
    refused.start()
    await asyncio.sleep(0.2)
    assert refused.url is None
    await refused.stop()

    portal, answering = EmbeddedPortal(folder), asyncio.Event()
    portal.when_ready(answering.set)
    portal.start()
    await asyncio.sleep(0.2)
    folder.unlink()
    await asyncio.wait_for(answering.wait(), 90)
    await portal.stop()
