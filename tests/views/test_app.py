"""The route table as the router uses it."""

import flet as ft
import pytest

from tests.harness import Shown, surroundings
from views.app import ROUTES
from views.shared.context import SURROUNDINGS


@pytest.mark.parametrize("route", ["/nowhere", "/drafts/1/steps/2/3", "/procedures"])
async def test_an_address_that_leads_nowhere_is_said_to_be_one(route: str) -> None:
    @ft.component
    def Whole() -> object:
        ft.context.page.route = route
        return SURROUNDINGS(surroundings(), lambda: ft.Router(ROUTES, manage_views=True))

    screen = Shown(Whole, views=True)
    await screen.settle()
    assert "There is no such page" in screen.texts()
    assert len(screen.views()) == 1  # the client shows nothing of a view within a view
