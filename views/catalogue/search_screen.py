"""Finding a procedure: by words, by what happened, or by the shelves of the catalogue."""

from urllib.parse import parse_qs, urlparse

import flet as ft

from forms.procedure import LifeEvent
from views.catalogue.suggestions import PagedResults, Suggestions
from views.design import ClickableCard, Link, Row, Screen, Section, Small, Stack, Strong
from views.home.life_events import life_event_tiles
from views.shared.boundary import keyed, page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_once, use_value
from views.shared.navigation import to


@page
def SearchPage() -> ft.View:
    """Search, and every way to browse."""
    around = use_surroundings()
    services, t = around.services, around.text
    asked = use_once(lambda: parse_qs(urlparse(ft.context.page.route).query))
    query, set_query = use_value(asked.get("q", [""])[0])
    event_id = asked.get("event", [""])[0]
    events = services.catalogue.life_events()
    chosen = next((event for event in events if event.id == event_id), None)
    body: list[ft.Control] = [Suggestions(query, set_query, autofocus=chosen is None, limit=20)]
    if not query.strip():
        body.extend(_of_event(chosen, around) if chosen is not None else _ways_in(around))
    title = t.text(chosen.title) if chosen is not None else t("All services")
    back = "/search" if chosen is not None else "/"
    return Screen(title, body, back=back, header=t("Services"), active="home")


def _of_event(event: LifeEvent, around: Surroundings) -> list[ft.Control]:
    t, catalogue = around.text, around.services.catalogue
    found = [
        summary
        for procedure in catalogue.by_life_event(event.id)
        if (summary := catalogue.summary(procedure.code)) is not None
    ]
    return [
        keyed(f"event-{event.id}", PagedResults, found, empty=t("Nothing here yet.")),
        Row([Link(t("See all services"), to("/search"), key="all")], wrap=True),
    ]


def _ways_in(around: Surroundings) -> list[ft.Control]:
    t, catalogue, formats = around.text, around.services.catalogue, around.formats
    ways = (
        ("field", t("By field"), t("{count} fields", count=len(catalogue.fields()))),
        ("agency", t("By agency"), t("{count} agencies", count=len(catalogue.agencies()))),
        ("audience", t("By who applies"), t("Citizens, foreigners, businesses, organisations")),
        ("online", t("By online level"), t("Fully, partly, information only")),
    )
    cards: list[ft.Control] = [
        ClickableCard([Strong(name), Small(note)], to(f"/browse/{by}"), key=f"browse-{by}") for by, name, note in ways
    ]
    total = sum(catalogue.counts().values())
    everything = ClickableCard(
        [Strong(t("From A to Z")), Small(t("{count} services", count=formats.number(total)))],
        to("/browse/all"),
        key="browse-all",
    )
    return [
        Stack([Section(t("Choose what happened in your life")), *life_event_tiles(around)], spacing=10),
        Stack([Section(t("Browse the catalogue")), *cards, everything], spacing=8),
    ]
