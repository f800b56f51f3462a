"""What lies outside a session's folder is cleared at its end, and the keeper knows what was not."""

import os
from pathlib import Path

import pytest

from app.kiosk.residue import clear_residue
from app.kiosk.settings import KioskSettings
from tests.app.printing.cups import Cups


@pytest.mark.parametrize(("mode", "is_clear"), [("stuck", True), ("keeps", False)])
async def test_what_waits_to_be_printed_goes_and_what_does_not_is_known(
    tmp_path: Path, mode: str, is_clear: bool
) -> None:
    cups = Cups(tmp_path, mode)
    (cups.spool / "job-Q-1").write_bytes(b"%PDF of somebody")

    assert await clear_residue({"PATH": cups.environment["PATH"]}, KioskSettings(printer="Q")) is is_clear
    assert (cups.waiting() == 0) is is_clear


async def test_scans_of_the_one_before_are_gone(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF of somebody")

    assert await clear_residue({}, KioskSettings(scan_folder=str(tmp_path)))
    assert os.listdir(tmp_path) == []
