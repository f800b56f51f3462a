from pathlib import Path
from typing import Any

import pytest

from views.platform.window_choice import WHY, Reason, WindowChoice, choose_window, find_client

DISPLAY = {"DISPLAY": ":0"}
CLIENT = Path("/client")


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        ({}, WindowChoice(True, "client", CLIENT)),
        ({"environment": {"WAYLAND_DISPLAY": "wayland-0"}}, WindowChoice(False, "no_screen")),
        ({"environment": {**DISPLAY, "FLET_FORCE_WEB_SERVER": "true"}}, WindowChoice(False, "asked_for")),
        ({"environment": {}}, WindowChoice(False, "no_screen")),
        ({"environment": {}, "platform": "darwin"}, WindowChoice(True, "client", CLIENT)),
        ({"client": None}, WindowChoice(False, "no_client")),
        ({"client": None, "environment": {"FLET_PLATFORM": "linux"}}, WindowChoice(True, "packaged")),
        ({"wants_browser": True}, WindowChoice(False, "asked_for")),
        ({"wants_browser": True, "environment": {"FLET_PLATFORM": "linux"}}, WindowChoice(False, "asked_for")),
        ({"is_kiosk": True, "environment": {"FLET_PLATFORM": "linux"}}, WindowChoice(False, "kiosk")),
    ],
)
def test_a_native_window_only_where_it_can_be_had_and_nobody_asks_otherwise(
    situation: dict[str, Any], expected: WindowChoice
) -> None:
    usual: dict[str, Any] = {
        "is_kiosk": False, "wants_browser": False, "client": CLIENT, "environment": DISPLAY, "platform": "linux",
    }  # fmt: skip
    assert choose_window(**{**usual, **situation}) == expected


def client_in(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "flet").write_bytes(b"")
    return folder


def test_the_client_is_found_where_flet_keeps_it_and_only_of_the_same_version(tmp_path: Path) -> None:
    kept = tmp_path / ".flet" / "client"
    assert find_client({}, home=tmp_path, flet_version="1.0.5", platform="linux") is None
    client_in(kept / "flet-desktop-light-0.82.0" / "flet")
    client_in(kept / "flet-desktop-light-1.0.50" / "flet")
    (kept / "flet-desktop-full-1.0.5" / "flet").mkdir(parents=True)  # unpacking broke off
    assert find_client({}, home=tmp_path, flet_version="1.0.5", platform="linux") is None
    folder = client_in(kept / "flet-desktop-light-1.0.5" / "flet")
    assert find_client({}, home=tmp_path, flet_version="1.0.5", platform="linux") == folder
    assert find_client({}, home=tmp_path, flet_version="1.0.5", platform="win32") is None


def test_a_fingerprinted_client_and_a_mac_s_bundle_are_found(tmp_path: Path) -> None:
    bundle = tmp_path / ".flet" / "client" / "flet-desktop-full-1.0.5-0123456789ab"
    (bundle / "Flet.app").mkdir(parents=True)
    assert find_client({}, home=tmp_path, flet_version="1.0.5", platform="darwin") == bundle


def test_the_given_place_comes_first_when_it_holds_a_client(tmp_path: Path) -> None:
    folder = client_in(tmp_path / ".flet" / "client" / "flet-desktop-light-1.0.5" / "flet")
    given = {"FLET_VIEW_PATH": str(tmp_path / "own")}
    assert find_client(given, home=tmp_path, flet_version="1.0.5", platform="linux") == folder
    own = client_in(tmp_path / "own")
    assert find_client(given, home=tmp_path, flet_version="1.0.5", platform="linux") == own


@pytest.mark.parametrize("reason", WHY)
def test_every_reason_is_one_line_in_both_languages(reason: Reason) -> None:
    for is_native in (True, False):
        words = WindowChoice(is_native, reason).in_words()
        assert "\n" not in words
        assert "{" not in words
        assert all(why in words for why in WHY[reason])
