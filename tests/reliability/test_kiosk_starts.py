"""``motcua kiosk`` where it cannot start, or something around it fails: said in both languages, nothing left behind."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.kiosk import starting
from app.kiosk.browser import command, environment
from app.kiosk.health import can_swap, terminal_health
from app.kiosk.place import MARK, memory_storage
from app.kiosk.residue import clearing_commands
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import SettingsDamagedError, read_settings, write_settings
from app.startup import StartError

pytestmark = [pytest.mark.kill, pytest.mark.skipif(sys.platform != "linux", reason="a terminal runs on Linux")]

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"


def kiosk(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a terminal that must end by itself."""
    around = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "kiosk", "--data-dir", str(folder), *arguments],
        cwd=ROOT, env={**around, **environment}, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("path", "problem"), [("", "no_chromium"), (None, "no_screen")])
def test_no_browser_or_no_screen_is_said(tmp_path: Path, path: str | None, problem: str) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    if path is None:
        (tools / "chromium").symlink_to("/bin/true")
    outcome = kiosk(tmp_path / "data", PATH=str(tools))
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(StartError(problem).in_words().split("{")[0].split("(")[0][:30])  # type: ignore[arg-type]
    assert "Traceback" not in outcome.stderr


def test_damaged_settings_are_said_and_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "kiosk.json").write_text('{"terminal_secret": "x", "idle_s": 3}')
    outcome = kiosk(tmp_path, "--no-browser")
    assert outcome.returncode == 1
    assert outcome.stderr == StartError("kiosk_settings", str(tmp_path / "kiosk.json")).in_words() + "\n"
    assert "idle_s" in (tmp_path / "kiosk.json").read_text()
    (tmp_path / "kiosk.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsDamagedError):
        read_settings(tmp_path)


def test_a_second_keeper_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    held = starting.only_keeper(tmp_path)
    try:
        outcome = kiosk(tmp_path, "--no-browser")
    finally:
        os.close(held)
    assert outcome.returncode == 1
    assert outcome.stderr == StartError("already_open", str(tmp_path)).in_words() + "\n"


def test_without_memory_backed_storage_nobody_is_served(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/vda / ext4 rw 0 0\n/dev/vdb /dev/shm ext4 rw 0 0\n")
    assert memory_storage({"XDG_RUNTIME_DIR": str(tmp_path)}, mounts=mounts) is None
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\ntmpfs {tmp_path} tmpfs rw 0 0\n")
    assert memory_storage({"XDG_RUNTIME_DIR": str(tmp_path)}, mounts=mounts) == tmp_path
    assert memory_storage({}, mounts=tmp_path / "none") is None


def test_settings_that_cannot_be_written_leave_the_old_ones(tmp_path: Path) -> None:
    write_settings(tmp_path, KioskSettings(name="Máy 1"))
    (tmp_path / "kiosk.json.new").mkdir()  # in the way
    with pytest.raises(OSError):  # noqa: PT011 - whatever the file system says
        write_settings(tmp_path, KioskSettings(name="Máy 2"))
    assert read_settings(tmp_path).name == "Máy 1"


def test_the_browser_gets_nothing_of_the_keepers(tmp_path: Path) -> None:
    around = {
        "PATH": "/bin", "HOME": "/root", "MOTCUA_PASSPHRASE": "secret", "XDG_RUNTIME_DIR": "/run/user/1",
        "WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1/bus", "DISPLAY": ":0",
    }  # fmt: skip
    given = environment(around, tmp_path)
    assert "MOTCUA_PASSPHRASE" not in given
    assert given["WAYLAND_DISPLAY"] == "/run/user/1/wayland-0"
    assert given[MARK] == str(tmp_path)
    files = [name for name in given if name.startswith(("XDG_", "HOME", "TMP"))]
    assert all(given[name].startswith(str(tmp_path)) for name in files)
    flags = command(CHROMIUM, "http://127.0.0.1:1/", tmp_path, language="vi", is_windowed=False)
    assert "--kiosk" in flags
    assert f"--user-data-dir={tmp_path}/profile" in flags
    assert "--no-sandbox" not in flags


def test_what_clears_clipboard_and_queue_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("xsel", "wl-copy"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ["wl-copy", "--clear"] in clearing_commands({"WAYLAND_DISPLAY": "wayland-0"})
    assert [command[0] for command in clearing_commands({"DISPLAY": ":0"})] == ["xsel"] * 3
    assert clearing_commands({}) == []


def test_the_doctor_says_how_the_terminal_is_and_no_secret(tmp_path: Path) -> None:
    settings = KioskSettings.model_validate(
        {"terminal_id": "X00.01-K1", "terminal_secret": "very-secret-words", "pin_hash": "scrypt:a:b", "printer": "p",
         "portal_url": "http://127.0.0.1:1"}
    )  # fmt: skip
    write_settings(tmp_path, settings)

    async def no(_: object) -> bool:
        return False

    held = starting.only_keeper(tmp_path)
    report = asyncio.run(terminal_health(tmp_path, os.environ, reaches=no, knows_printer=no))
    os.close(held)
    assert report["is_running"] is True
    assert report["is_registered"] is True
    assert report["has_pin"] is True
    assert report["portal_reached"] is False
    assert report["printer_known"] is False
    assert "very-secret-words" not in str(report)
    assert "scrypt" not in str(report)
    (tmp_path / "kiosk.json").write_text("{")
    report = asyncio.run(terminal_health(tmp_path, os.environ, reaches=no, knows_printer=no))
    assert report["settings"] == "unreadable"
    assert report["is_running"] is False


def test_swap_is_told_unless_the_group_may_not_use_it(tmp_path: Path) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n")
    (tmp_path / "self" / "cgroup").write_text("0::/system.slice/motcua-kiosk.service\n")
    assert can_swap(tmp_path, tmp_path) is False
    (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n")
    assert can_swap(tmp_path, tmp_path) is True
    group = tmp_path / "system.slice" / "motcua-kiosk.service"
    group.mkdir(parents=True)
    (group / "memory.swap.max").write_text("0\n")
    assert can_swap(tmp_path, tmp_path) is False


@pytest.mark.parametrize("allowed", [-1, 0], ids=["any core", "none"])
def test_a_program_under_the_keeper_leaves_no_core_and_dies_with_it(allowed: int) -> None:
    told = (
        "import os, resource, sys, time; print(os.getpid(), resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True);"
        "time.sleep(600)"
    )
    parent = (
        f"import resource, subprocess, sys; resource.setrlimit(resource.RLIMIT_CORE, ({allowed},) * 2);"
        f"subprocess.Popen([sys.executable, '-I', '-S', {str(ROOT / 'app/kiosk/confined.py')!r}, sys.executable, '-c',"
        f" {told!r}]).wait()"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        pid, core = keeper.stdout.readline().split()
        keeper.send_signal(signal.SIGKILL)
        keeper.wait()
        is_left = not select.select([keeper.stdout], [], [], 5.0)[0]
        if is_left:
            os.kill(int(pid), signal.SIGKILL)
        assert not is_left
        assert core == ("1" if allowed else "0")
        assert keeper.stdout.read() == ""  # its end of the pipe closes only when the program is gone too
