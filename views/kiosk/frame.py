"""The frame at a kiosk: what a phone or a desktop shows, magnified, above a bar that always stands within reach."""

import flet as ft

from views.design.frame_parts import (
    READING_WIDTH,
    SIDE_WIDTH,
    head_rows,
    permanent_notices,
    scrolling,
    side_panel,
    sticky_footer,
    trial_band,
)
from views.design.kiosk_size import magnified
from views.design.text import Small
from views.design.tokens import Color, Space, Type
from views.design.unforeseen import UnforeseenNotice
from views.kiosk.bar import KioskBar
from views.kiosk.watch import KioskWatch
from views.scanning.elsewhere import ScannedElsewhere
from views.shared.boundary import keyed
from views.shared.context import Surroundings
from views.shared.parts import Parts


def kiosk(parts: Parts, surroundings: Surroundings) -> ft.Control:
    """Return a screen as a kiosk shows it."""
    is_across = surroundings.layout == "desktop"
    sticks = not surroundings.is_large_text
    has_panel = bool(parts.side) and surroundings.is_wide
    inside = [*head_rows(parts, surroundings, has_back=False), *parts.body]
    if not sticks:
        inside.extend(parts.footer)
    if not has_panel:
        inside.extend(parts.side)
    inside.extend(permanent_notices(parts, surroundings))
    head = [_who(surroundings), trial_band(surroundings)] if parts.back is None else []
    if not sticks:
        inside, head = [*head, *inside], []
    width = READING_WIDTH if is_across else None
    horizontal = 48 if is_across else Space.XL
    main = [scrolling(inside, parts, horizontal=horizontal, top=Space.L, width=width, centred=is_across)]
    main.append(keyed("told", UnforeseenNotice))
    if parts.footer and sticks:
        buttons = [ft.Row(list(parts.footer), spacing=Space.M, wrap=True)] if is_across else parts.footer
        main.append(sticky_footer(buttons, horizontal=horizontal, width=width))
    if has_panel:
        body = ft.Column(main, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
        row = [body, side_panel(parts.side, width=SIDE_WIDTH + 80)]
        main = [ft.Row(row, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)]
    bar = keyed("kiosk-bar", KioskBar, parts.back, is_home=parts.active == "home" and parts.back is None)
    whole = ft.Column(
        [*head, *main, bar, keyed("kiosk-watch", KioskWatch), keyed("scanned-elsewhere", ScannedElsewhere)],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return magnified(whole, surroundings)


def _who(surroundings: Surroundings) -> ft.Control:
    """Whose terminal this is: the office and the terminal's own name."""
    assert surroundings.services.kiosk is not None
    settings = surroundings.services.kiosk.settings
    office = settings.office.get("en" if surroundings.text.language == "en" else "vi", "")
    words: list[ft.Control] = [ft.Text("Một Cửa", theme_style=Type.BRAND, color=Color.BRAND)]
    if place := " · ".join(part for part in (office, settings.name) if part):
        words.append(Small(place))
    return ft.Container(
        padding=ft.Padding.only(left=Space.XL, right=Space.XL, top=Space.L, bottom=Space.M),
        content=ft.Row(
            [
                ft.Icon(ft.Icons.DOOR_FRONT_DOOR, size=36, color=Color.BRAND),
                ft.Column(words, spacing=0, expand=True),
            ],
            spacing=Space.M,
        ),
    )
