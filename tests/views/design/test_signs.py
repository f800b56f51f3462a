"""Signs beside words are as large as the words."""

import flet as ft
import pytest

from tests.harness import shown
from views.design import Button, Notice, StatusPill
from views.design.signs import grow_signs


@pytest.mark.parametrize(("scale", "sizes"), [(1.0, [22, 18, 22]), (1.5, [33, 27, 33]), (2.0, [44, 36, 44])])
async def test_signs_grow_with_the_text(scale: float, sizes: list[int]) -> None:
    @ft.component
    def Some() -> ft.Control:
        grow_signs(ft.context.page, scale)
        add = Button("Add", lambda: None, icon=ft.Icons.ADD)
        return ft.Column([Notice("info", "News"), StatusPill("draft", "Draft"), add])

    screen = await shown(Some)
    assert [sign.size for sign in screen.all(ft.Icon)] == sizes
