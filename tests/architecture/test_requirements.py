"""The lock files agree with each other: what the app runs with is what it is tested with."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"


def pins(name: str) -> set[str]:
    text = (REQUIREMENTS / f"{name}.txt").read_text("utf-8")
    assert "://" not in text  # no address in them
    assert len(re.findall(r"^\S+==", text, re.M)) <= text.count("--hash=sha256:")
    return set(re.findall(r"^(\S+==\S+)", text, re.M))


@pytest.mark.parametrize("name", ["native", "dev"])
def test_every_profile_has_the_versions_the_app_runs_with(name: str) -> None:
    assert pins("run") - pins(name) == set()


def test_the_native_window_is_flets_own_version() -> None:
    version = next(pin.partition("==")[2] for pin in pins("run") if pin.startswith("flet=="))
    assert f"flet-desktop=={version}" in pins("native")
