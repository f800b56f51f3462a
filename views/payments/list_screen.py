"""The bills of this person: what is to be paid, then what was paid."""

import asyncio
from collections.abc import Sequence

import flet as ft

from app.i18n import Formats, Translator
from views.design import ClickableCard, Link, Notice, Row, Screen, Section, Small, Stack, StatusPill, Strong
from views.payments.screen_model import BillsModel
from views.payments.state import BillRow, BillsState, money_state
from views.payments.words import money_pill
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import to
from views.shared.services import Services
from views.tracking.refreshing import keep_refreshing, trouble_words
from views.tracking.words import dossier_title


@page
def PayPage() -> ft.View:
    """Every bill of this person."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(use_once(lambda: BillsModel(tracking=services.tracking, identity=services.identity)))

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_subscription(lambda: services.identity.subscribe(model.load))
    use_task(follow)
    state = model.state
    return Screen(
        t("Payments"),
        [
            *_news(state, t),
            *_rows(t("To pay"), state.to_pay, services, t=t, formats=formats),
            *_rows(t("Paid and settled"), state.settled, services, t=t, formats=formats),
            Small(t("No account, or somebody else's bill? The two codes of the confirmation are enough.")),
            Row([Link(t("Pay with the two codes"), to("/lookup?for=pay"), key="pay-with-codes")], wrap=True),
        ],
        active="pay",
    )


def _news(state: BillsState, t: Translator) -> list[ft.Control]:
    if not state.signed_in:
        return [Notice("info", "", t("Sign in to see your bills."), Link(t("Sign in"), to("/sign-in?return=/pay")))]
    news: list[ft.Control] = []
    if state.trouble is not None:
        news.append(Notice("waiting", "", trouble_words(state.trouble, t)))
    if not state.to_pay:
        words = t("A bill appears here when an office asks for a fee. Most services on this app are free.")
        news.append(Notice("done", t("No bill to pay"), words))
    return news


def _rows(
    title: str, rows: Sequence[BillRow], services: Services, *, t: Translator, formats: Formats
) -> list[ft.Control]:
    if not rows:
        return []
    return [Section(title), Stack([_tile(row, services, t=t, formats=formats) for row in rows], spacing=12)]


def _tile(row: BillRow, services: Services, *, t: Translator, formats: Formats) -> ft.Control:
    bill = row.bill
    attempt = services.payments.find_attempt(bill.id)
    kind, words = money_pill(money_state(bill, attempt.payment if attempt is not None else None), t)
    lines: list[ft.Control] = [
        StatusPill(kind, words),
        Strong(f"{t.text(bill.title)} · {formats.money(bill.amount_vnd)}"),
        Small(f"{dossier_title(row.dossier, t)} · {row.dossier.code}"),
    ]
    if bill.paid_at is not None:
        lines.append(Small(t("Confirmed at {when}.", when=formats.date_time(bill.paid_at))))
    elif bill.expires_at is not None:
        lines.append(Small(t("Pay until {when}", when=formats.date_time(bill.expires_at)), strong=True))
    return ClickableCard(lines, to(f"/pay/{bill.id}"), key=f"bill-{bill.id}")
