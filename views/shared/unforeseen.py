"""What nobody foresaw: it is said on the screen where it happened, and holds no button."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, Protocol

import flet as ft

_KEY: Final = "unforeseen"


class Unforeseen(ft.Observable):
    """Where the last intent of one tab or window failed unforeseen: a route, "" for nowhere."""

    def __init__(self) -> None:
        self.state = ""

    def tell(self, route: str) -> None:
        """Say it on the screen of ``route``."""
        self.state = route

    def forget(self) -> None:
        """Say it no more: something else is tried."""
        if self.state:
            self.state = ""


def unforeseen_of(page: ft.Page) -> Unforeseen:
    """Return the one of a tab or window."""
    held: Unforeseen | None = page.session.store.get(_KEY)
    if held is None:
        held = Unforeseen()
        page.session.store.set(_KEY, held)
    return held


class HasState(Protocol):
    """A screen model."""

    state: Any


@contextmanager
def released(model: HasState, **idle: object) -> Iterator[None]:
    """Give fields of ``model.state`` these values when the block ends, however it ends.

    For what holds a button while something is under way: ``with released(self, is_busy=False)``.
    """
    try:
        yield
    finally:
        held = {name: value for name, value in idle.items() if getattr(model.state, name, value) != value}
        if held:
            model.state = replace(model.state, **held)
