"""Bringing the focus to a control because of what the person did elsewhere."""

import flet as ft

from views.design.buttons import Button, ButtonKind, IconButton
from views.shared.events import Intent, run
from views.shared.hooks import use_kept, use_once, use_task


def use_focus(control: ft.Control, asked: int) -> None:
    """Give ``control`` the focus each time ``asked`` has risen.

    A control that is kept over renders loses its way up to the page in Flet 1.0.5 (its parents are new ones), so
    ``control.focus()`` raises: the client is asked by the control's id.
    """
    session = ft.context.page.session

    async def focus() -> None:
        if asked:
            await session.invoke_method(control._i, "focus", None)

    use_task(focus, asked)


@ft.component
def FocusedButton(label: str, on_click: Intent, *, kind: ButtonKind = "secondary", focus: int = 0) -> ft.Control:
    """A button that takes the focus whenever ``focus`` has risen."""
    press = _use_latest(on_click)
    button = use_kept(lambda: Button(label, press, kind=kind), label, kind)
    use_focus(button, focus)
    return button


@ft.component
def FocusedIconButton(icon: ft.IconData, label: str, on_click: Intent, *, focus: int = 0) -> ft.Control:
    """A button of one sign that takes the focus whenever ``focus`` has risen."""
    press = _use_latest(on_click)
    button = use_kept(lambda: IconButton(icon, label, press), icon, label)
    use_focus(button, focus)
    return button


def _use_latest(intent: Intent) -> Intent:
    """Return one intent for all renders that carries out the last one given."""
    held: list[Intent] = use_once(list)
    held[:] = [intent]

    async def press() -> None:
        await run(held[0])

    return use_once(lambda: press)
