"""Finding a procedure: by words, by what happened, or by the shelves of the catalogue."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlparse

import flet as ft

from forms.procedure import LifeEvent
from views.catalogue.suggestions import PagedResults, Suggestions
from views.design import ClickableCard, Link, Row, Screen, Section, Skeleton, Small, Stack, Strong
from views.home.life_events import life_event_tiles
from views.shared.boundary import keyed, page, view
from views.shared.context import Surroundings, use_formats, use_services, use_surroundings, use_text
from views.shared.hooks import use_loaded, use_once, use_value
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
    t = around.text
    return [
        keyed(f"event-{event.id}", OfEvent, event.id),
        Row([Link(t("See all services"), to("/search"), key="all")], wrap=True),
    ]


@view
def OfEvent(event_id: str) -> ft.Control:
    """The services of a life event, in its own order."""
    services, t = use_services(), use_text()
    found = use_loaded(lambda: services.catalogue.summaries(life_event=event_id), services.catalogue.version)
    if found is None:
        return Skeleton(lines=2, cards=3, label=t("Loading"))
    return PagedResults(found, empty=t("Nothing here yet."))


def _ways_in(around: Surroundings) -> list[ft.Control]:
    t = around.text
    events: list[ft.Control] = [Section(t("Choose what happened in your life")), *life_event_tiles(around)]
    return [Stack(events, spacing=10), keyed("ways-in", WaysIn)]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much there is to browse."""

    fields: int
    agencies: int
    services: int


@view
def WaysIn() -> ft.Control:
    """The shelves of the catalogue; their sizes follow when they are counted."""
    services, t, formats = use_services(), use_text(), use_formats()
    catalogue = services.catalogue

    def count() -> Numbers:
        return Numbers(len(catalogue.fields()), len(catalogue.agencies()), sum(catalogue.counts().values()))

    counted = use_loaded(count, catalogue.version)
    fields = t("{count} fields", count=formats.number(counted.fields)) if counted else ""
    agencies = t("{count} agencies", count=formats.number(counted.agencies)) if counted else ""
    total = t("{count} services", count=formats.number(counted.services)) if counted else ""
    ways = (
        ("field", t("By field"), fields),
        ("agency", t("By agency"), agencies),
        ("audience", t("By who applies"), t("Citizens, foreigners, businesses, organisations")),
        ("online", t("By online level"), t("Fully, partly, information only")),
        ("all", t("From A to Z"), total),
    )
    cards: list[ft.Control] = [
        ClickableCard([Strong(name), Small(note or "…")], to(f"/browse/{by}"), key=f"browse-{by}")
        for by, name, note in ways
    ]
    return Stack([Section(t("Browse the catalogue")), *cards], spacing=8)
