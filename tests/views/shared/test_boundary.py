import logging

import flet as ft
import pytest

from tests.harness import shown, shown_page
from views.shared.boundary import page, view
from views.shared.hooks import use_value


@view
def Fragile(fail: bool) -> ft.Control:
    if fail:
        raise ValueError("broken")
    return ft.Text("whole")


@ft.component
def Screen() -> ft.Control:
    fails, set_fails = use_value(False)
    button = ft.TextButton("toggle", key="toggle", on_click=lambda: set_fails(not fails))
    return ft.Column([ft.Text(f"fails: {fails}"), Fragile(fails), button])


async def test_a_failing_view_shows_a_notice_and_recovers(caplog: pytest.LogCaptureFixture) -> None:
    screen = await shown(Screen)
    assert "whole" in screen.texts()
    with caplog.at_level(logging.CRITICAL):
        await screen.send(screen.find("toggle"), "click")
    assert "This part cannot be shown" in screen.texts()
    assert "fails: True" in screen.texts()
    await screen.send(screen.find("toggle"), "click")
    assert "whole" in screen.texts()


@page
def BrokenPage() -> ft.View:
    raise RuntimeError("broken")


async def test_a_failing_page_still_fills_the_window(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        screen = await shown_page(BrokenPage)
    assert "This part cannot be shown" in screen.texts()
