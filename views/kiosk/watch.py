"""Is anybody there? A question one sees, hears and answers with one touch; and what is shown when the session ends."""

import flet as ft

from app.i18n import Translator
from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from views.design.buttons import Button
from views.design.kiosk_size import magnified
from views.design.text import Body, Title
from views.design.tokens import Color, Space, Type
from views.kiosk.unfinished import unfinished
from views.platform.tone import sound
from views.shared.boundary import view
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_subscription, use_task, use_value
from views.shared.navigation import go

SAID_AT_SECONDS = (5, 10, 20, 30, 60)
"""When the time that is left is spoken, besides at first: a number each second would drown everything else."""


@view
def KioskWatch() -> ft.Control:
    """Nothing to be seen, as long as somebody is there."""
    around = use_surroundings()
    kiosk = around.services.kiosk
    assert kiosk is not None
    state, set_state = use_value(kiosk.state)
    use_subscription(lambda: kiosk.subscribe(lambda: set_state(kiosk.state)))
    is_asking = state.seconds_left is not None
    step = _step(state.seconds_left, kiosk) if state.seconds_left is not None else None

    async def be_heard() -> None:
        if step is not None:
            await sound("asking")

    async def read_aloud() -> None:
        speech, t = around.services.speech, around.text
        if is_asking and speech is not None:
            await speech.speak([t("Are you still there?"), _what_happens(around)], t.language)

    use_task(read_aloud, is_asking)
    use_task(be_heard, step)
    dialog: ft.AlertDialog | None = None
    if state.is_ending:
        dialog = over_everything(_ending(around.text), around, edge=Color.DONE)
    elif state.seconds_left is not None:
        dialog = over_everything(_question(state.seconds_left, kiosk, around), around)
    ft.use_dialog(dialog)
    return ft.Container(width=0, height=0)


def over_everything(
    content: ft.Control, around: Surroundings, *, edge: ft.ColorValue = Color.NEEDS_YOU, name: str = ""
) -> ft.AlertDialog:
    """A dialog as large as the window, its box within reach: nothing below can be touched or read meanwhile."""
    width = around.width or 540
    box = ft.Container(
        width=min(width, 640) - 2 * Space.XL,
        bgcolor=Color.PAPER,
        border=ft.Border.all(3, edge),
        border_radius=24,
        padding=Space.XXL,
        content=content,
    )
    t = around.text
    whole = ft.Container(content=box, alignment=ft.Alignment(0, 0.7))
    return ft.AlertDialog(
        modal=True,
        semantics_label=name or t("This session"),
        bgcolor=ft.Colors.TRANSPARENT,
        elevation=0,
        shadow_color=ft.Colors.TRANSPARENT,
        barrier_color=ft.Colors.with_opacity(0.72, ft.Colors.BLACK),
        inset_padding=0,
        content_padding=0,
        title_padding=0,
        actions_padding=0,
        content=ft.Container(
            width=width * around.magnified, height=ft.context.page.height, content=magnified(whole, around)
        ),
    )


def _question(seconds: int, kiosk: Kiosk, around: Surroundings) -> ft.Control:
    t = around.text
    left = unfinished(around.services)
    can_be_moved = bool(left.drafts or left.waiting)

    async def end() -> None:
        await kiosk.end(EndReason.BUTTON)

    def hand_over() -> None:
        kiosk.touched()
        go("/kiosk/end")

    said = t("{count} seconds left", count=_step(seconds, kiosk))
    other = (
        Button(t("Move it to my phone, or delete it"), hand_over, kind="secondary", key="to-ending", full=True)
        if can_be_moved
        else Button(t("End now"), end, kind="secondary", key="end-now", full=True)
    )
    return ft.Column(
        [
            Title(t("Are you still there?")),
            ft.Semantics(
                key="seconds-left",
                live_region=True,
                container=True,
                label=said,
                exclude_semantics=True,
                content=ft.Row(
                    [ft.Text(str(seconds), key="seconds", theme_style=Type.COUNT, color=Color.NEEDS_YOU)],
                    alignment=ft.MainAxisAlignment.CENTER,
                ),
            ),
            Body(_what_happens(around)),
            Button(t("I need more time"), kiosk.touched, key="more-time", full=True, autofocus=True),
            other,
        ],
        spacing=Space.L,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _step(seconds: int, kiosk: Kiosk) -> int:
    """Return the time that was left when it was last said."""
    all_of_it = kiosk.settings.countdown_s
    return next((at for at in SAID_AT_SECONDS if seconds <= at < all_of_it), all_of_it)


def _what_happens(around: Surroundings) -> str:
    """Say what becomes of the answers when nobody touches the terminal."""
    t, left = around.text, unfinished(around.services)
    if left.waiting:
        return t("If nobody touches the screen, it ends. What waits to be sent is then not filed, and is erased.")
    if left.drafts:
        return t("If nobody touches the screen, it ends. Your application is not filed yet, and is then erased.")
    if left.answers:
        return t(
            "If nobody touches the screen, it ends. Your answer to the office is not sent yet, and is then erased."
        )
    return t("If nobody touches the screen, it ends and forgets what you looked at.")


def _ending(t: Translator) -> ft.Control:
    return ft.Column(
        [
            ft.Row([ft.Icon(ft.Icons.CLEANING_SERVICES, size=56, color=Color.DONE)], alignment=_CENTRE),
            Title(t("Erasing your data from this machine")),
            ft.Semantics(
                live_region=True, container=True, content=Body(t("Take your papers, card and phone. Goodbye."))
            ),
        ],
        spacing=Space.L,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


_CENTRE = ft.MainAxisAlignment.CENTER
