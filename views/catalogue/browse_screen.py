"""The catalogue by field, agency, audience and online level: groups with their counts, then a list in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlparse

import flet as ft

from app.catalogue.summary import Group, Summary
from app.i18n import Translator, sorted_texts
from forms.folding import fold
from views.catalogue.inert import inert
from views.catalogue.suggestions import PagedResults, list_anew
from views.catalogue.words import audience_words, level_words
from views.design import (
    Button,
    Card,
    ClickableCard,
    Muted,
    Row,
    Screen,
    SearchInput,
    Skeleton,
    Small,
    Space,
    Stack,
    Strong,
)
from views.home.not_found import NotFoundPage
from views.shared.boundary import keyed, page, view
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_loaded, use_once, use_value
from views.shared.navigation import to

LONG = 12
"""From so many groups on there is a field that narrows them."""
PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class Shelf:
    """One group as it is shown."""

    key: str
    name: str
    count: int


@page
def BrowsePage(by: str) -> ft.View:
    """The groups of one kind; with ``?key=`` the procedures of one of them."""
    around = use_surroundings()
    t = around.text
    key = use_once(lambda: parse_qs(urlparse(ft.context.page.route).query).get("key", [None])[0])
    titles = {
        "field": t("Services by field"),
        "agency": t("Services by agency"),
        "audience": t("Services by who applies"),
        "online": t("Services by online level"),
        "all": t("Services from A to Z"),
    }
    if by not in titles:
        return NotFoundPage()
    if key is None and by != "all":
        body: list[ft.Control] = [keyed(by, Shelves, by)]
        return Screen(titles[by], body, back="/search", header=t("Services"), active="home")
    name = titles[by] if key is None else _name_of(by, key, around)
    return Screen(
        inert(name, limit=240),
        [keyed(f"{by}-{key}", Listed, by, key)],
        back="/search" if by == "all" else f"/browse/{by}",
        header=titles[by] if key is not None else t("Services"),
        active="home",
    )


@view
def Listed(by: str, key: str | None) -> ft.Control:
    """The procedures of one group, with their number."""
    around = use_surroundings()
    t = around.text
    found = use_loaded(lambda: summaries_of(by, key, around), around.services.catalogue.version)
    if found is None:
        return Skeleton(lines=2, cards=4, label=t("Loading"))
    count = t("1 service") if len(found) == 1 else t("{count} services", count=around.formats.number(len(found)))
    return Stack([Muted(count), PagedResults(found, empty=t("Nothing here yet."))], spacing=Space.M)


def shelves_of(by: str, around: Surroundings) -> list[Shelf]:
    """Return the groups of one kind with their names in the language shown."""
    catalogue, t = around.services.catalogue, around.text
    if by == "online":
        return [Shelf(level, level_words(level, t), count) for level, count in catalogue.counts().items()]
    groups: Sequence[Group] = {
        "field": catalogue.fields,
        "agency": catalogue.agencies,
        "audience": catalogue.audiences,
    }[by]()
    shelves = [Shelf(group.key, _group_name(by, group, t), group.count) for group in groups]
    is_in_order = by == "audience" or t.language == "vi"  # the largest first; as the catalogue has them
    return shelves if is_in_order else sorted_texts(shelves, key=lambda shelf: shelf.name, language=t.language)


def _group_name(by: str, group: Group, t: Translator) -> str:
    return audience_words(group.key, t) if by == "audience" else inert(t.text(group.name), limit=240)


def _name_of(by: str, key: str, around: Surroundings) -> str:
    t = around.text
    if by == "audience":
        return audience_words(key, t)
    if by == "agency":
        of_key = (one.agency for one in around.services.catalogue.summaries(agency=key) if one.agency)
        return t.text(next(of_key, {"vi": key}))
    return level_words(key, t) if by == "online" else key


def summaries_of(by: str, key: str | None, around: Surroundings) -> tuple[Summary, ...]:
    """Return the procedures of one group, in the reader's order of their names."""
    t = around.text
    wanted = {by: key} if by in ("field", "agency", "audience", "online") else {}
    found = around.services.catalogue.summaries(**wanted)
    if t.language == "vi":
        return found
    return tuple(sorted_texts(found, key=lambda summary: t.text(summary.names), language=t.language))


@view
def Shelves(by: str) -> ft.Control:
    """Groups to choose from; a long list has a field that narrows it, and is built a page at a time."""
    around = use_surroundings()
    t, formats = around.text, around.formats
    shelves = use_loaded(lambda: shelves_of(by, around), around.services.catalogue.version, t.language)
    typed, set_typed = use_value("")
    shown, set_shown = use_value(PAGE_SIZE)
    if shelves is None:
        return Skeleton(lines=2, cards=4, label=t("Loading"))
    wanted = fold(typed).split()
    found = (
        [shelf for shelf in shelves if all(word in fold(shelf.name) for word in wanted)] if wanted else list(shelves)
    )
    rows: list[ft.Control] = []
    field = [SearchInput(t("Narrow this list"), "", set_typed, field_key="narrow")] if len(shelves) > LONG else []
    for shelf in found[:shown]:
        count = t("1 service") if shelf.count == 1 else t("{count} services", count=formats.number(shelf.count))
        rows.append(
            ClickableCard(
                [Strong(shelf.name), Small(count)],
                to(f"/browse/{by}?key={quote(shelf.key, safe='')}"),
                key=f"shelf-{shelf.key}",
                spacing=0,
            )
        )
    if not found:
        rows.append(ft.Semantics(live_region=True, container=True, content=Card([Small(t("Nothing here yet."))])))
    if len(found) > shown:
        more = t("Show {count} more", count=min(PAGE_SIZE, len(found) - shown))
        rows.append(Row([Button(more, lambda: set_shown(shown + PAGE_SIZE), kind="secondary", key="more")], wrap=True))
    return Stack([*field, list_anew(rows, spacing=8)], spacing=10)
