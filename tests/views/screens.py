"""What must hold of every rendered screen: nothing failed, and every control has a name of its own."""

import asyncio
from collections import Counter
from collections.abc import Callable

import flet as ft

from tests.harness import Shown, _texts_of

FAILED = ("This part cannot be shown", "Phần này chưa hiện được")
PRESSED = (ft.FilledButton, ft.TextButton, ft.IconButton)


def assert_whole(screen: Shown) -> None:
    """Check that no part failed and that no two controls of the screen have the same name."""
    texts = screen.texts()
    assert not [text for text in texts if text in FAILED], texts
    assert texts
    names = Counter(_name(control) for control in screen.controls() if isinstance(control, PRESSED))
    assert [name for name, count in names.items() if count > 1 or not name] == []
    pictures = Counter(image.semantics_label for image in screen.all(ft.Image) if image.semantics_label)
    assert [name for name, count in pictures.items() if count > 1] == []


def _name(control: ft.BaseControl) -> str:
    tooltip = getattr(control, "tooltip", None)
    return str(tooltip) if tooltip else " ".join(_texts_of(control))


async def until(screen: Shown, condition: Callable[[], bool], *, seconds: float = 8.0) -> None:
    """Let the real services work until ``condition`` holds."""
    for _ in range(int(seconds / 0.02)):
        await screen.settle(5)
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(screen.texts())


def says(screen: Shown, words: str) -> bool:
    """Return whether a text of the screen contains ``words``."""
    return any(words in text for text in screen.texts())
