"""The fonts that a browser window has before it draws the first screen."""

import json
from pathlib import Path

import flet_web

from views.design.tokens import Font

MANIFEST = Path("assets/FontManifest.json")
CLIENT = Path(flet_web.__file__).parent / "web"


def _declared(root: Path) -> dict[str, list[str]]:
    families = json.loads((root / MANIFEST).read_text("utf-8"))
    return {family["family"]: [font["asset"] for font in family["fonts"]] for family in families}


def test_a_browser_gets_the_fonts_of_every_weight_before_the_first_screen(project_root: Path) -> None:
    assets = project_root / "assets"
    declared = _declared(assets)
    for family, file in Font.FILES.items():
        (asset,) = declared[family]
        assert (assets / "assets" / asset).resolve() == (assets / file).resolve()
        assert (assets / file).is_file()


def test_the_icons_of_flets_client_are_still_declared_and_its_mathematics_is_not(project_root: Path) -> None:
    ours, theirs = _declared(project_root / "assets"), _declared(CLIENT)
    expected = {family: assets for family, assets in theirs.items() if "KaTeX" not in family}
    assert {family: assets for family, assets in ours.items() if family not in Font.FILES} == expected
