"""The route table, and what surrounds every screen: language, theme, shape of the window."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from inspect import signature

import flet as ft

from app.i18n import Formats, Translator
from views.design.signs import grow_signs
from views.design.theme import theme_of
from views.design.tokens import DARK, DARK_HIGH_CONTRAST, LIGHT, LIGHT_HIGH_CONTRAST, Font
from views.shared.boundary import keyed, page
from views.shared.context import SURROUNDINGS, Surroundings, shape_of, use_services
from views.shared.drawn import until_drawn
from views.shared.hooks import use_kept, use_subscription, use_task, use_value
from views.shared.one_window import OneWindow, OpenElsewhere
from views.shared.parts import Parts
from views.shared.preferences import Preference, Preferences
from views.shared.put_aside import store_when_put_aside
from views.shared.services import Services
from views.shared.sessions import keep_updates_in_their_own_session

PAGES = {
    "/": "views.home.screen:HomePage",
    "/search": "views.catalogue.screen:SearchPage",
    "/browse/:by": "views.catalogue.screen:BrowsePage",
    "/favourites": "views.catalogue.screen:FavouritesPage",
    "/statistics": "views.catalogue.screen:StatisticsPage",
    "/procedures/:code": "views.catalogue.screen:ProcedurePage",
    "/procedures/:code/share": "views.catalogue.screen:SharePage",
    "/drafts/:draft_id": "views.forms.screen:StepPage",
    "/drafts/:draft_id/steps/:step_id": "views.forms.screen:StepPage",
    "/drafts/:draft_id/papers": "views.documents.screen:PapersPage",
    "/drafts/:draft_id/papers/:paper_id/pages": "views.documents.pages_screen:PagesPage",
    "/drafts/:draft_id/papers/:paper_id/box": "views.documents.box_screen:FromBoxPage",
    "/drafts/:draft_id/review": "views.review.screen:ReviewPage",
    "/applications": "views.applications.screen:ApplicationsPage",
    "/applications/outbox": "views.applications.screen:OutboxPage",
    "/applications/deleted": "views.applications.screen:DeletedPage",
    "/applications/guest": "views.applications.screen:GuestDraftsPage",
    "/applications/receive": "views.applications.screen:ReceivePage",
    "/applications/drafts/:draft_id": "views.applications.screen:DraftPage",
    "/applications/drafts/:draft_id/carry": "views.applications.screen:CarryPage",
    "/applications/drafts/:draft_id/to-terminal": "views.relay.to_terminal:ToTerminalPage",
    "/dossiers/:dossier_id": "views.tracking.screen:DossierPage",
    "/dossiers/:dossier_id/requests/:request_id": "views.tracking.screen:RequestPage",
    "/dossiers/:dossier_id/requests/:request_id/papers/:paper_id/pages": "views.documents.pages_screen:PagesPage",
    "/dossiers/:dossier_id/requests/:request_id/papers/:paper_id/box": "views.documents.box_screen:FromBoxPage",
    "/dossiers/:dossier_id/documents/:document_id": "views.tracking.screen:DocumentPage",
    "/lookup": "views.tracking.lookup_screen:LookupPage",
    "/lookup/bills/:bill_id": "views.payments.screen:BillByCodesPage",
    "/pay": "views.payments.screen:PayPage",
    "/pay/:bill_id": "views.payments.screen:BillPage",
    "/documents": "views.documents_box.screen:DocumentsPage",
    "/documents/kept/:paper_id": "views.documents_box.kept_screen:KeptPaperPage",
    "/account": "views.account.screen:AccountPage",
    "/account/passphrase": "views.account.passphrase:PassphrasePage",
    "/account/sign-ins": "views.account.places:PlacesPage",
    "/sign-in": "views.account.screen:SignInPage",
    "/design": "views.design.catalogue:DesignPage",
    "/design/kinds": "views.design.kinds:KindsPage",
}
"""Which ``@page`` shows a route. A page takes the route's parameters by keyword and is made anew for another route, its
query included; its module is imported at its first visit, so that the first screen does not wait for the others."""

AT_A_KIOSK = {
    "/": "views.kiosk.home:KioskHomePage",
    "/kiosk/end": "views.kiosk.ending:EndPage",
    "/kiosk/staff": "views.kiosk.staff:StaffPage",
    "/kiosk/hand-over": "views.relay.hand_over:HandOverPage",
    "/kiosk/continue": "views.relay.continuing:ContinuePage",
    "/drafts/:draft_id/papers/:paper_id/bring": "views.relay.bring:BringPage",
    "/dossiers/:dossier_id/requests/:request_id/papers/:paper_id/bring": "views.relay.bring:BringPage",
}
"""What a terminal used by many shows besides, or in the place of another screen."""

NOT_AT_A_KIOSK = frozenset(
    {
        "/applications/receive", "/applications/drafts/:draft_id/carry", "/applications/drafts/:draft_id/to-terminal",
        "/documents/kept/:paper_id", "/account/passphrase", "/favourites", "/account/sign-ins",
        "/design", "/design/kinds",
    }
)  # fmt: skip
"""Where one brings or keeps what is one's own: no terminal used by many has it, not by a typed address either."""


def routes() -> list[ft.Route]:
    """Return the table as the router wants it."""
    pages = [
        ft.Route(path=path.lstrip("/") or None, index=path == "/", component=_page_of(path))
        for path in {**PAGES, **AT_A_KIOSK}
    ]
    # The router's own ``not_found`` of Flet 1.0.5 puts the view into a view, and the window stays empty.
    return [*pages, ft.Route(path=":anything*", component=NotFound)]


def find_place(path: str, *, is_kiosk: bool) -> str | None:
    """Return which ``module:page`` shows a route of the table; None where there is none."""
    if not is_kiosk:
        return PAGES.get(path)
    return None if path in NOT_AT_A_KIOSK else AT_A_KIOSK.get(path) or PAGES[path]


def _page_of(path: str) -> Callable[[], ft.View]:
    @page
    def Visited() -> ft.View:
        place = find_place(path, is_kiosk=use_services().is_kiosk)
        if place is None:
            return NotFound()
        module, name = place.split(":")
        component = getattr(import_module(module), name)
        wanted = signature(component).parameters
        given = {key: value for key, value in ft.use_route_params().items() if key in wanted}
        view: ft.View = keyed(ft.context.page.route, component, **given)
        return view

    return Visited


@page
def NotFound() -> ft.View:
    """Say that there is no such screen, with the way home."""
    from views.home.not_found import NotFoundPage

    return NotFoundPage()


ROUTES = routes()
keep_updates_in_their_own_session()


@ft.component
def App(
    services: Services,
    preferences: Preferences,
    window: OneWindow,
    session: str,
    drawn: Callable[[], Awaitable[None]],
) -> object:
    """The whole app for one browser tab or native window.

    Args:
        services: The app's services.
        preferences: Those of ``services``; an argument of their own, so that a change renders everything again.
        window: Knows which session is the active one; another one's screens are taken down, so it writes nothing.
        session: This session's id.
        drawn: Called once the first screen is on the client.
    """
    preference = preferences.state
    flet_page = ft.context.page
    grow_signs(flet_page, preference.text_scale)
    shape, set_shape = use_value(shape_of(flet_page.width, flet_page.height, is_kiosk=services.is_kiosk))
    text = use_kept(lambda: Translator(preference.language), preference.language)

    def watch_size() -> Callable[[], None]:
        flet_page.on_resize = lambda event: set_shape(shape_of(event.width, event.height, is_kiosk=services.is_kiosk))
        return lambda: None

    async def dress_again() -> None:
        dress(flet_page, preference)
        flet_page.update()

    async def tell_drawn() -> None:
        await until_drawn(flet_page)
        await drawn()

    use_subscription(watch_size)

    async def store() -> None:
        await services.drafts.flush_all()
        await services.begun.flush_all()

    use_subscription(lambda: store_when_put_aside(flet_page, store))
    use_task(dress_again, preference.theme, preference.text_scale)
    use_task(tell_drawn)
    surroundings = Surroundings(
        services, text, Formats(preference.language, t=text), layout=shape.layout, is_wide=shape.is_wide,
        route=flet_page.route, magnified=shape.magnified, width=shape.width, frame=_frame_of(services),
    )  # fmt: skip
    if window.state != session:
        return SURROUNDINGS(surroundings, lambda: [OpenElsewhere(window, session)])
    return SURROUNDINGS(surroundings, lambda: ft.Router(ROUTES, manage_views=True))


def _frame_of(services: Services) -> Callable[[Parts, Surroundings], ft.Control] | None:
    """Return what a terminal used by many shows around every screen."""
    if not services.is_kiosk:
        return None
    from views.kiosk.frame import kiosk

    return kiosk


def dress(flet_page: ft.Page, preference: Preference) -> None:
    """Give the page its fonts and themes; before the first screen, and when the person chooses others."""
    contrast = preference.theme == "high_contrast"
    light, dark = (LIGHT_HIGH_CONTRAST, DARK_HIGH_CONTRAST) if contrast else (LIGHT, DARK)
    if not flet_page.web:  # a browser has them before the first screen, by ``assets/assets/FontManifest.json``
        flet_page.fonts = Font.FILES
    flet_page.theme_animation_style = ft.AnimationStyle.no_animation()  # else the first screen is drawn a dozen times
    flet_page.theme = theme_of(light, text_scale=preference.text_scale)
    flet_page.dark_theme = theme_of(dark, text_scale=preference.text_scale)
    flet_page.theme_mode = {"light": ft.ThemeMode.LIGHT, "dark": ft.ThemeMode.DARK}.get(
        preference.theme, ft.ThemeMode.SYSTEM
    )
