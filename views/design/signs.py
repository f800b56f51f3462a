"""Signs beside words: they grow with the words.

The client of Flet 1.0.5 draws text as large as the theme says, and a sign always in its own size; it lets signs follow
only the system's setting. A sign that is drawn after the words have grown asks its window how large they are.
"""

import flet as ft

_KEY = "text_scale"


def grow_signs(page: ft.Page, text_scale: float) -> None:
    """Draw what is drawn in this window from now on with signs for text of this scale."""
    page.session.store.set(_KEY, text_scale)


def grown(size: float) -> int:
    """Return how many pixels ``size`` at 100 % text are now."""
    return round(size * (ft.context.page.session.store.get(_KEY) or 1.0))


def Sign(icon: ft.IconData, *, size: float, color: ft.ColorValue) -> ft.Icon:
    """A sign beside words; ``size`` is its size at 100 % text."""
    return ft.Icon(icon, size=grown(size), color=color)
