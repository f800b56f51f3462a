"""A document scanner's folder: a file is taken once it is whole, and nothing stays there."""

import os
from pathlib import Path

from app.kiosk.document_scanner import DocumentScanner, empty
from app.kiosk.sticks import StickProblem


def test_a_paper_is_taken_once_it_does_not_grow_any_more_and_is_gone_then(tmp_path: Path) -> None:
    scanner, paper = DocumentScanner(tmp_path), tmp_path / "scan 1.PDF"
    paper.write_bytes(b"%PDF-")
    assert scanner.whole() == ()  # it may still be written
    paper.write_bytes(b"%PDF-1.7")
    assert scanner.whole() == ()
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "half.tmp").write_bytes(b"x")
    assert scanner.whole() == (paper,)
    assert scanner.take(paper, max_bytes=100) == b"%PDF-1.7"
    assert not paper.exists()
    assert scanner.whole() == ()


def test_one_that_cannot_be_used_goes_too_and_no_link_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    theirs = tmp_path / "theirs.pdf"
    theirs.write_bytes(b"of the terminal")
    (folder / "link.pdf").symlink_to(theirs)
    scanner = DocumentScanner(folder)
    assert [scanner.whole() for _ in range(2)] == [(), ()]
    (folder / "large.pdf").write_bytes(b"x" * 101)
    assert scanner.take(folder / "large.pdf", max_bytes=100) is StickProblem.TOO_LARGE
    assert not (folder / "large.pdf").exists()
    assert empty(str(folder))
    assert list(folder.iterdir()) == []
    assert theirs.read_bytes() == b"of the terminal"


def test_what_a_session_left_is_gone_or_said_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"x")
    (tmp_path / "half.tmp").write_bytes(b"x")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "settings").write_bytes(b"x")
    assert empty(str(tmp_path))
    assert [path.name for path in tmp_path.rglob("*")] == ["kept", "settings"]
    assert empty("")
    assert empty(str(tmp_path / "nowhere"))
    assert not empty(os.devnull)
    assert DocumentScanner(tmp_path / "nowhere").whole() == ()
