"""For a first look a portal registers a terminal by itself, and only whoever reads its folder has its secret."""

import json
import os
import stat
from pathlib import Path

import httpx
import pytest

from app.kiosk.registration import client_of, with_sample_terminal
from app.kiosk.settings import KioskSettings
from portal.identity.terminals import SAMPLE_FILE, SAMPLE_ID
from portal.settings import SettingsError, settings_for
from tests.portal.running import running_portal
from tests.portal.terminals import Terminal


def _kept(folder: Path) -> dict[str, str]:
    return dict(json.loads((folder / SAMPLE_FILE).read_text(encoding="utf-8")))


async def _status(folder: Path, secret: str, *, seed: int = 1) -> int:
    async with running_portal(folder, sample_terminal=True, seed=seed) as portal:
        answer: httpx.Response = await Terminal(portal, SAMPLE_ID, secret).post(
            "/oauth/device_authorization", scope="openid"
        )
        return answer.status_code


async def test_it_works_with_the_secret_in_the_folder_from_start_to_start(tmp_path: Path) -> None:
    async with running_portal(tmp_path, sample_terminal=True):
        first = _kept(tmp_path)
    assert stat.S_IMODE((tmp_path / SAMPLE_FILE).stat().st_mode) == 0o600
    assert await _status(tmp_path, first["secret"]) == 200
    assert _kept(tmp_path) == first
    of_another = json.dumps({**first, "secret": "of somebody else"}).encode()
    for seed, damage in enumerate((b"\xff", of_another), 2):
        (tmp_path / SAMPLE_FILE).write_bytes(damage)
        os.chmod(tmp_path / SAMPLE_FILE, 0o644)
        assert await _status(tmp_path, first["secret"], seed=seed) == 401
        first = _kept(tmp_path)
        assert stat.S_IMODE((tmp_path / SAMPLE_FILE).stat().st_mode) == 0o600
        assert await _status(tmp_path, first["secret"]) == 200


async def test_the_keeper_takes_it_where_the_office_has_set_up_nothing(tmp_path: Path) -> None:
    async with running_portal(tmp_path, sample_terminal=True):
        found = with_sample_terminal(KioskSettings(), tmp_path)
    client = client_of(found)
    assert client is not None
    assert (client.id, client.secret) == (SAMPLE_ID, _kept(tmp_path)["secret"])
    assert found.office["en"].startswith("One-stop counter")
    assert _kept(tmp_path)["secret"] not in repr(found)
    for own in (KioskSettings(terminal_id="X00.01-K7"), KioskSettings(portal_url="https://portal.example")):
        assert with_sample_terminal(own, tmp_path) == own
    assert with_sample_terminal(KioskSettings(), tmp_path / "elsewhere") == KioskSettings()
    assert client_of(KioskSettings()) is None


async def test_a_usual_portal_has_none(tmp_path: Path) -> None:
    async with running_portal(tmp_path) as portal:
        answer = await Terminal(portal, SAMPLE_ID, "").post("/oauth/device_authorization", scope="openid")
        assert answer.status_code == 401
    assert not (tmp_path / SAMPLE_FILE).exists()
    with pytest.raises(SettingsError, match="production"):
        settings_for(tmp_path, production=True, sample_terminal=True, environment={"MOTCUA_PAYMENT_SECRET": "x"})
