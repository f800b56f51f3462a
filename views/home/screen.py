"""Home answers three questions: what do you need to do, what needs you, what is on its way."""

import flet as ft

from app.catalogue.summary import Summary
from app.i18n import Translator
from views.applications.following import use_applications
from views.applications.recovery import recovery_offer
from views.applications.state import ApplicationsState, DraftRow, WaitingRow
from views.applications.words import saved_words
from views.catalogue.age import CatalogueAge
from views.catalogue.inert import inert
from views.catalogue.shelf_screen import summaries
from views.catalogue.suggestions import Suggestions, hotline
from views.design import (
    Button,
    Card,
    ClickableCard,
    Color,
    Flush,
    Link,
    Row,
    Screen,
    Section,
    Small,
    Space,
    Stack,
    StatusPill,
    Strong,
)
from views.design.places import LanguageButton
from views.documents_box.words import expiry_words
from views.home.life_events import life_event_tiles
from views.shared.boundary import page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_redraw, use_subscription, use_value
from views.shared.navigation import draft_route, to
from views.shared.today import today
from views.shared.told_apart import told_apart
from views.tracking.cards import DossierTile

MOST_SHOWN = 3
"""Of each kind; the rest is one press away."""


@page
def HomePage() -> ft.View:
    """The first screen, as useful signed out as signed in."""
    surroundings = use_surroundings()
    services, t = surroundings.services, surroundings.text
    model = use_applications()
    query, set_query = use_value("")

    redraw = use_redraw()
    use_subscription(lambda: services.shelf.subscribe(redraw))
    is_wide = surroundings.layout == "desktop"
    rest: list[ft.Control] = []
    if not query.strip():
        rest = [*recovery_offer(services.drafts), *for_you_to_do(model.state, surroundings)]
        rest += [*_to_renew(surroundings), *_life_events(surroundings)]
    return Screen(
        t("What do you need to do?"),
        [Suggestions(query, set_query), *rest],
        above=[] if is_wide else [_top(surroundings)],
        side=[]
        if query.strip()
        else [
            *_on_its_way(model.state, surroundings),
            *_at_hand(surroundings),
            *_welcome(model.state, t),
            *_about(surroundings),
        ],
        active="home",
    )


def _top(surroundings: Surroundings) -> ft.Control:
    brand = ft.Text("Một Cửa", theme_style=ft.TextThemeStyle.HEADLINE_SMALL, color=Color.BRAND)
    language = LanguageButton(surroundings, pill=True)
    return ft.Row([brand, language], alignment=ft.MainAxisAlignment.SPACE_BETWEEN, wrap=True)


def for_you_to_do(state: ApplicationsState, surroundings: Surroundings) -> list[ft.Control]:
    """Return what waits for the person: applications, what is not sent yet, drafts; nothing where nothing does."""
    t, formats = surroundings.text, surroundings.formats
    tiles: list[ft.Control] = [
        DossierTile(row.dossier, row.due, row.request_due, t=t, formats=formats) for row in state.needs_you[:MOST_SHOWN]
    ]
    tiles.extend(_waiting_tile(row, t) for row in state.waiting[:MOST_SHOWN])
    tiles.extend(_draft_tile(row, surroundings) for row in state.drafts[:MOST_SHOWN])
    if not tiles:
        return []
    count = len(state.needs_you) + len(state.waiting) + len(state.drafts)
    everything = Link(t("All ({count})", count=count), to("/applications"))
    return [Stack([Section(t("For you to do"), trailing=everything), *tiles], spacing=10)]


def _waiting_tile(row: WaitingRow, t: Translator) -> ft.Control:
    pill = StatusPill("waiting", t("Waiting to send · not filed"))
    return ClickableCard([pill, Strong(row.title)], to("/applications/outbox"), key=f"waiting-{row.id}")


def _draft_tile(row: DraftRow, surroundings: Surroundings) -> ft.Control:
    t = surroundings.text
    pill = StatusPill("draft", t("Draft · not filed"))
    saved = Small(saved_words(row.saved_at, t, surroundings.formats))
    words: list[ft.Control] = [pill, Strong(t.text(row.title)), saved]
    return ClickableCard(words, to(draft_route(row.id, row.step_id)), key=f"draft-{row.id}")


def _to_renew(around: Surroundings) -> list[ft.Control]:
    """Kept papers that expire soon; a terminal used by many tells of nobody's."""
    services, t, day = around.services, around.text, today(around.services.clock)
    kept = [] if services.is_kiosk else services.box.list()
    soon = sorted((paper for paper in kept if paper.expiry(day) == "soon"), key=lambda paper: str(paper.expires_on))
    if not soon:
        return []
    names = told_apart({paper.id: paper.name for paper in soon})
    tiles = [
        ClickableCard(
            [
                Strong(names[paper.id]),
                Small(expiry_words(paper, t, around.formats, today=day), color=Color.NEEDS_YOU, strong=True),
            ],
            to(f"/documents/kept/{paper.id}"),
            key=f"renew-{paper.id}",
        )
        for paper in soon[:MOST_SHOWN]
    ]
    everything = Link(t("My documents"), to("/documents"))
    return [Stack([Section(t("Papers to renew"), trailing=everything), *tiles], spacing=10)]


def _life_events(around: Surroundings) -> list[ft.Control]:
    t = around.text
    see_all = Link(t("See all services"), to("/search"))
    heading = Section(t("Choose what happened in your life"), trailing=see_all)
    return [Stack([heading, *life_event_tiles(around)], spacing=10)]


def _at_hand(around: Surroundings) -> list[ft.Control]:
    """Favourites, then what was looked at lately; a few of them."""
    t, shelf = around.text, around.services.shelf
    codes = list(dict.fromkeys((*shelf.favourites, *shelf.recent)))
    found = summaries(codes, around)[:MOST_SHOWN]
    if not found:
        return []
    see_all = Link(t("All favourites"), to("/favourites"), key="favourites")
    cards = [
        ClickableCard(
            [
                ft.Row(
                    [_shelf_sign(summary.code, around), ft.Container(Strong(_short_name(summary, t)), expand=True)],
                    spacing=Space.M,
                )
            ],
            to(f"/procedures/{summary.code}"),
            key=f"at-hand-{summary.code}",
        )
        for summary in found
    ]
    return [Stack([Section(t("Favourites and recent"), trailing=see_all), *cards], spacing=8)]


def _short_name(summary: Summary, t: Translator) -> str:
    return inert(t.text(summary.names), limit=120)


def _shelf_sign(code: str, around: Surroundings) -> ft.Control:
    is_favourite = around.services.shelf.is_favourite(code)
    sign = ft.Icons.BOOKMARK if is_favourite else ft.Icons.HISTORY
    return ft.Icon(sign, size=22, color=Color.BRAND if is_favourite else Color.MUTED)


def _about(around: Surroundings) -> list[ft.Control]:
    """The catalogue in numbers, its age, and whom to call."""
    t = around.text
    numbers = t("Services in numbers")
    links: list[ft.Control] = [
        Flush(
            Row([Link(numbers, to("/statistics"), icon=ft.Icons.BAR_CHART, key="statistics", wrap=True)], wrap=True),
            by=Space.S,
        ),
        Flush(hotline(t), by=Space.S),
    ]
    return [Stack([*links, CatalogueAge()], spacing=0)]


def _on_its_way(state: ApplicationsState, surroundings: Surroundings) -> list[ft.Control]:
    if not state.under_way:
        return []
    t, formats = surroundings.text, surroundings.formats
    tiles = [
        DossierTile(row.dossier, row.due, row.request_due, t=t, formats=formats) for row in state.under_way[:MOST_SHOWN]
    ]
    return [Stack([Section(t("On its way")), *tiles], spacing=10)]


def _welcome(state: ApplicationsState, t: Translator) -> list[ft.Control]:
    if state.signed_in:
        return []
    return [
        Card(
            [
                Strong(t("Look and fill in first. No sign-in yet.")),
                Small(t("You sign in when you file, or to see what you have filed.")),
                ft.Row([Button(t("Sign in"), to("/sign-in?return=/"), kind="secondary", key="sign-in")], wrap=True),
            ]
        )
    ]
