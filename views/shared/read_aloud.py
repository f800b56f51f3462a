"""The button that has a text read aloud, shown only where the window has a voice for the language shown."""

from collections.abc import Callable, Sequence

import flet as ft

from views.design import Flush, Link
from views.platform.speech import Speech
from views.shared.boundary import view
from views.shared.context import use_text
from views.shared.hooks import use_leaving, use_once, use_redraw, use_subscription


@view
def ReadAloud(speech: Speech, words: Callable[[], Sequence[str]], what: str = "") -> ft.Control:
    """Read a text aloud; pressed again, or when the screen is left, it stops.

    Args:
        speech: The window's.
        words: Returns what is to be read, asked when the button is pressed.
        what: Names the text, where more than one button may stand on a screen.
    """
    t, redraw = use_text(), use_redraw()
    begun = use_once(list[str])

    async def stop() -> None:
        if speech.spoken is not None and speech.spoken in begun:
            await speech.stop()

    async def begin() -> None:
        begun[:] = [await speech.speak(words(), t.language)]
        redraw()

    use_subscription(lambda: speech.subscribe(redraw))
    use_leaving(stop)
    if not speech.can_speak(t.language):
        return ft.Container(height=0, visible=False)
    if speech.spoken is not None and speech.spoken in begun:
        link = Link(t("Stop reading"), stop, icon=ft.Icons.STOP_CIRCLE_OUTLINED, strong=False, key="read-aloud")
    else:
        name = t("Read aloud: {what}", what=what) if what else t("Read aloud")
        link = Link(name, begin, icon=ft.Icons.VOLUME_UP_OUTLINED, strong=False, key="read-aloud", wrap=bool(what))
    return Flush(ft.Row([link], wrap=True), by=8)
