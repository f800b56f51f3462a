"""What the page of a bill shows, whoever pays it: amount, ways to pay, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from api_client.models import VietQr
from app.i18n import Formats, Translator
from app.payments.codes import find_qr_matrix, qr_png
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
    Row,
    Screen,
    Section,
    Small,
    StatusPill,
    scanned_beside,
)
from views.payments.screen_model import BillModel
from views.payments.state import Paying, may_pay
from views.payments.words import money_pill, problem_words, refused_words, settled_words
from views.shared.context import Surroundings, use_surroundings
from views.shared.services import Services
from views.tracking.refreshing import trouble_words
from views.tracking.words import updated_words


@dataclass(frozen=True, slots=True)
class BillAround:
    """What differs with who pays."""

    back: str
    """Route of the back arrow."""
    return_url: str
    """Where the gateway's last page links back to."""
    receipt: Sequence[ft.Control] = ()
    """Ways to the receipt, once there is one."""
    below: Sequence[ft.Control] = ()


def bill_view(state: Paying, model: BillModel, services: Services, around: BillAround) -> ft.View:
    """Return the page of a bill."""
    window = use_surroundings()
    t, formats = window.text, window.formats
    bill = state.bill
    return Screen(
        t.text(bill.title),
        [
            _amount(state, t, formats),
            *_news(state, services, around, t=t, formats=formats),
            *_order(state, services, window),
            *_afterwards(state, model, services, around=around, window=window),
            *_about(state, t, formats),
            *around.below,
            *([Small(updated_words(state.checked_at, services.clock(), t, formats))] if state.checked_at else []),
        ],
        header=t("Payment"),
        back=around.back,
        footer=_ways(state, model, services, around, t),
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


def _news(
    state: Paying, services: Services, around: BillAround, *, t: Translator, formats: Formats
) -> list[ft.Control]:
    news: list[ft.Control] = []
    if state.problem is not None:
        title, words = problem_words(state, t)
        news.append(Notice("error", title, words, announced=True, key="pay-problem"))
    elif state.trouble is not None:
        news.append(Notice("waiting", "", trouble_words(state.trouble, t), announced=True, key="not-asked"))
    match state.money:
        case "checking" if not _is_on_the_way_to_a_phone(state, services):
            title = t("Checking with the bank. Do not pay again.")
            words = t(
                "Any double payment will show as “refund due”. This page changes by itself once the State confirms."
            )
            news.append(Notice("waiting", title, words, announced=True, key="checking"))
        case "refused" if state.problem is None:
            title, words = refused_words(state.payment.reason if state.payment is not None else None, t)
            news.append(Notice("error", title, words, announced=True, key="refused"))
        case "paid" | "refund_due" | "cancelled":
            news += _settled(state, around, t, formats)
        case "not_started" if state.bill.is_being_paid:
            title = t("Somebody began to pay this a short while ago.")
            words = t("If that was finished, do not pay again: any double payment shows as “refund due”.")
            news.append(Notice("waiting", title, words, key="being-paid"))
        case _:
            pass
    return news


def _settled(state: Paying, around: BillAround, t: Translator, formats: Formats) -> list[ft.Control]:
    title, words = settled_words(state.bill, t, formats)
    kind = "done" if state.money == "paid" else "waiting" if state.money == "refund_due" else "plain"
    said = Notice(kind, title, words, announced=True, key="settled")  # type: ignore[arg-type] # one of its literals
    return [said, *(around.receipt if state.bill.receipt is not None else ())]


def _order(state: Paying, services: Services, window: Surroundings) -> list[ft.Control]:
    order = state.payment.vietqr if state.payment is not None else None
    if state.money != "transfer" or order is None:
        return []
    t, formats = window.text, window.formats
    is_scanned = services.is_kiosk or window.layout != "phone"  # nobody scans the screen of the phone in their hand
    words: list[ft.Control] = [
        Facts(_order_facts(order, services, t=t, formats=formats), key="transfer-order"),
        Notice("waiting", "", t("Pay only if your banking app shows exactly this payee's name.")),
    ]
    matrix = find_qr_matrix(order.payload)
    if matrix is not None:
        label = t("VietQR code: {amount} to {payee}", amount=formats.money(order.amount_vnd), payee=order.payee)
        keep = [] if services.is_kiosk or window.layout == "desktop" else _keep_code(order, services, t)
        words = [scanned_beside(matrix, label, [*keep, *words], window)]
    return [
        Section(t("Scan the code with your banking app") if is_scanned else t("Transfer with your banking app")),
        *words,
        Body(t("This page checks by itself and changes once the State confirms. You need not press anything.")),
    ]


def _keep_code(order: VietQr, services: Services, t: Translator) -> list[ft.Control]:
    """Return how to take the code along on the phone that shows it."""

    async def save() -> None:
        await services.device.save_file(f"VietQR-{order.content.replace(' ', '-')}.png", qr_png(order.payload))

    async def copy() -> None:
        await services.device.copy(order.payload)

    return [
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
    def copied(what: str, text: str, key: str) -> ft.Control | None:
        if services.is_kiosk:  # nothing there takes it, and the next citizen's session must not either
            return None

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


def _is_on_the_way_to_a_phone(state: Paying, services: Services) -> bool:
    """Whether a terminal shows the gateway's page as a code, and nobody has opened it yet."""
    return services.is_kiosk and state.payment is not None and state.payment.state == "not_started"


def _afterwards(
    state: Paying, model: BillModel, services: Services, *, around: BillAround, window: Surroundings
) -> list[ft.Control]:
    """While it is being checked: the gateway's page again, which goes on with the same payment."""
    payment = state.payment
    if state.money != "checking" or payment is None or payment.redirect_url is None or payment.state == "confirmed":
        return []
    t = window.text
    words = t("Closed the gateway's page before paying? Open it again: it is the same payment.")
    if services.is_kiosk:
        is_opened = not _is_on_the_way_to_a_phone(state, services)
        return [*([Small(words)] if is_opened else []), *_on_the_phone(payment.redirect_url, window)]

    async def again() -> None:
        await _open_gateway(model, services, around)

    return [Small(words), Row([Link(t("Open the gateway's page again"), again, key="gateway-again")], wrap=True)]


def _on_the_phone(url: str, window: Surroundings) -> list[ft.Control]:
    """Return the gateway's page as a code: a terminal opens no other page, and a card is nothing for its screen."""
    matrix, t = find_qr_matrix(url), window.text
    if matrix is None:
        return [Notice("error", t("This way does not work here."), t("Transfer with VietQR, or pay at the counter."))]
    words: list[ft.Control] = [
        Body(t("Point your phone's camera at the code: the gateway's page opens there.")),
        Body(t("This page checks by itself and changes once the State confirms. You need not press anything.")),
    ]
    return [
        Section(t("Pay on your phone")),
        scanned_beside(matrix, t("Code of the gateway's page"), words, window),
    ]


def _ways(state: Paying, model: BillModel, services: Services, around: BillAround, t: Translator) -> list[ft.Control]:
    async def at_gateway() -> None:
        await _open_gateway(model, services, around)

    by_transfer = services.is_kiosk  # there its code is read off the screen, and no other page is opened
    is_first = may_pay(state.money)
    may_change = state.money == "checking" and _is_on_the_way_to_a_phone(state, services)
    gateway = Button(
        t("Bank, card or wallet"),
        at_gateway,
        kind=("secondary" if by_transfer else "primary") if is_first else "quiet",
        icon=ft.Icons.ACCOUNT_BALANCE_OUTLINED,
        busy=state.starting == "gateway",
        key="pay-gateway",
    )
    if state.money == "transfer":
        return [gateway]
    if not is_first and not may_change:
        return []
    transfer = Button(
        t("Transfer with VietQR"),
        model.pay_by_transfer,
        kind="quiet" if may_change else "primary" if by_transfer else "secondary",
        icon=ft.Icons.QR_CODE_2,
        busy=state.starting == "vietqr",
        key="pay-vietqr",
    )
    if may_change:
        return [transfer]
    warning = Small(t("We never ask for your VNeID password or bank OTP."))
    return [*((transfer, gateway) if by_transfer else (gateway, transfer)), warning]


async def _open_gateway(model: BillModel, services: Services, around: BillAround) -> None:
    url = await model.pay_at_gateway(None if services.is_kiosk else around.return_url)
    if url is not None and not services.is_kiosk:
        await services.device.open_url(url)


def page_of_bill(return_url: str, bill_id: str) -> str:
    """Return the address of the bill's page in this app, to which the gateway's last page links back."""
    return f"{return_url.removesuffix('/callback')}/pay/{bill_id}"
