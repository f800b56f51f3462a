"""Parts of a screen that a line of the error summary can lead to."""

import flet as ft

from views.design import Stack


def named_part(name: str, content: ft.Control) -> ft.Control:
    """Return ``content`` as a part that a ``Scroller`` finds by ``name``.

    The key is on an empty mark before the part: what stands inside a control with a ``ScrollKey`` is built anew by the
    Flet 1.0.5 client at each render, and a field in it loses the focus after one key.
    """
    key = ft.ScrollKey(name)  # type: ignore[call-arg] # Flet 1.0.5: a dataclass at run time, which its types do not show
    return Stack([ft.Container(key=key, height=0), content], spacing=0)
