"""One bill: how much, to whom, until when; pay at the gateway or by transfer; the State's word decides."""

import asyncio

import flet as ft

from api_client.models import VietQr
from app.i18n import Formats, Translator
from app.payments.codes import qr_matrix, qr_png
from forms.words import amount_in_words
from views.design import (
    Body,
    Button,
    Fact,
    Facts,
    Figure,
    IconButton,
    Link,
    Muted,
    Notice,
    QrImage,
    Row,
    Screen,
    Section,
    Skeleton,
    Small,
    StatusPill,
)
from views.payments.screen_model import BillModel
from views.payments.state import NoBill, Paying, may_pay
from views.payments.words import money_pill, problem_words, refused_words, settled_words
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import to
from views.shared.services import Services
from views.tracking.refreshing import keep_refreshing, trouble_words
from views.tracking.words import updated_words

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
            return _bill(state, model, services)


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


def _bill(state: Paying, model: BillModel, services: Services) -> ft.View:
    t, formats = use_text(), use_formats()
    bill = state.bill
    return Screen(
        t.text(bill.title),
        [
            _amount(state, t, formats),
            *_news(state, t, formats),
            *_order(state, services, t=t, formats=formats),
            *_about(state, t, formats),
            *_afterwards(state, model, services, t),
            Row([Link(t("See the application"), to(f"/dossiers/{state.dossier.id}"))], wrap=True),
            *([Small(updated_words(state.checked_at, services.clock(), t, formats))] if state.checked_at else []),
        ],
        header=t("Payment"),
        back="/pay",
        footer=_ways(state, model, services, t),
        active="pay",
        show_title=False,
    )


def _amount(state: Paying, t: Translator, formats: Formats) -> ft.Control:
    bill = state.bill
    words = amount_in_words(bill.amount_vnd, t.language)
    kind, pill = money_pill(state.money, t)
    title, about = (
        Muted(t.text(bill.title)),
        Small(t("{words} · application {code}", words=words, code=state.dossier.code)),
    )
    title.text_align = about.text_align = ft.TextAlign.CENTER
    lines = [
        ft.Semantics(heading_level=1, content=title),
        Figure(formats.money(bill.amount_vnd)),
        about,
        StatusPill(kind, pill, key="money-state"),
    ]
    return ft.Column(lines, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.CENTER)


def _news(state: Paying, t: Translator, formats: Formats) -> list[ft.Control]:
    news: list[ft.Control] = []
    if state.problem is not None:
        title, words = problem_words(state, t)
        news.append(Notice("error", title, words, announced=True, key="pay-problem"))
    match state.money:
        case "checking":
            title = t("Checking with the bank. Do not pay again.")
            words = t(
                "Any double payment will show as “refund due”. This page changes by itself once the State confirms."
            )
            news.append(Notice("waiting", title, words, announced=True, key="checking"))
        case "refused" if state.problem is None:
            title, words = refused_words(state.payment.reason if state.payment is not None else None, t)
            news.append(Notice("error", title, words, announced=True, key="refused"))
        case "paid" | "refund_due" | "cancelled":
            news.append(_settled(state, t, formats))
        case _:
            pass
    return news


def _settled(state: Paying, t: Translator, formats: Formats) -> ft.Control:
    title, words = settled_words(state.bill, t, formats)
    receipt = state.bill.receipt
    button = None
    if receipt is not None:
        route = f"/dossiers/{state.dossier.id}/documents/{receipt.id}"
        button = Button(t("Open the receipt"), to(route), icon=ft.Icons.RECEIPT_LONG_OUTLINED, key="open-receipt")
    kind = "done" if state.money == "paid" else "waiting" if state.money == "refund_due" else "plain"
    return Notice(kind, title, words, button, announced=True, key="settled")  # type: ignore[arg-type] # one of its literals


def _order(state: Paying, services: Services, *, t: Translator, formats: Formats) -> list[ft.Control]:
    order = state.payment.vietqr if state.payment is not None else None
    if state.money != "transfer" or order is None:
        return []
    return [
        Section(t("Transfer with your banking app")),
        *_code(order, services, t, formats),
        Facts(_order_facts(order, services, t=t, formats=formats), key="transfer-order"),
        Notice("waiting", "", t("Pay only if your banking app shows exactly this payee's name.")),
        Body(t("This page checks by itself and changes once the State confirms. You need not press anything.")),
    ]


def _code(order: VietQr, services: Services, t: Translator, formats: Formats) -> list[ft.Control]:
    try:
        matrix = qr_matrix(order.payload)
    except ValueError:
        return []

    async def save() -> None:
        await services.device.save_file(f"VietQR-{order.content.replace(' ', '-')}.png", qr_png(order.payload))

    async def copy() -> None:
        await services.device.copy(order.payload)

    label = t("VietQR code: {amount} to {payee}", amount=formats.money(order.amount_vnd), payee=order.payee)
    image = ft.Row([QrImage(matrix, label=label, size=264)], alignment=ft.MainAxisAlignment.CENTER)
    if services.is_kiosk:  # a terminal used by many keeps no pictures; one's own phone reads the code
        return [image]
    return [
        image,
        Small(t("On the phone you hold: save the picture, open it from your banking app; or copy the lines below.")),
        Row(
            [
                Button(t("Save the QR picture"), save, kind="secondary", icon=ft.Icons.QR_CODE_2, key="save-qr"),
                Link(t("Copy the text of the QR code"), copy, key="copy-payload"),
            ],
            wrap=True,
        ),
    ]


def _order_facts(order: VietQr, services: Services, *, t: Translator, formats: Formats) -> list[Fact]:
    def copied(what: str, text: str, key: str) -> ft.Control:
        async def copy() -> None:
            await services.device.copy(text)

        return IconButton(ft.Icons.COPY_OUTLINED, what, copy, key=key)

    facts = [
        Fact(t("Payee"), order.payee),
        Fact(
            t("Bank · account"),
            f"{order.bank_name} · {grouped(order.account)}",
            action=copied(t("Copy the account"), order.account, "copy-account"),
        ),
        Fact(
            t("Amount"),
            formats.money(order.amount_vnd),
            action=copied(t("Copy the amount"), str(order.amount_vnd), "copy-amount"),
        ),
        Fact(t("Content"), order.content, action=copied(t("Copy the content"), order.content, "copy-content")),
    ]
    if order.expires_at is not None:
        facts.append(Fact(t("Valid until"), formats.date_time(order.expires_at)))
    return facts


def grouped(account: str) -> str:
    """Return an account number in groups of four, to be compared by eye."""
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4))


def _about(state: Paying, t: Translator, formats: Formats) -> list[ft.Control]:
    if state.money == "transfer":
        return []
    bill = state.bill
    facts = [Fact(t("Payee"), t.text(bill.payee)), Fact(t("Reference"), bill.reference)]
    if bill.expires_at is not None and may_pay(state.money):
        facts.append(Fact(t("Pay until"), formats.date_time(bill.expires_at)))
    return [Facts(facts)]


def _afterwards(state: Paying, model: BillModel, services: Services, t: Translator) -> list[ft.Control]:
    """While it is being checked: the gateway's page again, which goes on with the same payment."""
    payment = state.payment
    if state.money != "checking" or payment is None or payment.redirect_url is None or payment.state == "confirmed":
        return []

    async def again() -> None:
        await _open_gateway(model, services, state.bill.id)

    words = t("Closed the gateway's page before paying? Open it again: it is the same payment.")
    return [Small(words), Row([Link(t("Open the gateway's page again"), again, key="gateway-again")], wrap=True)]


def _ways(state: Paying, model: BillModel, services: Services, t: Translator) -> list[ft.Control]:
    async def at_gateway() -> None:
        await _open_gateway(model, services, state.bill.id)

    gateway = Button(
        t("Bank, card or wallet"),
        at_gateway,
        kind="primary" if may_pay(state.money) else "quiet",
        icon=ft.Icons.ACCOUNT_BALANCE_OUTLINED,
        busy=state.starting == "gateway",
        key="pay-gateway",
    )
    if state.money == "transfer":
        return [gateway]
    if not may_pay(state.money):
        return []
    transfer = Button(
        t("Transfer with VietQR"),
        model.pay_by_transfer,
        kind="secondary",
        icon=ft.Icons.QR_CODE_2,
        busy=state.starting == "vietqr",
        key="pay-vietqr",
    )
    warning = Small(t("We never ask for your VNeID password or bank OTP."))
    return [gateway, transfer, warning]


async def _open_gateway(model: BillModel, services: Services, bill_id: str) -> None:
    url = await model.pay_at_gateway(page_of_bill(services.return_url, bill_id))
    if url is not None:
        await services.device.open_url(url)


def page_of_bill(return_url: str, bill_id: str) -> str:
    """Return the address of the bill's page in this app, to which the gateway's last page links back."""
    return f"{return_url.removesuffix('/callback')}/pay/{bill_id}"
