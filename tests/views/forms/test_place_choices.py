from pathlib import Path

import flet as ft
import pytest

from forms.places import Places
from tests.harness import shown
from views.design import Picker
from views.forms.place_choices import commune_choices, communes_meant, province_choices, provinces_meant
from views.shared.hooks import use_value


@pytest.fixture(scope="module")
def places(project_root: Path) -> Places:
    """Return the map as shipped."""
    return Places.decode((project_root / "assets" / "places.json.gz").read_bytes())


def test_a_province_is_chosen_by_a_name_it_took_over(places: Places) -> None:
    (hung_yen,) = [choice for choice in provinces_meant(places, "vi")("Kiến Xương, Thái Bình") if choice.value == "33"]

    assert (hung_yen.label, hung_yen.hint) == ("Tỉnh Hưng Yên", "Huyện Kiến Xương (cũ)")
    first = provinces_meant(places, "vi")("Hà Tây")[0]
    assert (first.value, first.hint) == ("01", "Tỉnh Hà Tây (cũ)")


def test_communes_of_one_province_are_chosen_by_an_old_name(places: Places) -> None:
    meant = communes_meant(places, "79", "en")("Q1")

    assert {(choice.label, choice.hint) for choice in meant} == {
        (f"{name} ward", "formerly Quận 1") for name in ("Sài Gòn", "Tân Định", "Bến Thành", "Cầu Ông Lãnh")
    }
    assert communes_meant(places, "01", "vi")("Q1") == ()
    assert communes_meant(places, "79", "vi")("q") == ()


async def test_the_picker_offers_what_was_meant_and_says_why(places: Places) -> None:
    @ft.component
    def Form() -> ft.Control:
        chosen, choose = use_value("")
        choices = commune_choices(places, "79", "vi")
        return Picker("Commune", choices, chosen, choose, field_key="commune", meant=communes_meant(places, "79", "vi"))

    screen = await shown(Form)
    await screen.write("commune", "bến nghé")
    (option,) = [button for button in screen.all(ft.TextButton) if str(button.key).startswith("option-")]
    assert "Phường Bến Nghé (cũ)" in screen.texts()
    await screen.send(option, "click")
    assert "Phường Sài Gòn" in screen.texts()


def test_all_provinces_stand_in_vietnamese_order(places: Places) -> None:
    labels = [choice.label for choice in province_choices(places, "vi")]

    assert len(labels) == 34
    assert labels[:2] == ["Tỉnh An Giang", "Tỉnh Bắc Ninh"]
