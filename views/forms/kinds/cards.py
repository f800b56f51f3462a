"""A repeating group as cards: one is filled in at a time, the others say in a line what stands in them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import flet as ft

from forms.flow import Field
from views.design import (
    Body,
    Button,
    Card,
    Color,
    FieldError,
    Flush,
    FocusedButton,
    FocusedIconButton,
    Notice,
    Small,
    Stack,
)
from views.design.text import Strong
from views.forms.asker import Asker
from views.forms.help import with_help
from views.forms.kinds.heading import heading
from views.forms.kinds.rows import in_rows
from views.forms.kinds.table import ask_table
from views.forms.parts import named_part
from views.forms.state import Row
from views.scanning.screen import scan_offers_in_row
from views.shared.boundary import keyed

Ask = Callable[[Field, Asker], ft.Control]


def ask_list(field: Field, asker: Asker, *, ask: Ask) -> ft.Control:
    """Return the cards of a repeating group with what adds, removes and moves them.

    Args:
        field: The list.
        asker: What every question needs.
        ask: Draws one question of a card.
    """
    rows = asker.state.lists.get(field.pointer)
    if rows is None:
        return ask_table(field, asker, ask=ask)
    parts: list[ft.Control] = [heading(field, asker)]
    for at, row in enumerate(rows):
        parts += _undo(field, at, asker=asker)
        draw = _open_card if row.is_open else _closed_card
        parts.append(named_part(f"{field.pointer}/{at}", draw(field, at, rows, asker=asker, ask=ask)))
    parts += [*_undo(field, len(rows), asker=asker), _news(field, rows, asker), *_add(field, len(rows), asker=asker)]
    return Stack(parts, spacing=12)


def item_words(field: Field, at: int, asker: Asker) -> str:
    """Return what a card is called: "Thành viên 2"."""
    return asker.t.text(field.options.get("item")).replace("{number}", str(at + 1))


def _open_card(field: Field, at: int, rows: Sequence[Row], *, asker: Asker, ask: Ask) -> ft.Control:
    t, item = asker.t, item_words(field, at, asker)
    cells = [_told_apart(cell, item, rows=rows, asker=asker) for cell in rows[at].fields]
    lines: list[ft.Control] = [_head(field, at, rows, asker=asker)]
    lines += scan_offers_in_row(asker.model, rows[at], (field.pointer, at), _lowered(item))
    lines += in_rows(cells, partial(_asked, asker=asker, ask=ask), asker)
    if len(rows) > 1:
        done = t("Done with {item}", item=_lowered(item))
        close = Button(done, partial(asker.model.rows.close, field, at), kind="secondary")
        lines.append(ft.Row([close], wrap=True))
    if remove := _remove(field, at, len(rows), asker=asker):
        lines.append(Flush(ft.Row(remove, wrap=True), by=20))
    return Card(lines, key=f"card-{field.pointer}/{at}", spacing=14)


def _closed_card(field: Field, at: int, rows: Sequence[Row], *, asker: Asker, ask: Ask) -> ft.Control:
    del ask  # a closed card asks nothing
    t, row, item = asker.t, rows[at], item_words(field, at, asker)
    lines: list[ft.Control] = [_head(field, at, rows, asker=asker)]
    if words := t.text(row.words):
        lines.append(Small(words))
    if asker.state.problems_in(f"{field.pointer}/{at}"):
        lines.append(FieldError(t("Look at this again")))
    change = keyed(
        f"open-{field.pointer}/{at}",
        FocusedButton,
        t("Change {what}", what=_lowered(item)),
        partial(asker.model.rows.open, field, at),
        kind="quiet",
        focus=asker.focus_of(f"{field.pointer}/{at}#open"),
    )
    actions = [change, *_remove(field, at, len(rows), asker=asker)]
    lines.append(Flush(ft.Row(actions, wrap=True, spacing=0, run_spacing=0), by=20))
    return Card(lines, key=f"card-{field.pointer}/{at}", spacing=2)


def _head(field: Field, at: int, rows: Sequence[Row], *, asker: Asker) -> ft.Control:
    """What the card is called, whom it is about, and where it may go."""
    item, about = item_words(field, at, asker), rows[at].about
    title = ft.Semantics(heading_level=3, content=Strong(item))
    words: list[ft.Control] = [title] if not about or rows[at].is_open else [title, Body(about)]
    name = ft.Column(words, spacing=0, expand=True)
    if not field.options.get("sortable") or len(rows) == 1:
        return ft.Row([name])
    return ft.Row([name, *_moves(field, at, len(rows), asker=asker)], vertical_alignment=ft.CrossAxisAlignment.START)


def _moves(field: Field, at: int, count: int, *, asker: Asker) -> list[ft.Control]:
    t, item = asker.t, _lowered(item_words(field, at, asker))
    ways = [
        ("up", -1, ft.Icons.ARROW_UPWARD, t("Move {item} up", item=item), at > 0),
        ("down", 1, ft.Icons.ARROW_DOWNWARD, t("Move {item} down", item=item), at < count - 1),
    ]
    return [
        keyed(
            f"{way}-{field.pointer}/{at}",
            FocusedIconButton,
            icon,
            words,
            partial(asker.model.rows.move, field, at, by),
            focus=asker.focus_of(f"{field.pointer}/{at}#{way}"),
        )
        for way, by, icon, words, is_possible in ways
        if is_possible
    ]


def _remove(field: Field, at: int, count: int, *, asker: Asker) -> list[ft.Control]:
    """Return what takes a card away, where more stand there than must."""
    if count <= max(int(field.options.get("min_items") or 0), 1 if field.required else 0):
        return []
    words = asker.t("Take out {name}", name=_lowered(item_words(field, at, asker)))
    return [
        Button(words, partial(asker.model.rows.remove, field, at), kind="quiet", key=f"remove-{field.pointer}/{at}")
    ]


def _asked(cell: Field, *, asker: Asker, ask: Ask) -> ft.Control:
    return named_part(cell.pointer, with_help(ask(cell, asker), cell, asker))


def _undo(field: Field, at: int, *, asker: Asker) -> list[ft.Control]:
    """Return, where a card was taken away, the news of it and the way back."""
    removed = asker.state.removed
    if removed is None or removed.pointer != field.pointer or removed.index != at:
        return []
    t, item = asker.t, item_words(field, at, asker)
    what = f"{item} ({removed.about})" if removed.about else item
    undo = keyed(
        f"undo-{field.pointer}",
        FocusedButton,
        t("Put {item} back", item=_lowered(item)),
        partial(asker.model.rows.put_back, field),
        kind="secondary",
        focus=asker.focus_of(f"{field.pointer}#undo"),
    )
    return [Notice("plain", t("Removed: {what}", what=what), action=undo, announced=True)]


def _news(field: Field, rows: Sequence[Row], asker: Asker) -> ft.Control:
    """Say where a card went, for those who do not see it; the place is kept so that nothing below is built anew."""
    moved = asker.state.moved
    if moved is None or moved.pointer != field.pointer or moved.to >= len(rows):
        return ft.Container(visible=False)
    words = asker.t(
        "{what} is now number {number} of {total}.",
        what=_called(rows[moved.to], field, moved.to, asker),
        number=moved.to + 1,
        total=len(rows),
    )
    return ft.Semantics(live_region=True, container=True, content=Small(words))


def _called(row: Row, field: Field, at: int, asker: Asker) -> str:
    return row.about or item_words(field, at, asker)


def _add(field: Field, count: int, *, asker: Asker) -> list[ft.Control]:
    t, most = asker.t, field.options.get("max_items")
    if most is not None and count >= int(most):
        return [Small(t("No more than {count} can be given here.", count=int(most)), color=Color.MUTED)]
    words = t("Add {item}", item=_lowered(item_words(field, count, asker)))
    button = Button(
        words, partial(asker.model.rows.add, field), kind="secondary", icon=ft.Icons.ADD, key=f"add-{field.pointer}"
    )
    return [ft.Row([button], wrap=True)]


def _told_apart(cell: Field, item: str, *, rows: Sequence[Row], asker: Asker) -> Field:
    """Return a question named by its card where another on the screen is called alike."""
    label = asker.t.text(cell.label)
    cells = [one for row in rows if row.is_open for one in row.fields]
    alike = sum(asker.t.text(one.label) == label for one in (*cells, *asker.state.step.fields))
    name = {asker.t.language: f"{label} ({_lowered(item)})"}
    return cell if alike <= 1 else replace(cell, label=name, short=name)


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
