"""What surrounds every screen: services, text, formats, the shape of the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import flet as ft

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.i18n import Formats, Translator
    from views.shared.parts import Parts
    from views.shared.services import Services

Layout = Literal["phone", "tablet", "desktop"]
"""``phone`` below 600 px, ``desktop`` from 900 px."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The value every screen is rendered in; a new one renders everything again."""

    services: Services
    text: Translator
    formats: Formats
    layout: Layout = "phone"
    is_wide: bool = False
    """Whether a side panel has room beside the reading column (1280 px)."""
    route: str = "/"
    magnified: float = 1.0
    """How many times larger a kiosk draws everything."""
    width: float | None = None
    """How wide a screen is at a kiosk before it is magnified."""
    frame: Callable[[Parts, Surroundings], ft.Control] | None = None
    """What a kiosk shows around every screen; None: the frames of phones and desktops."""

    @property
    def is_large_text(self) -> bool:
        """Whether text is so large that nothing may stick to an edge or stand beside another."""
        return self.services.preferences.state.text_scale >= 1.5


SURROUNDINGS: ft.ContextProvider[Surroundings | None] = ft.create_context(None)


def use_surroundings() -> Surroundings:
    """Return what surrounds the component being rendered."""
    surroundings = ft.use_context(SURROUNDINGS)
    if surroundings is None:
        raise LookupError("a component was rendered outside the app")
    return surroundings


def use_services() -> Services:
    """Return the app's services."""
    return use_surroundings().services


def use_text() -> Translator:
    """Return ``t``: ``t("Step {number}", number=3)`` in the language shown; ``t.text({...})`` picks a data text."""
    return use_surroundings().text


def use_formats() -> Formats:
    """Return how dates, times, money and sizes are written in the language now shown."""
    return use_surroundings().formats


def use_layout() -> Layout:
    """Return the shape of the window."""
    return use_surroundings().layout


@dataclass(frozen=True, slots=True)
class Shape:
    """What the window's size makes of the screens; the last four fields of ``Surroundings``."""

    layout: Layout
    is_wide: bool
    magnified: float = 1.0
    width: float | None = None


WIDE = 1280
KIOSK_PORTRAIT_WIDTH, KIOSK_LANDSCAPE_WIDTH = 540, 1280
LEAST_MAGNIFIED = 4 / 3
"""Controls are at least 48 px to touch, at a kiosk 64."""


def shape_of(width: float | None, height: float | None, *, is_kiosk: bool) -> Shape:
    """Return the shape of a window.

    A kiosk shows what a phone shows (upright) or a desktop (across), so many times larger that it fills the screen. An
    on-screen keyboard takes height only: nothing here follows it.
    """
    if not is_kiosk or not width or not height:
        return Shape(layout_of(width), width is not None and width >= WIDE)
    is_upright = height > width or width < 1200
    by = max(LEAST_MAGNIFIED, width / (KIOSK_PORTRAIT_WIDTH if is_upright else KIOSK_LANDSCAPE_WIDTH))
    return Shape(layout_of(width / by), width / by >= WIDE, by, width / by)


def layout_of(width: float | None) -> Layout:
    """Return the layout for a window ``width`` pixels wide."""
    if width is None or width < 600:
        return "phone"
    return "desktop" if width >= 900 else "tablet"
