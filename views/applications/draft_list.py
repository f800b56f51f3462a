"""The drafts of a person, thousands of them if it must be: built a page at a time, narrowed by words, in an order."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

import flet as ft

from app.i18n import Formats, Translator
from app.i18n.sorting import sorted_texts
from forms.folding import fold
from views.applications.state import DraftRow
from views.applications.words import saved_words
from views.catalogue.suggestions import list_anew
from views.design import (
    Button,
    Choice,
    ChoiceGroup,
    ClickableCard,
    Link,
    Row,
    SearchInput,
    Section,
    Small,
    Stack,
    StatusPill,
    Strong,
)
from views.shared.boundary import view
from views.shared.context import use_formats, use_text
from views.shared.hooks import use_value
from views.shared.navigation import draft_route, to
from views.shared.told_apart import told_apart

PAGE_SIZE = 20

Delete = Callable[[DraftRow], Awaitable[None]]


@view
def DraftList(rows: Sequence[DraftRow], delete: Delete) -> ft.Control:
    """Drafts to go on with, to look after and to delete.

    Args:
        rows: Last saved first.
        delete: Deletes one; it can be put back.
    """
    t, formats = use_text(), use_formats()
    typed, set_typed = use_value("")
    order, set_order = use_value("saved")
    shown, set_shown = use_value(PAGE_SIZE)
    parts: list[ft.Control] = [Section(t("Drafts"))]
    if len(rows) > PAGE_SIZE:
        orders = [Choice("saved", t("Last saved first")), Choice("title", t("By name"))]
        parts.append(SearchInput(t("Find a draft by its name"), "", set_typed, field_key="find-draft"))
        parts.append(ChoiceGroup(t("Order of the drafts"), orders, order, set_order, key_prefix="order"))
    found = ordered(matching(rows, typed, t), order, t)
    tiles = _tiles(found[:shown], delete, t=t, formats=formats)
    if not found:
        none = Small(t("No draft has such a name."))
        tiles = [ft.Semantics(live_region=True, container=True, content=none)]
    if len(found) > shown:
        more = t("Show {count} more drafts", count=min(PAGE_SIZE, len(found) - shown))
        button = Button(more, lambda: set_shown(shown + PAGE_SIZE), kind="secondary", key="more-drafts")
        tiles.append(Row([Small(t("{count} drafts in all", count=formats.number(len(found)))), button], wrap=True))
    return Stack([*parts, list_anew(tiles, spacing=12)], spacing=12)


def matching(rows: Sequence[DraftRow], words: str, t: Translator) -> list[DraftRow]:
    """Return the drafts whose names hold every word, however it is written."""
    wanted = fold(words).split()
    return [row for row in rows if all(word in fold(_names(row, t)) for word in wanted)] if wanted else list(rows)


def ordered(rows: Sequence[DraftRow], order: str, t: Translator) -> list[DraftRow]:
    """Return the drafts in the order asked for; as they come for the one they come in."""
    if order != "title":
        return list(rows)
    return list(sorted_texts(rows, key=lambda row: t.text(row.title), language=t.language))


def _names(row: DraftRow, t: Translator) -> str:
    return f"{t.text(row.title)} {t.text(row.procedure) if row.procedure else ''}"


def _tiles(rows: Sequence[DraftRow], delete: Delete, *, t: Translator, formats: Formats) -> list[ft.Control]:
    oldest_first = sorted(rows, key=lambda row: (row.created_at, row.id))  # so that a number stays with its draft
    titles = told_apart({row.id: t.text(row.title) for row in oldest_first})
    begun = told_apart({row.id: formats.date_time(row.created_at) for row in oldest_first})
    return [_tile(row, delete, titles=titles, begun=begun, t=t, formats=formats) for row in rows]


def _tile(
    row: DraftRow,
    delete: Delete,
    *,
    titles: Mapping[str, str],
    begun: Mapping[str, str],
    t: Translator,
    formats: Formats,
) -> ft.Control:
    parts: list[ft.Control] = [StatusPill("draft", t("Draft · not filed")), Strong(titles[row.id])]
    if row.procedure is not None:
        parts.append(Small(t.text(row.procedure)))
    parts.append(Small(saved_words(row.saved_at, t, formats)))
    time = begun[row.id]
    look_after = Link(
        t("More about the draft of {time}", time=time),
        to(f"/applications/drafts/{row.id}"),
        key=f"more-{row.id}",
        wrap=True,
    )
    remove = Link(t("Delete the draft of {time}", time=time), partial(delete, row), key=f"delete-{row.id}", wrap=True)
    tile = Stack(
        [
            ClickableCard(parts, to(draft_route(row.id, row.step_id)), key=f"draft-{row.id}"),
            Row([look_after, remove], wrap=True),
        ],
        spacing=0,
    )
    tile.key = f"tile-{row.id}"
    return tile
