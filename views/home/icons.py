"""Icons by the name that the catalogue gives them."""

import flet as ft


def icon_named(name: str) -> ft.IconData:
    """Return the icon called ``name`` (Material's own names), a folder when there is none."""
    found = getattr(ft.Icons, name, None)
    return found if isinstance(found, ft.IconData) else ft.Icons.FOLDER_OUTLINED
