"""A bill that both codes of a confirmation opened: anybody may pay it, and gets a receipt without a name."""

import asyncio
from functools import partial

import flet as ft

from app.payments.codes import find_qr_matrix
from app.seals.model import SealState
from app.tracking.looked_up import LookedUp
from views.design import Button, Fact, Facts, Link, Notice, QrImage, Row, Screen, Section
from views.payments.bill_screen import CHECK_SECONDS
from views.payments.bill_view import BillAround, bill_view
from views.payments.screen_model import BillModel
from views.payments.state import NoBill, Paying
from views.printing.showing import Showing, printing_news, use_showing
from views.printing.slips import payers_receipt
from views.shared.boundary import keyed, page
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.navigation import to
from views.tracking.refreshing import keep_refreshing


@page
def BillByCodesPage(bill_id: str) -> ft.View:
    """The bill that the address names, of the dossier that was looked up last."""
    looked_up, t = use_services().tracking.looked_up, use_text()
    if looked_up is not None and any(bill.id == bill_id for bill in looked_up.dossier.bills):
        return keyed(bill_id, BillByCodes, bill_id, looked_up)
    words = t("Enter both codes of the confirmation again: they are kept nowhere.")
    again = Link(t("Enter the codes"), to("/lookup?for=pay"), key="codes-again")
    return Screen(t("Payment"), [Notice("info", "", words, again)], back="/", active="pay")


@page
def BillByCodes(bill_id: str, looked_up: LookedUp) -> ft.View:
    """One bill, watched as long as it is shown."""
    services, t, showing = use_services(), use_text(), use_showing()

    def open_bill() -> BillModel:
        payments = services.payments.by_codes(looked_up.codes)
        return BillModel(bill_id, tracking=looked_up, payments=payments, identity=None, clock=services.clock)

    model, _ = use_value(use_once(open_bill))

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep, CHECK_SECONDS)

    use_task(follow)
    match model.state:
        case NoBill():
            return Screen(t("Payment"), [Notice("info", t("Not found"), "")], back="/lookup?for=pay", active="pay")
        case Paying() as state:
            around = BillAround(
                back="/lookup?for=pay",
                return_url=f"{services.return_url.removesuffix('/callback')}/lookup/bills/{bill_id}",
                receipt=_receipt(state, showing),
            )
            return bill_view(state, model, services, around)


def _receipt(state: Paying, showing: Showing) -> list[ft.Control]:
    services, t = use_services(), use_text()
    document = state.bill.receipt
    if document is None or document.statement is None:
        return []
    statement = document.statement

    async def show() -> None:
        verdict = await services.seals.check_online(statement)
        is_official = verdict.state is SealState.GENUINE and not verdict.sample
        draw = partial(
            payers_receipt, state.dossier, state.bill, t, t.formats, is_official=is_official, on_roll=showing.on_roll
        )
        await showing.show(f"{document.number}.pdf", await asyncio.to_thread(draw))

    label = t("Print the receipt") if showing.prints else t("Open the receipt")
    button = Button(label, show, icon=ft.Icons.RECEIPT_LONG_OUTLINED, key="open-receipt")
    shown: list[ft.Control] = [Section(t.text(document.title)), Facts([Fact(t("Number"), document.number)])]
    if showing.is_possible:
        shown.append(Row([button], wrap=True))
    matrix = find_qr_matrix(statement)
    if matrix is not None and services.is_kiosk:
        code = QrImage(matrix, label=t("Signed code of {number}", number=document.number), size=260)
        shown.append(ft.Row([code], alignment=ft.MainAxisAlignment.CENTER))
    return [*shown, *printing_news(showing.printed, t)]
