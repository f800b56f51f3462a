"""One's own bill: how much, to whom, until when; pay at the gateway or by transfer; the State's word decides."""

import asyncio

import flet as ft

from app.i18n import Translator
from views.design import Button, Link, Notice, Row, Screen, Skeleton
from views.payments.bill_view import BillAround, bill_view, page_of_bill
from views.payments.screen_model import BillModel
from views.payments.state import NoBill, Paying
from views.shared.boundary import keyed, page
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import to
from views.shared.services import Services
from views.tracking.refreshing import keep_refreshing, trouble_words

CHECK_SECONDS = 4.0
"""How often the portal is asked while a payment may be under way."""


@page
def BillPage(bill_id: str) -> ft.View:
    """The bill that the address names; each address is a screen of its own."""
    return keyed(bill_id, BillScreen, bill_id)


@page
def BillScreen(bill_id: str) -> ft.View:
    """One bill."""
    services, t = use_services(), use_text()
    model, _ = use_value(
        use_once(
            lambda: BillModel(
                bill_id,
                tracking=services.tracking,
                payments=services.payments,
                identity=services.identity,
                clock=services.clock,
            )
        )
    )

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep, CHECK_SECONDS)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_task(follow)
    match model.state:
        case NoBill() as state:
            return _no_bill(state, t)
        case Paying() as state:
            return bill_view(state, model, services, _around(state, services, t))


def _no_bill(state: NoBill, t: Translator) -> ft.View:
    body: list[ft.Control]
    if not state.signed_in:
        body = [Notice("info", "", t("Sign in to see your bills."), Link(t("Sign in"), to("/sign-in?return=/pay")))]
    elif state.looking:
        body = [Skeleton(lines=4, cards=1, label=t("Looking for the bill"))]
    elif state.trouble is not None:
        body = [Notice("waiting", "", trouble_words(state.trouble, t))]
    else:
        body = [
            Notice("info", t("Not found"), t("There is no such bill among yours."), Link(t("See my bills"), to("/pay")))
        ]
    return Screen(t("Payment"), body, back="/pay", active="pay")


def _around(state: Paying, services: Services, t: Translator) -> BillAround:
    bill, dossier = state.bill, state.dossier
    receipt = []
    if bill.receipt is not None:
        route = f"/dossiers/{dossier.id}/documents/{bill.receipt.id}"
        receipt = [Button(t("Open the receipt"), to(route), icon=ft.Icons.RECEIPT_LONG_OUTLINED, key="open-receipt")]
    return BillAround(
        back="/pay",
        return_url=page_of_bill(services.return_url, bill.id),
        receipt=receipt,
        below=[Row([Link(t("See the application"), to(f"/dossiers/{dossier.id}"))], wrap=True)],
    )
