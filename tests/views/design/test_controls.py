from pathlib import Path
from typing import Any

import flet as ft
import pytest
from PIL import ImageFont

from tests.harness import Shown, shown, surroundings
from views.design import (
    Body,
    Choice,
    ChoiceGroup,
    ErrorSummary,
    Picker,
    QrImage,
    SearchInput,
    SummaryLine,
    TextInput,
    Tick,
)
from views.design.catalogue import DesignPage
from views.design.drawings import DRAWINGS
from views.design.frame import Screen
from views.design.places import rail
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


@pytest.mark.parametrize(
    ("layout", "label", "is_beside"),
    [
        ("desktop", "Commune", True),
        ("desktop", "Child's family home town: commune or ward", False),
        ("phone", "Commune", False),
    ],
)
async def test_what_is_chosen_stands_beside_its_change_where_both_have_room(
    layout: Any, label: str, is_beside: bool
) -> None:
    communes = [Choice("1", "Phường Hoàn Kiếm, Hà Nội")]
    screen = await shown(Picker, label, communes, "1", lambda _value: None, within=surroundings("en", layout))
    row = next((row for row in screen.all(ft.Row) if len(row.controls) == 2), None)
    assert (row is not None) == is_beside


async def test_a_mark_stands_beside_the_first_words_of_its_choice_however_large_they_are() -> None:
    choices = [Choice("a", "Me"), Choice("b", "My child", hint="You act as parent or guardian")]
    screen = await shown(ChoiceGroup, "For whom?", choices, "a", lambda _: None)
    rows = [row for row in screen.all(ft.Row) if isinstance(row.controls[0], ft.Radio)]
    assert [row.vertical_alignment for row in rows] == [ft.CrossAxisAlignment.CENTER, ft.CrossAxisAlignment.START]


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


@page
def LongScreen() -> ft.View:
    return Screen("Title", [ft.Text("body")], footer=[ft.Text("footer")], sticks=True)


@pytest.mark.parametrize(("text_scale", "sticks"), [(1.0, True), (2.0, False)])
async def test_the_way_in_of_a_long_page_is_in_sight_on_a_desktop_but_not_at_large_text(
    text_scale: float, sticks: bool
) -> None:
    around = surroundings("en", "desktop", is_wide=True)
    around.services.preferences.use_text_scale(text_scale)
    screen = await shown(LongScreen, within=around, views=True)
    (scrolling,) = [column for column in screen.all(ft.Column) if column.scroll is not None]
    (padded,) = scrolling.controls
    assert isinstance(padded, ft.Container)
    assert isinstance(padded.content, ft.Column)
    assert any(isinstance(part, ft.Row) for part in padded.content.controls) != sticks


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


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("hồ sơ X00.01.02.26-261122-00007.", ["hồ sơ X00.01.02.26-", "261122-", "00007."]),
        ("X00.01-261123-0001", ["X00.01-", "261123-", "0001"]),
        ("05-03-1996, 024-3825", ["05-03-1996, 024-3825"]),
    ],
)
def test_a_code_too_long_for_its_line_goes_on_after_a_hyphen_and_is_said_as_it_is(
    text: str, shown_as: list[str]
) -> None:
    body = Body(text)
    assert str(body.value).split("\u200b") == shown_as
    assert (body.semantics_label or body.value) == text


@pytest.mark.parametrize("text_scale", [1.0, 2.0])
async def test_no_name_of_a_place_is_broken_in_the_rail_of_a_desktop(text_scale: float, project_root: Path) -> None:
    around = surroundings("en", "desktop", is_wide=True)
    around.services.preferences.use_text_scale(text_scale)
    drawn = rail("applications", around, beside=False)
    assert isinstance(drawn, ft.Container)
    assert drawn.width is not None
    room = drawn.width - 2 * 14 - 2 * 12 - 24 - 12  # paddings, the sign and the space after it
    font = ImageFont.truetype(project_root / "assets" / "fonts" / "BeVietnamPro-SemiBold.ttf", 16 * text_scale)
    assert font.getlength("Applications") <= room
