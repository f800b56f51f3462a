"""Flet's hooks with exact types and without their surprises.

Observed in Flet 1.0.5 (each has a test in ``tests/views/shared/test_flet_as_it_is.py`` that fails once it is mended): a
cleanup returned by an effect is forgotten at the next render; an async effect without a cleanup outlives its component;
an effect without dependencies runs after every render.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import flet as ft

from views.shared.events import run

T = TypeVar("T")


def use_value(initial: T) -> tuple[T, Callable[[T], None]]:
    """Return a value kept between renders, and how to replace it."""
    value, set_value = ft.use_state(initial)
    return value, set_value


def use_once(make: Callable[[], T]) -> T:
    """Return what ``make`` returned at the first render."""
    return ft.use_memo(make, [])


def use_kept(make: Callable[[], T], *depends_on: object) -> T:
    """Return what ``make`` returned when a dependency last changed."""
    return ft.use_memo(make, list(depends_on))


def use_task(task: Callable[[], Awaitable[None]], *depends_on: object) -> None:
    """Run ``task`` after mounting and when a dependency changes; cancel it on leave.

    What it raises is logged and said on the screen.
    """

    async def carry_out() -> None:
        await run(task)

    ft.use_effect(carry_out, depends_on, cleanup=_nothing)


def use_subscription(subscribe: Callable[[], Callable[[], None]], *depends_on: object) -> None:
    """Hold a subscription from mount to unmount."""
    held = use_once(list[Callable[[], None]])

    def start() -> None:
        held.append(subscribe())

    def stop() -> None:
        while held:
            held.pop()()

    ft.use_effect(start, depends_on, cleanup=stop)


def use_part(of: ft.Observable, read: Callable[[], T]) -> T:
    """Return what ``read`` gives, rendered anew only when that changes, and not at every change of ``of``."""
    part, set_part = use_value(read())

    def follow() -> Callable[[], None]:
        set_part(read())
        return of.subscribe(lambda _sender, _field: set_part(read()))

    use_subscription(follow)
    return part


def use_leaving(leave: Callable[[], Awaitable[None]]) -> None:
    """Run ``leave``, a coroutine function, once the component is gone."""
    ft.use_effect(_nothing, [], cleanup=leave)


def _nothing() -> None:
    """Do nothing; its presence makes Flet cancel the running task."""


def use_loaded(load: Callable[[], T], *depends_on: object) -> T | None:
    """Return what ``load`` returned, None until then; it runs beside the screen and again when a dependency changes.

    An answer to older dependencies is dropped; while a new one is on its way the last answer stays.
    """
    nothing: _Loaded[T] = use_once(lambda: _Loaded(None))
    loaded, set_loaded = use_value(nothing)

    async def fetch() -> None:
        set_loaded(_Loaded(await asyncio.to_thread(load)))

    use_task(fetch, *depends_on)
    return loaded.value


@dataclass(eq=False)
class _Loaded(Generic[T]):
    """Compared by identity: what is loaded may be long."""

    value: T | None


def use_redraw() -> Callable[[], None]:
    """Return what renders the component again, for what is kept outside of it."""
    held = use_once(lambda: [0])
    _, set_count = use_value(0)

    def redraw() -> None:
        held[0] += 1
        set_count(held[0])

    return redraw
