"""What the desk shows of terminals that call staff."""

from collections.abc import Sequence

from portal.identity.tables import TerminalRow
from portal.officer import texts
from portal.officer.pages import desk_bar, moment
from portal.officer.sessions import Desk
from portal.pages.frame import Page, choose, hidden, notice
from portal.pages.markup import Markup, join, tag

REFRESH_SECONDS = 10


def calls_page(found: Sequence[TerminalRow], *, desk: Desk, language: str) -> Page:
    """Return the page that is kept open where somebody can go and help."""
    body = join(
        *(notice("waiting", _name(row), *_call(row, desk, language)) for row in found),
        None if found else tag("p", choose(texts.NO_CALLS, language)),
        tag("p", choose(texts.CALLS_REFRESH, language), class_="hint"),
    )
    count = f"({len(found)}) " if found else ""
    title = f"{count}{choose(texts.CALLS, language)}"
    bar = desk_bar(language, desk, path="/desk/calls")
    return Page(title, language, body, header=bar, refresh_seconds=REFRESH_SECONDS)


def calls_card(found: Sequence[TerminalRow], *, desk: Desk, language: str) -> Markup | None:
    """Return the terminals that call, each with the way to say that one goes there; None where none does."""
    if not found:
        return None
    calls = (tag("div", tag("h3", _name(row)), *_call(row, desk, language)) for row in found)
    return notice("waiting", choose(texts.CALLS, language), *calls)


def _name(row: TerminalRow) -> str:
    return f"{row.name} ({row.id})"


def _call(row: TerminalRow, desk: Desk, language: str) -> tuple[Markup, Markup]:
    answered = tag("p", choose(texts.SOMEBODY_GOES, language), class_="hint")
    going = tag(
        "form",
        hidden(form_token=desk.form_token),
        tag("button", choose(texts.GOING_TO, language).format(terminal=row.name)),
        method="post",
        action=f"/desk/calls/{row.id}",
    )
    called = tag("p", choose(texts.CALLED_AT, language).format(moment=moment(row.called_at)))
    return called, answered if row.call_answered_at is not None else going
