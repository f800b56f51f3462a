"""Render a component of Flet 1.0.5 without Flutter, press it, read it. Touches private names: Flet is pinned."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, TypeVar

import flet as ft
from flet.components.component import Component
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

from app.i18n import Formats, Translator
from views.kiosk.frame import kiosk as kiosk_frame
from views.shared.context import SURROUNDINGS, Layout, Surroundings
from views.shared.preferences import Preference, Preferences
from views.shared.sessions import keep_updates_in_their_own_session

ControlT = TypeVar("ControlT", bound=ft.BaseControl)

keep_updates_in_their_own_session()


class NullConnection(Connection):
    """A connection to no client: keeps what would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[object] = []
        self.pubsubhub = PubSubHub()

    def send_message(self, message: object) -> None:
        self.messages.append(message)


class Shown:
    """One rendered component tree."""

    def __init__(self, render: Callable[..., Any], *args: Any, views: bool = False) -> None:
        self.session = Session(NullConnection())
        self.session.invoke_method = _no_client  # type: ignore[method-assign] # scrolling and focusing are the client's
        self.page = self.session.page
        self.page.route = "/"
        _context_page.set(self.page)
        (self.page.render_views if views else self.page.render)(render, *args)
        self.session.get_page_patch()

    async def settle(self, turns: int = 30) -> None:
        """Let effects, renders and short tasks run."""
        for _ in range(turns):
            await asyncio.sleep(0)

    def controls(self) -> Iterator[ft.BaseControl]:
        """Yield every control of the uppermost view, outermost first."""
        yield from _walk(self.views()[-1])

    def within(self, control: ft.BaseControl) -> Iterator[ft.BaseControl]:
        """Yield a control and every control inside it, outermost first."""
        yield from _walk(control)

    def views(self) -> list[ft.View]:
        """Return the views, lowest first; also one within another, which the client leaves empty."""
        return [control for control in _walk(self.page.views) if isinstance(control, ft.View)]

    def all(self, kind: type[ControlT]) -> list[ControlT]:
        """Return the controls of one kind, in reading order."""
        return [control for control in self.controls() if isinstance(control, kind)]

    def texts(self) -> list[str]:
        """Return every text as assistive technology says it, in reading order."""
        return [str(text.semantics_label or text.value) for text in self.all(ft.Text) if text.value]

    def find(self, key: str) -> ft.BaseControl:
        """Return the control with this key."""
        return next(control for control in self.controls() if control.key == key)

    def named(self, label: str) -> ft.BaseControl:
        """Return the button whose label is exactly ``label``."""
        buttons = (ft.FilledButton, ft.TextButton, ft.IconButton)
        return next(
            control
            for control in self.controls()
            if isinstance(control, buttons) and (control.tooltip == label or label in _texts_of(control))
        )

    async def send(self, control: ft.BaseControl, event: str, data: object = None) -> None:
        """Send an event as the client would, and let its consequences happen."""
        await self.session.dispatch_event(control._i, event, data)
        await self.settle()

    async def press(self, label: str) -> None:
        """Press a button by its label."""
        await self.send(self.named(label), "click")

    async def write(self, key: str, text: str) -> None:
        """Type into the field with this key: the client sends the value, then the event."""
        field = self.find(key)
        self.session.apply_patch(field._i, {"value": text})
        await self.send(field, "change", text)


async def leave_screens() -> None:
    """End what the shown screens still do, as leaving them does: their portal and their vault end later."""
    going_on = {task for task in asyncio.all_tasks() if str(task.get_coro()).startswith("<coroutine object use_task.")}
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=10)


async def _no_client(*_arguments: object, **_options: object) -> None:
    """Answer at once what only a client could do; Flet 1.0.5 would wait for its answer."""


def _walk(node: object) -> Iterator[ft.BaseControl]:
    if isinstance(node, Component):
        yield from _walk(node._b)
    elif isinstance(node, (list, tuple)):
        for item in node:
            yield from _walk(item)
    elif isinstance(node, ft.BaseControl):
        yield node
        for name in ("controls", "content", "title", "subtitle", "label", "appbar"):
            child = getattr(node, name, None)
            if not isinstance(child, str):
                yield from _walk(child)


def _texts_of(control: ft.BaseControl) -> list[str]:
    return [str(found.semantics_label or found.value) for found in _walk(control) if isinstance(found, ft.Text)]


def surroundings(
    language: str = "en", layout: Layout = "phone", *, is_wide: bool = False, **services: Any
) -> Surroundings:
    """Return what a screen is rendered in; ``services`` are those it needs, by their names in ``Services``."""
    t = Translator(language)
    known: dict[str, Any] = {
        "preferences": Preferences(Preference(language)),
        "clock": lambda: datetime(2026, 11, 22, 3, 42, tzinfo=UTC),
        "return_url": "http://127.0.0.1:1/callback",
        "notices": tuple,
        "speech": None,
        "is_kiosk": False,
        "kiosk": None,
        "kiosk_page": None,
        "scanner": None,
        "relay": None,
        "sticks": None,
        "document_scanner": None,
        "printer": None,
        "begun": None,
        **services,
    }
    enough: Any = SimpleNamespace(**known)  # a part of Services is enough for one screen
    frame = kiosk_frame if known["kiosk"] is not None else None
    return Surroundings(enough, t, Formats(language, t=t), layout=layout, is_wide=is_wide, frame=frame)


async def shown(
    render: Callable[..., Any], *args: Any, within: Surroundings | None = None, views: bool = False, **kwargs: Any
) -> Shown:
    """Render a component, in ``surroundings()`` unless others are given, and wait until its effects have run."""
    around = within or surroundings()

    @ft.component
    def Surrounded() -> Any:
        return SURROUNDINGS(around, lambda: [render(*args, **kwargs)] if views else render(*args, **kwargs))

    screen = Shown(Surrounded, views=views)
    await screen.settle()
    return screen


async def shown_page(
    render: Callable[..., Any], *args: Any, within: Surroundings | None = None, **kwargs: Any
) -> Shown:
    """Render a ``@page`` component."""
    return await shown(render, *args, within=within, views=True, **kwargs)
