"""USB sticks: anything may be on one, and it may be full, locked or gone; the terminal stays as it was."""

import errno
import os
from pathlib import Path

import pytest

from app.kiosk.sticks import DRAFTS, MOST_SHOWN, Listing, Stick, StickFile, StickProblem, Sticks


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    folder = tmp_path / "media" / "USB của Lan"
    folder.mkdir(parents=True)
    return Stick(folder.name, folder)


@pytest.fixture
def sticks(tmp_path: Path, stick: Stick) -> Sticks:
    """This machine as the kernel tells of it: a stick, a fixed disk, a USB disk that says it is fixed, and others."""
    blocks = tmp_path / "block"
    blocks.mkdir()
    for name, place, removable in (
        ("sdb", "usb1/1-2/sdb", "1"),
        ("sda", "pci0/ata1/sda", "0"),
        ("sdc", "usb2/sdc", "0"),
    ):
        disk = tmp_path / "devices" / place
        (disk / f"{name}1").mkdir(parents=True)
        (disk / f"{name}1" / "partition").write_text("1\n")
        (disk / "removable").write_text(f"{removable}\n")
        (blocks / name).symlink_to(disk)
        (blocks / f"{name}1").symlink_to(disk / f"{name}1")
    mounts = tmp_path / "mounts"
    escaped = str(stick.folder).replace(" ", "\\040")
    lines = ["proc /proc proc rw 0 0", f"/dev/sdb1 {escaped} vfat rw 0 0", "/dev/sda1 / ext4 rw 0 0"]
    lines += ["/dev/sdc1 /mnt/c ext4 rw 0 0", "/dev/mapper/x /home ext4 rw 0 0", "/dev/nothing /x vfat rw 0 0", "", "x"]
    mounts.write_text("\n".join(lines))
    return Sticks(mounts, blocks)


def pull_out(tmp_path: Path) -> None:
    (tmp_path / "mounts").write_text("")


def files_of(listing: Listing | StickProblem) -> tuple[StickFile, ...]:
    assert isinstance(listing, Listing)
    return listing.files


def test_what_can_be_taken_out_or_hangs_on_usb_is_a_stick(sticks: Sticks, stick: Stick) -> None:
    assert sticks.find() == (stick, Stick("c", Path("/mnt/c")))


def test_the_disk_that_the_machine_runs_from_is_no_stick(sticks: Sticks, stick: Stick, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    own = mounts.read_text().replace("/dev/sda1 / ", "/dev/sda1 /old ").replace("/dev/sdc1 /mnt/c", "/dev/sdc1 /")
    mounts.write_text(own + "\n/dev/sdc /home ext4 rw 0 0")
    assert sticks.find() == (stick,)


def test_a_draft_is_kept_whole_and_nothing_beside_it(sticks: Sticks, stick: Stick) -> None:
    assert sticks.save(stick, "a.motcua", b"sealed" * 1000) is None
    assert [(path.name, path.read_bytes()) for path in stick.folder.iterdir()] == [("a.motcua", b"sealed" * 1000)]
    (found,) = files_of(sticks.list(stick, DRAFTS))
    assert sticks.read(found, max_bytes=10_000) == b"sealed" * 1000
    assert sticks.read(found, max_bytes=5_999) is StickProblem.TOO_LARGE


def test_a_stick_that_was_pulled_out_takes_nothing_although_its_folder_is_there(
    sticks: Sticks, stick: Stick, tmp_path: Path
) -> None:
    pull_out(tmp_path)
    assert sticks.save(stick, "a.motcua", b"x") is StickProblem.PULLED_OUT
    assert sticks.list(stick) is StickProblem.PULLED_OUT
    assert list(stick.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, StickProblem.FULL),
        (errno.EROFS, StickProblem.READ_ONLY),
        (errno.EIO, StickProblem.PULLED_OUT),
        (errno.EINVAL, StickProblem.UNREADABLE),
    ],
)
def test_why_the_disk_says_no_is_told(
    sticks: Sticks, stick: Stick, monkeypatch: pytest.MonkeyPatch, number: int, problem: StickProblem
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", refuse)  # the kernel's answer, not ours
    assert sticks.save(stick, "a.motcua", b"x") is problem
    assert list(stick.folder.iterdir()) == []


def test_no_link_that_waits_on_a_stick_leads_what_is_written_elsewhere(
    sticks: Sticks, stick: Stick, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    for name in (".a.motcua.part", "a.motcua"):
        (stick.folder / name).symlink_to(theirs)
    assert sticks.save(stick, "a.motcua", b"sealed") is None
    assert not theirs.exists()
    assert not (stick.folder / "a.motcua").is_symlink()


def test_of_ten_thousand_files_the_newest_are_shown(sticks: Sticks, stick: Stick) -> None:
    for number in range(10_000):
        (stick.folder / f"{number:05d}.{'pdf' if number % 50 == 0 else 'tmp'}").touch()
    os.utime(stick.folder / "00050.pdf", (2e9, 2e9))
    listing = sticks.list(stick)
    assert isinstance(listing, Listing)
    assert (listing.files[0].name, len(listing.files), listing.is_all) == ("00050.pdf", MOST_SHOWN, False)


def test_only_plain_papers_are_listed_and_no_link_is_followed(sticks: Sticks, stick: Stick, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"of the terminal")
    below = stick.folder / "Ảnh"
    below.mkdir()
    (below / "giấy.JPG").write_bytes(b"x")
    (stick.folder / "link.pdf").symlink_to(secret)
    (stick.folder / "folder-link").symlink_to(tmp_path)
    (stick.folder / ".hidden.pdf").write_bytes(b"x")
    (stick.folder / "run.exe").write_bytes(b"x")
    os.mkfifo(stick.folder / "waits.pdf")
    (stick.folder / "folder.pdf").mkdir()
    assert [file.name for file in files_of(sticks.list(stick))] == ["giấy.JPG"]


def test_a_file_that_became_a_link_or_a_pipe_since_is_not_read(sticks: Sticks, stick: Stick, tmp_path: Path) -> None:
    file = stick.folder / "a.pdf"
    file.write_bytes(b"%PDF-")
    (listed,) = files_of(sticks.list(stick))
    file.unlink()
    assert sticks.read(listed, max_bytes=100) is StickProblem.PULLED_OUT
    file.symlink_to(tmp_path / "mounts")
    assert isinstance(sticks.read(listed, max_bytes=100_000), StickProblem)
    file.unlink()
    os.mkfifo(file)
    assert sticks.read(listed, max_bytes=100) is StickProblem.UNREADABLE


def test_a_name_that_is_no_text_is_shown_as_one_and_its_file_is_read(sticks: Sticks, stick: Stick) -> None:
    Path(os.fsdecode(os.fsencode(stick.folder) + b"/gi\xff\ny.pdf")).write_bytes(b"%PDF")
    (file,) = files_of(sticks.list(stick))
    assert file.name == "giy.pdf"
    assert sticks.read(file, max_bytes=10) == b"%PDF"
