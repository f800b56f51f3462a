"""What ``motcua-portal terminal add --url`` seals is what a terminal opens, with its code and with no other."""

import base64
import json
import stat
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from app.kiosk.pin import hash_pin
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_code import MARK, SettingsProblem, is_settings, open_settings
from portal.cli import main
from portal.identity.terminal_settings import new_settings_code, seal_settings
from tests.qr import read_qr

CHANCE = Random(5)
CODE = new_settings_code(CHANCE)
SAID = {"terminal_id": "X00.01-K2", "terminal_secret": "secret", "name": "Máy số 02", "portal_url": "https://p.example"}
TEXT = seal_settings(SAID, CODE, chance=CHANCE)


def test_the_command_gives_a_text_a_picture_and_a_code_that_set_a_terminal_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "settings.png"
    words = ["--office", "X00.01", "--name", "Máy số 02", "--url", "http://127.0.0.1:8000/", "--qr", str(picture)]
    words += ["--offer", "1.001193", "--offer", "1.004222", "--printer", "slips", "--paper", "a5"]
    assert main(["terminal", "add", *words, "--data-dir", str(tmp_path / "portal")]) == 0
    said = capsys.readouterr()
    assert "Phones cannot reach" in said.err
    told = json.loads(said.out)
    assert told["secret"] not in base64.b32decode(told["settings"][4:] + "=" * (-len(told["settings"][4:]) % 8)).decode(
        "latin-1"
    )
    kept = hash_pin("123456", Random(1))
    found = open_settings(told["settings"], told["settings_code"], KioskSettings(pin_hash=kept, idle_s=90))
    assert isinstance(found, KioskSettings)
    assert (found.terminal_id, found.terminal_secret.get_secret_value()) == (told["id"], told["secret"])
    assert (found.name, found.portal_url, found.office["vi"][:3]) == ("Máy số 02", "http://127.0.0.1:8000", "Bộ ")
    assert (found.services, found.printer, found.paper) == (("1.001193", "1.004222"), "slips", "a5")
    assert (found.pin_hash, found.idle_s) == (kept, 90)  # what it does not say stays
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600
    assert read_qr(Image.open(picture)) == [told["settings"]]


@pytest.mark.parametrize(
    ("text", "typed"),
    [(TEXT.lower(), CODE.replace("-", "")), (f" {TEXT[:40]} {TEXT[40:]}\r\n", f" {CODE.lower().replace('-', ' ')}\n")],
)
def test_code_and_text_may_be_typed_as_people_and_scanners_do(text: str, typed: str) -> None:
    assert is_settings(text)
    found = open_settings(text, typed, KioskSettings())
    assert isinstance(found, KioskSettings)
    assert found.terminal_id == "X00.01-K2"


@pytest.mark.parametrize("text", ["", MARK, "https://a.example", "X00.01-261123-0001", MARK + "18", MARK + "A" * 5000])
def test_another_code_is_no_settings(text: str) -> None:
    assert open_settings(text, CODE, KioskSettings()) is SettingsProblem.NOT_SETTINGS


def test_a_changed_a_damaged_and_a_made_up_text_are_refused() -> None:
    at = len(TEXT) // 2
    changed = TEXT[:at] + ("A" if TEXT[at] != "A" else "B") + TEXT[at + 1 :]
    forged = seal_settings({**SAID, "portal_url": "https://evil.example"}, new_settings_code(CHANCE), chance=CHANCE)
    for text in (changed, TEXT[:-8], forged):
        assert open_settings(text, CODE, KioskSettings()) is SettingsProblem.WRONG_CODE


@pytest.mark.parametrize("said", [{"idle_s": 1, "from_the_future": 1}, {"pin_hash": hash_pin("000000", Random(1))}])
def test_settings_that_cannot_be_used_are_not_taken(said: dict[str, Any]) -> None:
    text = seal_settings({**SAID, **said}, CODE, chance=CHANCE)
    assert open_settings(text, CODE, KioskSettings()) is SettingsProblem.UNUSABLE
