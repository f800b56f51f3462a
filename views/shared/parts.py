"""What a screen hands to its frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import flet as ft

from views.shared.scrolling import Scroller

Place = Literal["home", "applications", "pay", "documents", "account"]
"""A place of the app, as its navigation shows them."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a screen put into its frame."""

    title: str
    body: Sequence[ft.Control]
    header: str
    back: str | None
    above: Sequence[ft.Control]
    actions: Sequence[ft.Control]
    side: Sequence[ft.Control]
    footer: Sequence[ft.Control]
    active: Place
    has_navigation: bool
    is_form: bool
    is_title_shown: bool
    scroller: Scroller | None
    status: ft.Control | None
    sticks: bool = False
