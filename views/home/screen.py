"""Home answers three questions: what do you need to do, what needs you, what is on its way."""

import asyncio
from collections.abc import Sequence

import flet as ft

from app.i18n import Translator
from forms.procedure import LifeEvent
from views.applications.screen_model import ApplicationsModel
from views.applications.state import ApplicationsState, DraftRow, WaitingRow
from views.applications.words import saved_words
from views.catalogue.suggestions import Suggestions
from views.design import (
    Button,
    Card,
    ClickableCard,
    Color,
    Link,
    Screen,
    Section,
    Small,
    Stack,
    StatusPill,
    Strong,
    Tile,
)
from views.design.frame import LanguageButton
from views.home.icons import icon_named
from views.shared.boundary import page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import draft_route, to
from views.tracking.cards import DossierTile
from views.tracking.days import working_day_counter
from views.tracking.refreshing import keep_refreshing

MOST_SHOWN = 3
"""Of each kind; the rest is one press away."""


@page
def HomePage() -> ft.View:
    """The first screen, as useful signed out as signed in."""
    surroundings = use_surroundings()
    services, t = surroundings.services, surroundings.text
    model, _ = use_value(
        use_once(
            lambda: ApplicationsModel(
                drafts=services.drafts,
                outbox=services.outbox,
                tracking=services.tracking,
                identity=services.identity,
                find_procedure=services.catalogue.find,
                clock=services.clock,
                count=working_day_counter(services.catalogue),
            )
        )
    )
    query, set_query = use_value("")

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_subscription(lambda: services.identity.subscribe(model.load))
    use_task(follow)
    is_wide = surroundings.layout == "desktop"
    columns = 2 if surroundings.is_large_text else 4 if is_wide else 3
    rest: list[ft.Control] = []
    if not query.strip():
        rest = [
            *_needs_you(model.state, surroundings),
            *_life_events(services.catalogue.life_events(), t, columns=columns),
        ]
    return Screen(
        t("What do you need to do?"),
        [Suggestions(query, set_query), *rest],
        above=[] if is_wide else [_top(surroundings)],
        side=[] if query.strip() else [*_on_its_way(model.state, surroundings), *_welcome(model.state, t)],
        active="home",
    )


def _top(surroundings: Surroundings) -> ft.Control:
    brand = ft.Text("Một Cửa", theme_style=ft.TextThemeStyle.HEADLINE_SMALL, color=Color.BRAND, expand=True)
    return ft.Row([brand, LanguageButton(surroundings, pill=True)])


def _needs_you(state: ApplicationsState, surroundings: Surroundings) -> list[ft.Control]:
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


def _life_events(events: Sequence[LifeEvent], t: Translator, *, columns: int) -> list[ft.Control]:
    tiles = [
        Tile(t.text(event.title), icon_named(event.icon), to(f"/search?event={event.id}"), key=f"event-{event.id}")
        for event in events
    ]
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    grid = [_tile_row(row, columns) for row in rows]
    heading = Section(t("Choose what happened in your life"), trailing=Link(t("See all services"), to("/search")))
    return [Stack([heading, *grid], spacing=10)]


def _tile_row(tiles: list[ft.Control], columns: int) -> ft.Control:
    gaps: list[ft.Control] = [ft.Container(expand=1) for _ in range(columns - len(tiles))]
    return ft.Row([*tiles, *gaps], spacing=10, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


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
