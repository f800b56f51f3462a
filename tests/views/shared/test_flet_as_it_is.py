"""What Flet 1.0.5 does that our hooks and boundary work around; each test fails once Flet mends it."""

import asyncio
import logging

import flet as ft
import pytest
from flet.components.component import Component

from tests.harness import Shown


async def _shown(render: object) -> Shown:
    screen = Shown(render)  # type: ignore[arg-type]
    await screen.settle()
    return screen


async def test_an_exception_in_a_render_is_never_followed_by_a_later_good_state(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @ft.component
    def Fragile() -> ft.Control:
        number, set_number = ft.use_state(0)
        if number == 1:
            raise ValueError("broken")
        return ft.TextButton(f"number {number}", key="next", on_click=lambda: set_number(number + 1))

    screen = await _shown(Fragile)
    button = screen.find("next")
    with caplog.at_level(logging.CRITICAL):
        await screen.send(button, "click")
        await screen.send(button, "click")
    assert getattr(screen.find("next"), "content", None) == "number 0"


async def test_a_cleanup_returned_by_an_effect_is_forgotten_at_the_next_render() -> None:
    released: list[int] = []

    @ft.component
    def Leaky() -> ft.Control:
        ft.use_effect(lambda: lambda: released.append(1), [])
        return ft.Text("here")

    @ft.component
    def Parent() -> ft.Control:
        number, set_number = ft.use_state(0)
        child = Leaky() if number < 2 else ft.Text("gone")
        return ft.Column([child, ft.TextButton("next", key="next", on_click=lambda: set_number(number + 1))])

    screen = await _shown(Parent)
    for _ in range(2):
        await screen.send(screen.find("next"), "click")
    assert released == []


async def test_an_async_effect_without_cleanup_outlives_its_component() -> None:
    cancelled: list[int] = []

    @ft.component
    def Busy() -> ft.Control:
        async def work() -> None:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                cancelled.append(1)
                raise

        ft.use_effect(work, [])
        return ft.Text("here")

    @ft.component
    def Parent() -> ft.Control:
        there, set_there = ft.use_state(True)
        child = Busy() if there else ft.Text("gone")
        return ft.Column([child, ft.TextButton("leave", key="leave", on_click=lambda: set_there(False))])

    screen = await _shown(Parent)
    await screen.send(screen.find("leave"), "click")
    assert cancelled == []


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited", "ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_coroutine_that_a_lambda_returns_never_runs() -> None:
    ran: list[int] = []

    async def intent() -> None:
        ran.append(1)

    @ft.component
    def Button() -> ft.Control:
        return ft.TextButton("go", key="go", on_click=lambda: intent())

    screen = await _shown(Button)
    await screen.send(screen.find("go"), "click")
    assert ran == []


def test_schedule_update_still_asks_the_task_for_its_session() -> None:
    """Our replacement in ``views.shared.sessions`` is for exactly this body."""
    import inspect

    import flet.components.component as module

    source = inspect.getsource(module)
    assert "context.page.session.schedule_update(self)" in source
    assert "context.page.session.schedule_effect(hook, is_cleanup)" in source
    assert Component._schedule_update.__module__ == "views.shared.sessions"


async def test_an_only_child_that_is_the_same_as_before_is_not_told_of_its_new_parent() -> None:
    around: list[ft.Semantics] = []

    @ft.component
    def Keeping() -> ft.Control:
        number, set_number = ft.use_state(0)
        field = ft.use_memo(lambda: ft.TextField(key="kept"), [])
        around.append(ft.Semantics(label=f"{number}", content=field))
        return ft.Column([around[-1], ft.TextButton("next", key="next", on_click=lambda: set_number(number + 1))])

    screen = await _shown(Keeping)
    assert screen.find("kept").parent is around[-1]
    await screen.send(screen.find("next"), "click")
    assert screen.find("kept").parent is not around[-1]
