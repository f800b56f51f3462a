"""A QR code as drawn squares: no image file, sharp at any size."""

from collections.abc import Sequence

import flet as ft
import flet.canvas as cv

from views.design.cards import Stack
from views.design.tokens import Space
from views.shared.context import Surroundings

CODE_SIZE = 320
"""Pixels, where there is room; words stand beside it, and a terminal draws it half as large again."""
SMALL_CODE_SIZE = 264

QUIET_MODULES = 4
"""Light margin that ISO/IEC 18004 asks for around the code."""


def QrImage(matrix: Sequence[Sequence[bool]], *, label: str, size: int = 240) -> ft.Control:
    """Draw ``matrix`` (True is dark) always dark on white, whatever the theme: readers expect it.

    Args:
        matrix: Rows of modules, without a margin.
        label: What scanning it gives, for assistive technology.
        size: Width and height in pixels, margin included.
    """
    module = size / (len(matrix) + 2 * QUIET_MODULES)
    path: list[cv.Path.PathElement] = []
    for row, line in enumerate(matrix):
        for start, length in _runs(line):
            left, top = (start + QUIET_MODULES) * module, (row + QUIET_MODULES) * module
            path.append(cv.Path.Rect(left, top, length * module + 0.2, module + 0.2))
    ink = ft.Paint(style=ft.PaintingStyle.FILL, color="#000000", anti_alias=False)
    drawing = ft.Container(
        width=size,
        height=size,
        bgcolor="#FFFFFF",
        border_radius=8,
        content=cv.Canvas([cv.Path(path, paint=ink)], width=size, height=size),
    )
    return ft.Semantics(image=True, label=label, content=drawing)


def scanned_beside(
    matrix: Sequence[Sequence[bool]], label: str, words: Sequence[ft.Control], around: Surroundings
) -> ft.Control:
    """Return a QR code with words beside it, below it where there is no room."""
    is_wide = around.layout == "desktop"
    picture = QrImage(matrix, label=label, size=CODE_SIZE if is_wide else SMALL_CODE_SIZE)
    told = Stack(words, spacing=Space.M)
    if is_wide and not around.is_large_text:
        told.expand = True
        return ft.Row([picture, told], spacing=Space.XL, vertical_alignment=ft.CrossAxisAlignment.START)
    return Stack([ft.Row([picture], alignment=ft.MainAxisAlignment.CENTER), told], spacing=Space.XL)


def _runs(line: Sequence[bool]) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for column, is_dark in enumerate(line):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs
