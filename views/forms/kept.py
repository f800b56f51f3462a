"""Questions that look as they did are shown again as they stand: a key redraws only what it changes."""

from collections.abc import Callable, Hashable
from typing import Any

import flet as ft


class Kept:
    """The questions of the last two renders of a step, each with what it was made of.

    Flet 1.0.5 compares every control of a screen with its predecessor at each render, which takes 30 ms for a step of
    17 questions; a control that is the same object as before it passes over.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._before: dict[Hashable, tuple[Any, ft.Control]] = {}
        self._now: dict[Hashable, tuple[Any, ft.Control]] = {}

    def begin(self) -> None:
        """Begin a render: what the last one did not show is forgotten, so that it is built anew when it comes back."""
        self._before, self._now = self._now, {}

    def control(self, key: Hashable, made_of: Any, make: Callable[[], ft.Control]) -> ft.Control:
        """Return the control of the last render, or a new one where it is made of something else."""
        before = self._before.get(key)
        kept = before if before is not None and before[0] == made_of else (made_of, make())
        self._now[key] = kept
        return kept[1]
