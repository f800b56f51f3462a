"""The home of a kiosk: large tiles for what people come for, and the ways that need no sign-in."""

import flet as ft

from views.applications.following import use_applications
from views.catalogue.age import CatalogueAge
from views.catalogue.suggestions import Suggestions
from views.design import Body, Button, ClickableCard, Color, Notice, Row, Screen, Small, Stack, Strong, Title
from views.home.life_events import life_event_tiles
from views.home.screen import for_you_to_do
from views.shared.boundary import page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_redraw, use_subscription, use_value
from views.shared.navigation import to

FIRST = ("having_a_child", "residence", "copies_and_papers", "health_insurance", "social_support", "marriage")
"""What people come to a commune's office for most, in this order; the other life events are one touch away."""


@page
def KioskHomePage() -> ft.View:
    """What one can do here, before and after signing in."""
    around = use_surroundings()
    services, t = around.services, around.text
    model = use_applications()
    query, set_query = use_value("")
    redraw = use_redraw()

    use_subscription(lambda: services.identity.subscribe(redraw))
    is_searching = bool(query.strip())
    kiosk = services.kiosk
    assert kiosk is not None
    is_just_erased, set_just_erased = use_value(kiosk.state.is_just_erased)
    use_subscription(lambda: kiosk.subscribe(lambda: set_just_erased(kiosk.state.is_just_erased)))
    rest = [] if is_searching else [*for_you_to_do(model.state, around), *_tiles(around)]
    return Screen(
        t("What do you need to do?"),
        [*_erased(around, is_just_erased=is_just_erased), _greeting(around), Suggestions(query, set_query), *rest],
        # beside a wide page it stays: without it the page would be drawn anew and the field lose its focus
        side=[] if is_searching and not around.is_wide else _ways(around),
        show_title=False,
        active="home",
    )


def _erased(around: Surroundings, *, is_just_erased: bool) -> list[ft.Control]:
    """Tell the citizen who walks away, until the next one touches the screen."""
    if not is_just_erased:
        return []
    t = around.text
    title = t("Your data is erased from this machine.")
    return [Notice("done", title, t("Take your papers, card and phone."), key="erased", announced=True)]


def _greeting(around: Surroundings) -> ft.Control:
    t = around.text
    name = session.name if (session := around.services.identity.session) else ""
    hello = t("Hello, {name}.", name=name) if name else t("Hello.")
    help_ = Body(t("Touch a tile, or call staff if you need help."), color=Color.MUTED)
    return Stack([Strong(hello), Title(t("What do you need to do?"), wide=not around.is_large_text), help_], spacing=2)


def _tiles(around: Surroundings) -> list[ft.Control]:
    t = around.text
    everything = Button(t("See all services"), to("/search"), kind="secondary", key="all-services", full=True)
    return [Stack([*life_event_tiles(around, only=FIRST), everything], spacing=10)]


def _ways(around: Surroundings) -> list[ft.Control]:
    """Track, pay, sign in; signed in, what is one's own."""
    t = around.text
    is_signed_in = around.services.identity.session is not None
    name, route = (t("My applications"), "/applications") if is_signed_in else (t("Track an application"), "/lookup")
    track = _way("track", ft.Icons.MANAGE_SEARCH, name, route=route)
    pays_at = "/pay" if is_signed_in else "/lookup?for=pay"
    pay = _way("pay", ft.Icons.QR_CODE_2, t("Pay fees and bills"), route=pays_at)
    is_beside = around.layout != "desktop" and not around.is_large_text
    ways: list[ft.Control] = [Row([*_each_half(track, pay)], spacing=10)] if is_beside else [track, pay]
    if not is_signed_in:
        words = t("Scan the code on the screen with your phone's camera. No phone? Call staff to file at the counter.")
        ways.append(
            _way("sign-in", ft.Icons.PHONE_ANDROID, t("Sign in with your phone"), words, route="/sign-in?return=/")
        )
    began = t("You began at another terminal and have a code on paper? Go on here.")
    ways.append(_way("continue", ft.Icons.RESTORE_PAGE, t("Go on with a code"), began, route="/kiosk/continue"))
    erased = t("Whatever you enter here is erased when you end. Nothing stays on this machine.")
    return [Stack([*ways, Notice("info", "", erased), Row([CatalogueAge()], wrap=True)], spacing=10)]


def _each_half(*controls: ft.Control) -> list[ft.Control]:
    return [ft.Container(content=control, expand=1, height=80) for control in controls]


def _way(key: str, icon: ft.IconData, title: str, words: str = "", *, route: str) -> ft.Control:
    texts: list[ft.Control] = [Strong(title), *([Small(words)] if words else [])]
    row = ft.Row([ft.Icon(icon, size=36, color=Color.ACTION), ft.Column(texts, spacing=0, expand=True)], spacing=14)
    return ClickableCard([row], to(route), key=key, chevron=bool(words))
