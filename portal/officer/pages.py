"""The desk's pages: sign-in, queue, money, and what every page of it has.

Forms work without scripts; every control has a name of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal.clock import HANOI
from portal.dossiers.matters import Matter
from portal.officer import texts
from portal.officer.reading import MoneyLine, in_language
from portal.officer.sessions import Desk
from portal.pages.frame import Page, choose, facts, hidden
from portal.pages.markup import Markup, join, tag
from portal.payments.pages import money

ACTIVE = (1, 7, 2, 4, 5)
"""Statuses with a tile of their own, most pressing first; all others stand under "finished"."""

ENDED = (3, 6, 8, 9, 10)
ENDED_TILE: texts.Text = {"vi": "Đã kết thúc", "en": "Finished"}


def moment(at: datetime | None) -> str:
    """Return "16:30, 09/11/2026" in Hà Nội time, or "" for None."""
    return f"{at.astimezone(HANOI):%H:%M, %d/%m/%Y}" if at is not None else ""


def sign_in_page(language: str) -> Page:
    """Return the desk's door."""
    body = join(
        tag("p", choose(texts.SIGN_IN_WHY, language)),
        tag(
            "form",
            tag("button", choose(texts.SIGN_IN, language)),
            method="post",
            action="/desk/sign-in",
        ),
    )
    return Page(choose(texts.SIGN_IN_TITLE, language), language, body, header=desk_bar(language))


def stopped_page(title: texts.Text, explanation: texts.Text, *, language: str, desk: Desk | None = None) -> Page:
    """Return a page that says why nothing happened, with the way back to the desk."""
    body = join(
        tag("p", choose(explanation, language), role="alert"),
        tag("p", tag("a", choose(texts.DESK, language), href="/desk", class_="button secondary")),
    )
    return Page(choose(title, language), language, body, header=desk_bar(language, desk))


def queue_page(
    found: Sequence[Matter],
    counts: Mapping[int, int],
    calls: Markup | None,
    *,
    shown: str,
    desk: Desk,
    language: str,
    now: datetime,
) -> Page:
    """Return who calls, then the office's dossiers and parts of one tile, the one that waits longest first."""
    entries = [tag("li", _entry(matter, language, now)) for matter in found]
    body = join(
        calls,
        _tiles(counts, shown, language),
        tag("ul", *entries, class_="dossiers") if entries else tag("p", choose(texts.EMPTY, language)),
    )
    return Page(choose(texts.QUEUE, language), language, body, header=desk_bar(language, desk))


def money_page(lines: Sequence[MoneyLine], *, desk: Desk, language: str) -> Page:
    """Return what is refund due or unmatched."""
    entries = [
        tag(
            "li",
            facts(
                (choose(texts.CODE, language), line.reference or "–"),
                (choose(texts.STATUS, language), choose(texts.OUTCOMES.get(line.outcome, {}), language)),
                (choose(texts.AMOUNT, language), money(line.amount_vnd, language)),
                (choose(texts.REFUND_DUE, language), money(line.refund_due_vnd, language)),
                (choose(texts.WHAT_FOR, language), line.content),
            ),
            class_="card",
        )
        for line in lines
    ]
    body = tag("ul", *entries, class_="dossiers") if entries else tag("p", choose(texts.NO_MONEY, language))
    return Page(choose(texts.MONEY, language), language, body, header=desk_bar(language, desk, path="/desk/money"))


def desk_bar(language: str, desk: Desk | None = None, *, path: str = "/desk") -> Markup:
    """Return the head of every page of the desk."""
    other = "en" if language == "vi" else "vi"
    signed_in = [
        tag("a", choose(texts.CALLS, language), href="/desk/calls"),
        tag("a", choose(texts.MONEY, language), href="/desk/money"),
        tag("span", desk.officer.name),
        tag(
            "form",
            hidden(form_token=desk.form_token),
            tag("button", choose(texts.SIGN_OUT, language), class_="quiet"),
            method="post",
            action="/desk/sign-out",
        ),
    ] if desk is not None else []  # fmt: skip
    return tag(
        "header",
        tag("a", choose(texts.DESK, language), href="/desk", class_="brand"),
        *signed_in,
        tag("a", choose(texts.OTHER_LANGUAGE, language), href=f"{path}?lang={other}", lang=other, hreflang=other),
        class_="bar",
    )


def _tiles(counts: Mapping[int, int], shown: str, language: str) -> Markup:
    def tile(value: str, label: texts.Text, count: int) -> Markup:
        current = "page" if value == shown else None
        link = tag("a", choose(label, language), tag("strong", count), href=f"/desk?show={value}", aria_current=current)
        return tag("li", link)

    ended = sum(counts.get(status, 0) for status in ENDED)
    tiles = [tile(str(status), texts.STATUSES[status], counts.get(status, 0)) for status in ACTIVE]
    return tag("nav", tag("ul", *tiles, tile("ended", ENDED_TILE, ended), class_="tiles"), aria_label="Menu")


def _entry(matter: Matter, language: str, now: datetime) -> Markup:
    row = matter.dossier
    link = tag("a", choose(texts.OPEN, language).format(code=matter.code), href=f"/desk/dossiers/{matter.id}")
    linked = None if matter.part is None else tag("p", in_language(row.procedure_name, language), class_="hint")
    return tag(
        "article",
        tag("h2", in_language(matter.name, language), " – ", row.subject_name),
        linked,
        tag("p", status_pill(matter, language), " ", due_pill(matter, language, now)),
        tag("p", f"{choose(texts.SUBMITTED, language)} {moment(row.submitted_at)}", class_="hint"),
        tag("p", link),
        class_="card",
    )


def status_pill(matter: Matter, language: str) -> Markup:
    """Return how a dossier or a part of one stands."""
    status = matter.standing.status
    return tag("span", choose(texts.STATUSES[status], language), class_=f"pill {texts.PILLS.get(status, '')}".strip())


def due_pill(matter: Matter, language: str, now: datetime) -> Markup | None:
    """Return that a result is overdue, None where it is not."""
    standing = matter.standing
    if standing.due_at is None or standing.finished_at is not None or standing.due_at > now:
        return None
    return tag("span", choose(texts.OVERDUE, language), class_="pill needs")
