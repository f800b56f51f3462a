"""The bar that always stands at the lower edge of a kiosk: back, language, size of text, contrast, staff, end."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from views.design.buttons import IconButton
from views.design.text import Small, Strong
from views.design.tokens import Color, Radius, Space, Type
from views.kiosk.unfinished import unfinished
from views.platform.tone import sound
from views.shared.boundary import view
from views.shared.context import Surroundings, use_surroundings
from views.shared.events import Intent, handler
from views.shared.hooks import use_subscription, use_value
from views.shared.navigation import go, to

SIZES = (1.0, 1.25, 1.5, 2.0)
"""Of text, one after the other; after the largest the first again."""
ICON = 24
LINE_HEIGHT = 1.45


@dataclass(frozen=True, slots=True)
class _Item:
    """One button; its ``label`` is all it says, so that it says what pressing it does now."""

    key: str
    label: str
    icon: ft.IconData
    intent: Intent
    is_on: bool = False


@view
def KioskBar(back: str | None, *, is_home: bool) -> ft.Control:
    """The bar, above it that staff were called.

    Args:
        back: Where the screen's way back leads; None where it has none.
        is_home: The home screen needs no way home.
    """
    around = use_surroundings()
    kiosk, t = around.services.kiosk, around.text
    assert kiosk is not None
    is_called = use_staff_called(kiosk)

    async def end() -> None:
        if unfinished(around.services):
            go("/kiosk/end")
        else:
            await kiosk.end(EndReason.BUTTON)

    items = [
        *([] if is_home else [_way_back(back, around)]),
        *_language(around),
        _size_of_text(around),
        _contrast(around),
        _staff(kiosk, around, is_called=is_called),
        _Item("end-session", t("End session"), ft.Icons.LOGOUT, end),
    ]
    in_rows = around.is_large_text and around.layout != "desktop"
    half = (len(items) + 1) // 2
    rows = [items[:half], items[half:]] if in_rows else [items]
    parts: list[ft.Control] = [_called(kiosk, around)] if is_called else []
    parts.extend(ft.Row([_button(item, around) for item in row], spacing=Space.S) for row in rows)
    return ft.Container(
        bgcolor=Color.PAPER,
        border=ft.Border.only(top=ft.BorderSide(1, Color.HAIRLINE)),
        padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
        content=ft.Column(parts, spacing=Space.S, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )


def use_staff_called(kiosk: Kiosk) -> bool:
    """Return whether staff were called, and render again when that changes or one is on the way."""

    def call() -> tuple[bool, bool]:
        return kiosk.state.is_staff_called, kiosk.state.is_staff_coming

    shown, show = use_value(call())
    use_subscription(lambda: kiosk.subscribe(lambda: show(call())))
    return shown[0]


def _way_back(back: str | None, around: Surroundings) -> _Item:
    t = around.text
    if back in (None, "/"):
        return _Item("home", t("Home"), ft.Icons.HOME_OUTLINED, to("/"))
    assert back is not None
    return _Item("back", t("Back"), ft.Icons.ARROW_BACK, to(back))


def _language(around: Surroundings) -> Sequence[_Item]:
    """The next language of the terminal, named in that language, so that whoever needs it can read it."""
    services = around.services
    assert services.kiosk is not None
    languages = services.kiosk.settings.languages
    now = around.text.language
    if len(languages) < 2:
        return ()
    following = languages[(languages.index(now) + 1) % len(languages)] if now in languages else languages[0]
    name = {"vi": "Tiếng Việt", "en": "English"}[following]
    return (_Item("language", name, ft.Icons.LANGUAGE, lambda: services.preferences.use_language(following)),)


def _size_of_text(around: Surroundings) -> _Item:
    t, preferences = around.text, around.services.preferences
    larger = next((size for size in SIZES if size > preferences.state.text_scale), None)
    label = t("Larger text") if larger else t("Normal text")
    icon = ft.Icons.TEXT_INCREASE if larger else ft.Icons.TEXT_DECREASE
    return _Item("text-size", label, icon, lambda: preferences.use_text_scale(larger or SIZES[0]))


def _contrast(around: Surroundings) -> _Item:
    t, preferences = around.text, around.services.preferences
    is_high = preferences.state.theme == "high_contrast"
    label = t("Normal colours") if is_high else t("High contrast")
    return _Item(
        "contrast",
        label,
        ft.Icons.CONTRAST,
        lambda: preferences.use_theme("light" if is_high else "high_contrast"),
        is_on=is_high,
    )


def _staff(kiosk: Kiosk, around: Surroundings, *, is_called: bool) -> _Item:
    t = around.text
    label = t("Cancel the call") if is_called else t("Call staff")

    async def call() -> None:
        kiosk.call_staff(is_called=not is_called)
        if not is_called:
            await sound("staff")

    return _Item("call-staff", label, ft.Icons.BACK_HAND_OUTLINED, call, is_on=is_called)


def _called(kiosk: Kiosk, around: Surroundings) -> ft.Control:
    """What is seen from afar, and spoken: somebody waits for help here."""
    t = around.text
    name = kiosk.settings.name
    words = (
        t("Staff called to {terminal}. Please wait here.", terminal=name) if name else t("Staff called. Please wait.")
    )
    if kiosk.state.is_staff_coming:
        words = t("A member of staff is on the way. Please wait here.")
    texts: list[ft.Control] = [Strong(words, color=Color.NEEDS_YOU)]
    if not around.is_large_text:
        texts.append(Small(t("Keep your phone and papers with you.")))
    return ft.Semantics(
        live_region=True,
        container=True,
        content=ft.Container(
            key="staff-called",
            bgcolor=Color.NEEDS_YOU_SOFT,
            border=ft.Border.all(2, Color.NEEDS_YOU),
            border_radius=Radius.CARD,
            padding=Space.M,
            content=ft.Row(
                [
                    ft.Icon(ft.Icons.BACK_HAND, size=28, color=Color.NEEDS_YOU),
                    ft.Column(texts, spacing=0, expand=True),
                    IconButton(ft.Icons.SETTINGS_OUTLINED, t("For staff"), to("/kiosk/staff"), key="staff"),
                ],
                spacing=Space.M,
            ),
        ),
    )


def _button(item: _Item, around: Surroundings) -> ft.Control:
    scale, is_across = around.services.preferences.state.text_scale, around.layout == "desktop"
    ink = Color.NEEDS_YOU if item.is_on and item.key == "call-staff" else Color.ACTION
    role = Type.SMALL_STRONG if is_across else Type.NAVIGATION
    size = 14 if is_across else 12
    label = ft.Text(item.label, theme_style=role, color=ink, text_align=ft.TextAlign.CENTER, max_lines=2)
    icon = ft.Icon(item.icon, size=ICON, color=ink)
    content: ft.Control
    if is_across:
        label.expand, label.expand_loose = True, True
        content = ft.Row([icon, label], spacing=Space.S, alignment=ft.MainAxisAlignment.CENTER)
        lines, besides = (2 if around.is_large_text else 1), 2 * Space.S
    else:
        column: list[ft.Control] = [label] if around.is_large_text else [icon, label]
        content = ft.Column(
            column,
            spacing=2,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
        lines, besides = 2, 2 * Space.S + (0 if around.is_large_text else ICON + 2)
    return ft.TextButton(
        key=item.key,
        expand=1,
        height=max(48, besides + lines * size * LINE_HEIGHT * scale),
        on_click=handler(item.intent),
        content=content,
        style=ft.ButtonStyle(
            bgcolor=Color.SURFACE,
            padding=ft.Padding.symmetric(horizontal=Space.XS, vertical=Space.XS),
            shape=ft.RoundedRectangleBorder(radius=Radius.CARD),
            side={
                ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION),
                ft.ControlState.DEFAULT: ft.BorderSide(
                    2 if item.is_on else 1, ink if item.is_on else Color.ACTION_EDGE
                ),
            },
        ),
    )
