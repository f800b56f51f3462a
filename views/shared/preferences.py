"""How the person wants the screens: language, theme, size of text."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import flet as ft

ThemeChoice = Literal["system", "light", "dark", "high_contrast"]


@dataclass(frozen=True, slots=True)
class Preference:
    """One frozen value; a change makes a new one."""

    language: str = "vi"
    theme: ThemeChoice = "system"
    text_scale: float = 1.0


class Preferences(ft.Observable):
    """The preferences in force; ``keep`` is told every change."""

    def __init__(self, state: Preference, keep: Callable[[Preference], None] = lambda _state: None) -> None:
        self.state = state
        self._keep = keep

    def use_language(self, language: str) -> None:
        """Show every text in ``language`` from now on."""
        self._become(replace(self.state, language=language))

    def use_theme(self, theme: ThemeChoice) -> None:
        """Draw with another theme from now on."""
        self._become(replace(self.state, theme=theme))

    def use_text_scale(self, text_scale: float) -> None:
        """Draw text at ``text_scale`` times its size (1.0 to 2.0)."""
        self._become(replace(self.state, text_scale=text_scale))

    def _become(self, state: Preference) -> None:
        self.state = state
        self._keep(state)
