"""Search as one types: the same field and the same results on the home screen and the search screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from app.catalogue.model import Hit, Why
from app.catalogue.summary import Summary
from app.i18n import Translator
from forms.folding import fold
from views.catalogue.inert import inert
from views.catalogue.words import standing_words
from views.design import (
    Body,
    Button,
    Card,
    ClickableCard,
    Drawing,
    Link,
    Row,
    SearchInput,
    Section,
    Skeleton,
    Small,
    Space,
    Stack,
    Strong,
)
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_loaded, use_value
from views.shared.navigation import to

MOST_SHOWN = 8
LONGEST_QUERY = 200
"""The search itself reads no more."""
NAME_LIMIT, SUMMARY_LIMIT = 240, 180
HOTLINE = "1800 1096"
"""The national public service portal's free line (domain facts F, hotlines)."""


@view
def Suggestions(
    query: str, set_query: Callable[[str], None], *, autofocus: bool = False, limit: int = MOST_SHOWN
) -> ft.Control:
    """The search field, and below it what is found so far."""
    services, t = use_services(), use_text()
    asked = query[:LONGEST_QUERY]

    def look() -> _Answer:
        return _Answer(
            asked, services.catalogue.search(asked, language=t.language, limit=limit) if asked.strip() else ()
        )

    answer = use_loaded(look, asked, t.language, services.catalogue.version)
    parts: list[ft.Control] = [
        SearchInput(
            t("Search for a service"),
            query,
            set_query,
            placeholder=t("birth, driving licence, health card..."),
            autofocus=autofocus,
            field_key="search",
        )
    ]
    if asked.strip():
        parts.append(_answered(answer, asked, t))
    return Stack(parts, spacing=10)


@dataclass(frozen=True, slots=True)
class _Answer:
    query: str
    hits: tuple[Hit, ...]


def _answered(answer: _Answer | None, asked: str, t: Translator) -> ft.Control:
    """Return what is found so far; what was found for the letters before stays until the new answer is here."""
    if answer is not None and answer.hits:
        return Found(answer.hits)
    if answer is None or answer.query != asked:
        return Skeleton(lines=2, cards=2, label=t("Searching"))
    return keyed(f"nothing-{asked}", NothingFound, asked)


@view
def Found(hits: Sequence[Hit]) -> ft.Control:
    """What answers the query, each with the reason."""
    services, t = use_services(), use_text()
    rows = [
        result(summary, t, why=why_words(hit, t))
        for hit in hits
        if (summary := services.catalogue.summary(hit.code)) is not None
    ]
    return list_anew(rows, spacing=8)


def list_anew(rows: Sequence[ft.Control], *, spacing: int) -> ft.Control:
    """Return a list that is another control, not a mended one, whenever other rows are in it or their order changes.

    Flet 1.0.5's client loses its count (``IndexError``) when rows with keys come, go and change places in a component
    that renders by itself; from then on it shows nothing new there. Not for lists with fields: they would lose focus.
    """
    column = Stack(list(rows), spacing=spacing)
    column.key = "list " + " ".join(str(row.key) for row in rows)
    return ft.Container(content=column)


def result(summary: Summary, t: Translator, *, why: str = "") -> ft.Control:
    """Return one procedure to choose."""
    words: list[ft.Control] = [Strong(inert(t.text(summary.names), limit=NAME_LIMIT))]
    if about := inert(t.text(summary.summary), limit=SUMMARY_LIMIT):
        words.append(Small(about))
    if why:
        words.append(Small(why))
    if note := standing_words(summary, t):
        words.append(Small(note, strong=True))
    return ClickableCard(words, to(f"/procedures/{summary.code}"), key=f"procedure-{summary.code}")


def why_words(hit: Hit, t: Translator) -> str:
    """Return why a procedure answers; nothing where its name says it already."""
    matched = inert(hit.matched, limit=80)
    if hit.why is Why.CODE:
        return t("The code of this service: {code}", code=hit.code)
    if not matched or fold(matched) in fold(hit.name):
        return t("Its description fits") if hit.why is Why.TEXT else ""
    if "=" in matched:
        return t("Because {words}", words=matched)
    return (
        t("Its description says: {words}", words=matched)
        if hit.why is Why.TEXT
        else t("Also called: {words}", words=matched)
    )


@view
def NothingFound(query: str) -> ft.Control:
    """Say so, with what comes nearest, where to look, and whom to ask."""
    services, t = use_services(), use_text()
    nearest = use_loaded(lambda: services.catalogue.nearest(query, language=t.language, limit=4), query)
    said = ft.Row(
        [
            Drawing("nothing_found"),
            ft.Container(Body(t("Nothing found for these words. Try fewer or other words.")), expand=True),
        ],
        spacing=Space.M,
    )
    parts: list[ft.Control] = [ft.Semantics(live_region=True, container=True, content=Card([said]))]
    if nearest:
        parts.extend([Section(t("Did you mean")), Found(nearest)])
    parts.append(Section(t("Or look by topic")))
    parts.append(
        Row(
            [
                Button(t("What happened in your life"), to("/search"), kind="secondary", key="by-event"),
                Button(t("By field"), to("/browse/field"), kind="secondary", key="by-field"),
                Button(t("By agency"), to("/browse/agency"), kind="secondary", key="by-agency"),
                Button(t("By who applies"), to("/browse/audience"), kind="secondary", key="by-audience"),
            ],
            wrap=True,
        )
    )
    parts.append(hotline(t))
    return Stack(parts, spacing=10)


def hotline(t: Translator) -> ft.Control:
    """Return whom to ask: a link that dials."""
    words = t("Call {number} (free, national public service portal)", number=HOTLINE)
    dial = Link(words, icon=ft.Icons.PHONE, url=f"tel:{HOTLINE.replace(' ', '')}", key="hotline", wrap=True)
    return Row([dial], wrap=True)


@view
def PagedResults(summaries: Sequence[Summary], *, empty: str = "", page_size: int = 30) -> ft.Control:
    """A long list, a page at a time: what is not shown is not built."""
    t = use_text()
    shown, set_shown = use_value(page_size)
    if not summaries:
        return ft.Semantics(live_region=True, container=True, content=Card([Small(empty)]))
    parts = [list_anew([result(summary, t) for summary in summaries[:shown]], spacing=8)]
    left = len(summaries) - shown
    if left > 0:
        words = t("Show {count} more", count=min(left, page_size))
        more = Button(words, lambda: set_shown(shown + page_size), kind="secondary", key="more")
        parts.append(Row([more], wrap=True))
        parts.append(Small(t("{shown} of {count}", shown=shown, count=len(summaries))))
    return Stack(parts, spacing=8)
