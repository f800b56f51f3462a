"""How the person wants the screens: language, theme, size of text."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import flet as ft

from app.vault.errors import VaultDamagedError

if TYPE_CHECKING:
    from app.vault.vault import Vault

ThemeChoice = Literal["system", "light", "dark", "high_contrast"]


@dataclass(frozen=True, slots=True)
class Preference:
    """One frozen value; a change makes a new one."""

    language: str = "vi"
    theme: ThemeChoice = "system"
    text_scale: float = 1.0


async def kept_preference(vault: "Vault", *, language: str | None) -> Preference:
    """Return what the vault keeps, or how screens look at first; a ``language`` that was asked for comes before it."""
    kept: Mapping[str, Any] = {}
    with contextlib.suppress(VaultDamagedError):  # set aside and said
        kept = await vault.get("settings", "preference") or {}
    known = {name: kept[name] for name in ("language", "theme", "text_scale") if name in kept}
    return Preference(**(known | ({"language": language} if language else {})))


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
