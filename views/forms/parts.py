"""Parts of a screen that a line of the error summary can lead to."""

import flet as ft


def named_part(name: str, content: ft.Control) -> ft.Control:
    """Return ``content`` as a part that a ``Scroller`` finds by ``name``."""
    key = ft.ScrollKey(name)  # type: ignore[call-arg] # Flet 1.0.5: a dataclass at run time, which its types do not show
    return ft.Container(key=key, content=content)
