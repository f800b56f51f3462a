from pathlib import Path
from typing import Any

import flet as ft
import pytest

from tests.harness import Shown, shown, surroundings
from views.design import Choice, ChoiceGroup, ErrorSummary, Picker, QrImage, SearchInput, SummaryLine, TextInput, Tick
from views.design.catalogue import DesignPage
from views.design.drawings import DRAWINGS
from views.design.frame import Screen
from views.shared.boundary import page
from views.shared.hooks import use_value
from views.shared.preferences import Preference, Preferences


def field_of(screen: Shown) -> ft.TextField:
    return screen.all(ft.TextField)[0]


async def test_a_field_is_named_by_its_label_and_keeps_its_place_when_an_error_comes() -> None:
    @ft.component
    def Form() -> ft.Control:
        error, set_error = use_value("")
        return TextInput(
            "Full name",
            "",
            lambda text: set_error("Too short" if len(text) < 3 else ""),
            error=error,
            field_key="name",
        )

    screen = await shown(Form)
    column = screen.all(ft.Column)[0]
    places = [type(control) for control in column.controls]
    await screen.write("name", "ab")
    assert "Too short" in screen.texts()
    assert [type(control) for control in screen.all(ft.Column)[0].controls] == places
    assert field_of(screen).value == "ab"
    named = [semantics for semantics in screen.all(ft.Semantics) if semantics.label == "Full name"]
    assert isinstance(named[0].content, ft.TextField)
    assert any(semantics.live_region for semantics in screen.all(ft.Semantics))


async def test_what_one_may_search_for_is_no_part_of_the_fields_name_and_gives_way_to_what_is_typed() -> None:
    @ft.component
    def Search() -> ft.Control:
        revision, set_revision = use_value(0)
        return ft.Column(
            [
                SearchInput("Search", "", lambda _: None, placeholder="birth", revision=revision, field_key="q"),
                ft.TextButton("Anew", key="anew", on_click=lambda _: set_revision(revision + 1)),
            ]
        )

    def hints() -> list[bool]:
        return [text.visible for text in screen.all(ft.Text) if text.value == "birth"]

    screen = await shown(Search)
    named = [semantics for semantics in screen.all(ft.Semantics) if semantics.label == "Search"]
    assert named[0].content is field_of(screen)
    assert not field_of(screen).hint_text
    assert hints() == [True]
    before = field_of(screen)
    await screen.write("q", "kh")
    assert hints() == [False]
    assert field_of(screen) is before
    await screen.send(screen.find("anew"), "click")
    assert hints() == [True]


async def test_leaving_a_field_shows_the_proper_form() -> None:
    kept: list[str] = []
    screen = await shown(TextInput, "Name", "", kept.append, on_blur=lambda: kept[-1].strip().upper(), field_key="name")
    await screen.send(screen.find("name"), "focus")
    await screen.write("name", " an ")
    await screen.send(screen.find("name"), "blur")
    assert field_of(screen).value == "AN"


async def test_a_field_taken_up_again_is_not_rewritten() -> None:
    async def slow() -> str:
        await screen.send(screen.find("name"), "focus")
        return "REWRITTEN"

    screen = await shown(TextInput, "Name", "", lambda _text: None, on_blur=slow, field_key="name")
    await screen.write("name", "an")
    await screen.send(screen.find("name"), "blur")
    assert field_of(screen).value == "an"


async def test_a_new_revision_shows_a_new_value_and_nothing_else_does() -> None:
    @ft.component
    def Form() -> ft.Control:
        revision, set_revision = use_value(0)
        stored = "from the register" if revision else ""
        take = ft.TextButton("take", key="take", on_click=lambda: set_revision(1))
        return ft.Column([TextInput("Name", stored, lambda _text: None, revision=revision, field_key="name"), take])

    screen = await shown(Form)
    await screen.write("name", "typed")
    assert field_of(screen).value == "typed"
    await screen.send(screen.find("take"), "click")
    assert field_of(screen).value == "from the register"


async def test_a_picker_finds_without_diacritics_and_keeps_what_is_chosen() -> None:
    communes = [Choice("1", "Phường Hoàn Kiếm"), Choice("2", "Xã Đông Anh"), Choice("3", "Xã Đồng Tâm")]

    @ft.component
    def Form() -> ft.Control:
        chosen, choose = use_value("")
        return Picker("Commune", communes, chosen, choose, field_key="commune")

    screen = await shown(Form)
    await screen.write("commune", "dong a")
    options = [button.key for button in screen.all(ft.TextButton) if str(button.key).startswith("option-")]
    assert options == ["option-2"]
    await screen.send(screen.find("option-2"), "click")
    assert "Xã Đông Anh" in screen.texts()
    assert screen.named("Change commune")


async def test_a_choice_and_a_tick_report_what_is_pressed() -> None:
    taken: list[Any] = []

    @ft.component
    def Form() -> ft.Control:
        group = ChoiceGroup("For whom?", [Choice("a", "Me"), Choice("b", "My child")], "a", taken.append)
        return ft.Column([group, Tick("I declare", False, taken.append, key="declare")])

    screen = await shown(Form)
    group = screen.all(ft.RadioGroup)[0]
    screen.session.apply_patch(group._i, {"value": "b"})
    await screen.send(group, "change", "b")
    await screen.send(screen.find("declare"), "change")
    assert taken == ["b", True]


async def test_the_error_summary_counts_and_leads() -> None:
    led: list[str] = []
    screen = await shown(
        ErrorSummary, [SummaryLine("a", "Fill in the name"), SummaryLine("b", "Choose a day")], led.append
    )
    assert "2 things to look at again" in screen.texts()
    await screen.send(screen.find("summary-b"), "click")
    assert led == ["b"]


def test_a_code_is_drawn_dark_on_white_with_its_quiet_margin() -> None:
    drawn = QrImage([[True, False], [False, True]], label="Slip", size=100)
    assert isinstance(drawn, ft.Semantics)
    box = drawn.content
    assert isinstance(box, ft.Container)
    assert box.bgcolor == "#FFFFFF"
    first = box.content.shapes[0].elements[0]  # type: ignore[union-attr]
    assert (first.x, first.y) == (40, 40)


@page
def OneScreen() -> ft.View:
    return Screen("Title", [ft.Text("body")], side=[ft.Text("side")], footer=[ft.Text("footer")])


@pytest.mark.parametrize(
    ("layout", "is_wide"), [("phone", False), ("tablet", False), ("desktop", False), ("desktop", True)]
)
async def test_every_window_shows_every_part_once(layout: Any, is_wide: bool) -> None:
    around = surroundings("en", layout, is_wide=is_wide)
    texts = (await shown(OneScreen, within=around, views=True)).texts()
    assert [texts.count(part) for part in ("Title", "body", "side", "footer")] == [1, 1, 1, 1]
    assert [texts.count(place) for place in ("Home", "Applications", "Pay", "Documents", "Account")] == [1] * 5


async def test_the_design_catalogue_shows_every_control() -> None:
    screen = await shown(DesignPage, within=surroundings("vi"), views=True)
    assert "This part cannot be shown" not in screen.texts()
    assert len(screen.all(ft.TextField)) >= 5


def test_every_drawing_is_a_file_and_every_file_is_named(project_root: Path) -> None:
    assert {path.stem for path in (project_root / "assets" / "drawings").glob("*.svg")} == DRAWINGS


@pytest.mark.parametrize(("scale", "width"), [(1.0, 280), (2.0, 560)])
async def test_a_field_of_a_known_length_grows_with_the_text(scale: float, width: int) -> None:
    within = surroundings("en", preferences=Preferences(Preference("en", text_scale=scale)))
    screen = await shown(TextInput, "Personal ID number", "001196900001", print, width=280, within=within)
    assert width in [container.width for container in screen.all(ft.Container)]
