import asyncio
from collections.abc import Callable

import flet as ft

from tests.harness import NullConnection, shown
from views.shared.hooks import use_subscription, use_task, use_value


class Source:
    """Something to subscribe to."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)


@ft.component
def Parent(child: Callable[[], ft.Control]) -> ft.Control:
    there, set_there = use_value(True)
    rounds, set_rounds = use_value(0)
    return ft.Column(
        [
            child() if there else ft.Text("gone"),
            ft.TextButton("again", key="again", on_click=lambda: set_rounds(rounds + 1)),
            ft.TextButton("leave", key="leave", on_click=lambda: set_there(False)),
        ]
    )


async def test_a_subscription_lasts_from_mount_to_leave_however_often_it_is_rendered() -> None:
    source = Source()

    @ft.component
    def Child() -> ft.Control:
        use_subscription(lambda: source.subscribe(lambda: None))
        return ft.Text("here")

    screen = await shown(Parent, Child)
    for _ in range(3):
        await screen.send(screen.find("again"), "click")
    assert len(source.listeners) == 1
    await screen.send(screen.find("leave"), "click")
    assert source.listeners == []


async def test_a_task_is_cancelled_on_leave() -> None:
    ended: list[str] = []

    @ft.component
    def Child() -> ft.Control:
        async def wait() -> None:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise

        use_task(wait)
        return ft.Text("here")

    screen = await shown(Parent, Child)
    await screen.send(screen.find("again"), "click")
    assert ended == []
    await screen.send(screen.find("leave"), "click")
    assert ended == ["cancelled"]


class Model(ft.Observable):
    state = "before"


@ft.component
def Watching(watched: Model) -> ft.Control:
    return ft.Text(watched.state)


async def test_what_another_session_changes_is_drawn_where_it_is_shown() -> None:
    model = Model()
    one = await shown(Watching, model)
    other = await shown(Watching, model)  # the task now belongs to the other session
    model.state = "after"
    await one.settle()
    await other.settle()
    assert one.texts() == ["after"]
    assert other.texts() == ["after"]


async def test_what_changes_while_a_tab_is_away_is_drawn_when_it_comes_back() -> None:
    model = Model()
    screen = await shown(Watching, model)
    await screen.session.disconnect(60)
    model.state = "meanwhile"
    await screen.settle()
    await screen.session.connect(NullConnection())
    await screen.settle()
    assert screen.texts() == ["meanwhile"]
    model.state = "after"
    await screen.settle()
    assert screen.texts() == ["after"]
