"""Whoever installs a terminal gives it settings and a PIN, whole or not at all."""

from pathlib import Path
from random import Random

import pytest

from app.kiosk import setting_up
from app.kiosk.pin import PinGate
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import FILE_NAME, read_settings, write_settings
from portal.identity.terminal_settings import new_settings_code, seal_settings

PIN = "161803"
CHANCE = Random(3)
CODE = new_settings_code(CHANCE)
TEXT = seal_settings({"terminal_id": "X00.01-K4", "portal_url": "http://127.0.0.1:8000"}, CODE, chance=CHANCE)


def _set_up(folder: Path, *answers: str) -> tuple[int, list[str]]:
    said: list[str] = []
    given = iter(answers)

    def ask(_words: str) -> str:
        return next(given)

    return setting_up.set_up(folder, ask=ask, ask_hidden=ask, say=said.append, random=Random(1)), said


def test_settings_and_pin_are_kept_and_an_address_that_no_phone_reaches_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("damaged")
    assert _set_up(tmp_path, TEXT, CODE, PIN, PIN) == (0, [setting_up.NO_PHONES, setting_up.DONE])
    kept = read_settings(tmp_path)
    assert kept.terminal_id == "X00.01-K4"
    assert PinGate(lambda: 0.0).is_pin(PIN, kept.pin_hash)
    assert PIN not in (tmp_path / FILE_NAME).read_text()


def test_the_pin_alone_can_be_set(tmp_path: Path) -> None:
    write_settings(tmp_path, KioskSettings(name="Máy 1"))
    assert _set_up(tmp_path, "", PIN, PIN) == (0, [setting_up.DONE])
    assert read_settings(tmp_path).name == "Máy 1"


@pytest.mark.parametrize(
    "answers", [("https://example.com", CODE), ("", "12345", "12345"), ("", PIN, "161804"), ("", "", "")]
)
def test_what_is_refused_changes_nothing(tmp_path: Path, answers: tuple[str, ...]) -> None:
    code, said = _set_up(tmp_path, *answers)
    assert (code, len(said)) == (1, 1)
    assert not (tmp_path / FILE_NAME).exists()


def test_a_disk_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / f"{FILE_NAME}.new").mkdir()
    assert _set_up(tmp_path, "", PIN, PIN) == (1, [setting_up.NOT_WRITTEN])
