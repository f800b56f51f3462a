"""The text field after another one in the order of the screen: where "next" of a terminal's keyboard and Enter lead.

Flutter's own Tab key goes by places on the glass, over the whole view (decision 9): where the keyboard leaves little
room, what is scrolled below the edge comes after the buttons that stand there, and "next" would leave the form. Enter
in a field leaves it for nowhere in Flet 1.0.5.
"""

from collections.abc import Iterator
from dataclasses import fields

import flet as ft
from flet.components.component import Component


async def go_on(page: ft.Page, field: ft.TextField | None) -> str:
    """Give the focus to what follows ``field``, and return which keyboard that wants.

    Returns:
        ``""`` and nothing has happened where something else than a text field follows, or nothing at all.
    """
    return await _enter(page, next(_after(page, field), None))


async def enter_next(page: ft.Page, field: ft.TextField | None) -> None:
    """Do what Enter does in a field: give the focus to the next one, past buttons but not past a question to choose."""
    asked = (stop for stop in _after(page, field) if isinstance(stop, ft.TextField | ft.Checkbox | ft.Radio))
    await _enter(page, next(asked, None))


async def _enter(page: ft.Page, following: ft.BaseControl | None) -> str:
    if not isinstance(following, ft.TextField):
        return ""
    await page.session.invoke_method(following._i, "focus", None)
    return str(following.data)


def _after(page: ft.Page, field: ft.TextField | None) -> Iterator[ft.BaseControl]:
    """Return what the Tab key would come to after ``field`` if it went by the order of the controls."""
    for layer in (page.views, page._dialogs):
        stops = _stops(layer)
        if any(stop is field for stop in stops):
            return stops
    return iter(())


def _stops(node: object) -> Iterator[ft.BaseControl]:
    if isinstance(node, Component):  # Flet 1.0.5 keeps what a component has drawn in a private name
        yield from _stops(node._b)
    elif isinstance(node, (list, tuple)):
        for one in node:
            yield from _stops(one)
    elif isinstance(node, ft.BaseControl) and getattr(node, "visible", True) and not getattr(node, "disabled", False):
        if hasattr(node, "on_focus"):
            yield node
        for part in fields(node):
            if not part.metadata.get("skip"):
                yield from _stops(getattr(node, part.name, None))
