"""The page of a linked procedure: which office does which part, when, and after what."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.harness import Shown, shown_page
from tests.views.screens import assert_whole
from views.catalogue.screen import ProcedurePage

BIRTH, ALONE = "3.000722", "1.001193"


def part(screen: Shown, name: str) -> list[str]:
    """Return what the card of a part says, from its name on."""
    texts = screen.texts()
    start = texts.index(name, texts.index("What each office does"))
    return texts[start : start + 6]


async def test_each_office_has_its_part_with_its_time_and_what_it_waits_for(around: Callable[..., Any]) -> None:
    screen = await shown_page(ProcedurePage, code=BIRTH, within=around("en"))
    assert part(screen, "Residence registration")[:5] == [
        "Residence registration",
        "Police of the commune or ward",
        "Time: 2 working days (5 days if something must be verified)",
        "Begins after: Birth registration",
        "Result: Notice of residence registration",
    ]
    assert part(screen, "Identity card")[5] == "Depends on your answers"
    assert_whole(screen)


async def test_a_part_that_this_case_does_not_have_is_left_out(around: Callable[..., Any]) -> None:
    screen = await shown_page(ProcedurePage, code=BIRTH, within=around("en"))
    await screen.press("For myself")
    await screen.press("Skip this question")
    await screen.press("Skip this question")
    await screen.press("No")
    shown = screen.texts()
    assert "Result: Health insurance card" in shown
    assert "Result: Identity card" not in shown


@pytest.mark.parametrize(("code", "heading"), [(BIRTH, True), (ALONE, False)])
async def test_only_a_linked_procedure_says_what_each_office_does(
    around: Callable[..., Any], code: str, heading: bool
) -> None:
    screen = await shown_page(ProcedurePage, code=code, within=around("vi"))
    assert ("Phần việc của từng cơ quan" in screen.texts()) is heading
    assert_whole(screen)
