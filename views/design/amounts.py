"""An amount of money: what is typed stays as it is typed, below it the amount is said in figures and in words."""

from typing import Any

import flet as ft

from forms.formats import display, normalise
from forms.words import amount_in_words
from views.design.fields import TextInput
from views.design.text_control import OnText
from views.shared.context import use_text
from views.shared.events import run
from views.shared.hooks import use_value


@ft.component
def AmountInput(
    label: str, stored: str, on_text: OnText, *, help_below: str = "", revision: object = 0, **look: Any
) -> ft.Control:
    """A text field for an amount in đồng that says below what is typed: "1.250.000 ₫ · Một triệu …".

    Only these words are rendered anew at a key; the field itself is left alone. ``look`` is that of ``TextInput``.
    """
    t = use_text()
    typed, set_typed = use_value((stored, revision))
    shown = typed[0] if typed[1] == revision else stored

    async def take(text: str) -> None:
        set_typed((text, revision))
        await run(on_text, text)

    words = _said(shown, t.language)
    below = "\n".join(line for line in (words, help_below) if line)
    return TextInput(label, stored, take, help_below=below, revision=revision, **look)


def _said(text: str, language: str) -> str:
    amount = normalise("vnd", text)
    if not isinstance(amount, int):
        return ""
    return f"{display('vnd', amount, language)} · {amount_in_words(amount, language)}"
