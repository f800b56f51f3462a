"""How far an application is and what it costs, for whoever holds both codes; nothing about the person."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlparse

import flet as ft

from api_client.models import Bill, Dossier
from app.i18n import Formats, Translator
from views.design import (
    Body,
    Button,
    ClickableCard,
    Fact,
    Facts,
    Notice,
    Row,
    Screen,
    Section,
    Small,
    Stack,
    StatusPill,
    Strong,
    TextInput,
    Timeline,
)
from views.payments.state import money_state
from views.payments.words import money_pill
from views.scanning.code_scan import CodeScan
from views.shared.boundary import keyed, page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_once, use_value
from views.shared.navigation import go, to
from views.tracking.cards import dossier_pills
from views.tracking.dossier_screen import sources_of
from views.tracking.lookup_model import Asking, LookupModel
from views.tracking.refreshing import Trouble
from views.tracking.state import Following
from views.tracking.status import open_requests
from views.tracking.way import way_items
from views.tracking.words import dossier_title, next_words, result_words


@page
def LookupPage() -> ft.View:
    """Two codes in, then the way of the application and its bills; who came to pay is led to the only bill."""
    around = use_surroundings()
    asked = use_once(lambda: parse_qs(urlparse(ft.context.page.route).query))
    model, _ = use_value(use_once(lambda: LookupModel(sources_of(around.services), code=asked.get("code", [""])[0])))
    to_pay = asked.get("for") == ["pay"]

    async def look() -> None:
        await model.look()
        bills = open_bills(model.state.dossier) if isinstance(model.state, Following) else []
        if to_pay and len(bills) == 1:
            go(bill_route(bills[0]))

    match model.state:
        case Asking() as state:
            return _asking(state, model, look, around, to_pay=to_pay)
        case Following() as state:
            return _found(state, model, around, to_pay=to_pay)


def open_bills(dossier: Dossier) -> list[Bill]:
    """Return what is to be paid now."""
    return [bill for bill in dossier.bills if bill.state == "open"]


def bill_route(bill: Bill) -> str:
    """Return the address of a bill of the dossier that was looked up last."""
    return f"/lookup/bills/{bill.id}"


def _asking(
    state: Asking, model: LookupModel, look: Callable[[], Awaitable[None]], around: Surroundings, *, to_pay: bool
) -> ft.View:
    t = around.text
    first = t("Write the code of the application.") if state.problem == "missing" and not state.code.strip() else ""
    second = t("Write the lookup code.") if state.problem == "missing" and not state.lookup_code.strip() else ""
    notice = _why_not(state, t)
    fields: list[ft.Control] = [
        TextInput(
            t("Code of the application"),
            state.code,
            model.write_code,
            hint=t("On the confirmation, for example {code}", code="X00.01.02.26-261122-00007"),
            error=first,
            focus=state.code_misses,
            keyboard="code",
            revision=state.scans,
            field_key="code",
        ),
        keyed("scan", CodeScan, model.scanned, t("The code of the application was read. Now write the lookup code.")),
        TextInput(
            t("Lookup code"),
            state.lookup_code,
            model.write_lookup_code,
            hint=t("Just below the code of the application"),
            error=second,
            focus=state.lookup_code_misses,
            keyboard="code",
            on_submit=look,
            field_key="lookup-code",
        ),
    ]
    about = t("Both codes stand on the confirmation that you got when you filed. No sign-in is needed.")
    label = t("See what is to be paid") if to_pay else t("Look it up")
    return Screen(
        t("Pay fees and bills") if to_pay else t("Track an application"),
        [Body(about), *notice, Stack(fields)],
        back="/",
        header=t("Payment") if to_pay else t("Application"),
        footer=[Button(label, look, busy=state.is_looking, key="look", full=True)],
        navigation=False,
        form=True,
        active="pay" if to_pay else "applications",
    )


def _why_not(state: Asking, t: Translator) -> list[ft.Control]:
    if state.problem == "unknown":
        title = t("No application has these two codes")
        return [Notice("error", title, t("Compare both with the confirmation, sign by sign."), announced=True)]
    if state.problem == "too_many":
        title = t("Too many tries with this code")
        return [Notice("waiting", title, t("Wait a quarter of an hour, or ask staff."), announced=True)]
    match state.trouble:
        case None:
            return []
        case Trouble.NO_NETWORK:
            words = t("There is no connection to the portal now. Try again, or ask staff.")
        case Trouble.UPDATE:
            words = t("This app is too old for the portal.")
        case _:
            words = t("The portal cannot answer right now. Try again in a while.")
    return [Notice("error", t("It could not be looked up"), words, announced=True)]


def _bills(dossier: Dossier, t: Translator, formats: Formats) -> list[ft.Control]:
    """Return the bills, what is to be paid first; anybody may pay."""
    bills = [bill for bill in dossier.bills if bill.state != "cancelled"]
    if not bills:
        return []
    tiles = []
    for bill in sorted(bills, key=lambda bill: bill.state != "open"):
        kind, words = money_pill(money_state(bill, None), t)
        lines = [StatusPill(kind, words), Strong(f"{t.text(bill.title)} · {formats.money(bill.amount_vnd)}")]
        tiles.append(ClickableCard(lines, to(bill_route(bill)), key=f"bill-{bill.id}"))
    return [Section(t("Fees and bills")), Stack(tiles, spacing=12)]


def _found(state: Following, model: LookupModel, around: Surroundings, *, to_pay: bool) -> ft.View:
    t, formats, dossier = around.text, around.formats, state.dossier
    when, stands = result_words(dossier, state.due, t, formats)
    body: list[ft.Control] = [
        Strong(next_words(dossier, t)),
        *([Body(f"{when} · {stands}" if stands and state.due is not None else when)] if when else []),
    ]
    if to_pay and not open_bills(dossier):
        body.insert(0, Notice("done", t("No bill to pay"), t("Nothing is to be paid for this application now.")))
    body += _bills(dossier, t, formats)
    if any(request.kind != "payment" for request in open_requests(dossier)):
        answer = Row([Button(t("Sign in to answer"), to("/sign-in?return=/applications"), key="answer")], wrap=True)
        body.append(
            Notice("needs_you", t("The office asks you for something"), t("What it is, you see signed in."), answer)
        )
    facts = [
        Fact(t("Application code"), dossier.code),
        Fact(t("Office"), t.text(dossier.office.name), note=t.text(dossier.office.address)),
        Fact(t("Submitted"), formats.date_time(dossier.submitted_at)),
    ]
    body += [Facts(facts), Section(t("Progress")), Timeline(way_items(state, t=t, formats=formats))]
    body.append(Small(t("Names and answers are not shown here. Whoever holds both codes sees the same.")))
    again = Button(t("Look up another one"), model.begin_anew, kind="secondary", key="another", full=True)
    return Screen(
        dossier_title(dossier, t),
        body,
        header=t("Application"),
        back="/",
        above=dossier_pills(dossier, t),
        footer=[again],
        navigation=False,
        active="applications",
    )
