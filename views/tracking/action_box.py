"""What the office needs from the citizen, as a box with one thing to do."""

import flet as ft

from api_client.models import Request
from app.i18n import Formats, Translator
from views.design import Body, Button, Card, Section, Small, Strong
from views.design.buttons import ButtonKind
from views.shared.navigation import to
from views.tracking.parts import find_part
from views.tracking.state import Following
from views.tracking.words import request_due_words


def ActionBox(
    state: Following, request: Request, *, t: Translator, formats: Formats, is_first: bool = True
) -> ft.Control:
    """Draw one open request; only the first box of a page has the primary button."""
    match request.kind:
        case "supplement":
            parts = _supplement(state, request, t)
        case "proof":
            parts = _proof(state, request, t=t, formats=formats)
        case "payment":
            parts = _payment(state, request, t=t, formats=formats, is_first=is_first)
        case "visit":
            parts = _visit(state, request, t)
        case _:
            parts = [Strong(t("The office asks for something new")), Body(t("Update the app to see what is asked."))]
    part = find_part(state.dossier, request.part_id)
    if part is not None:
        parts.insert(0, Small(f"{t.text(part.name)} · {t.text(part.office.name)}"))
    due = state.request_due(request.id)
    if request.kind not in ("proof", "payment") and (until := request_due_words(request, due, t, formats)):
        parts.insert(len(parts) - 1, Strong(until))
    return Card(parts, kind="needs_you", key=f"request-{request.id}")


def _supplement(state: Following, request: Request, t: Translator) -> list[ft.Control]:
    count = len(request.items)
    parts: list[ft.Control] = [Small(t("1 thing to fix") if count == 1 else t("{count} things to fix", count=count))]
    for item in request.items:
        if paper := state.paper(item.paper_id):
            parts.append(Section(t.text(paper)))
        parts.append(Strong(item.reason))
        if item.how_to_fix:
            parts.append(Body(item.how_to_fix))
    if request.note:
        parts.append(Body(request.note))
    parts.append(Body(t("Everything else stays as it is.")))
    parts.append(_go(state, request, _supplement_label(request, t), icon=ft.Icons.BUILD_OUTLINED))
    return parts


def _supplement_label(request: Request, t: Translator) -> str:
    if len(request.items) != 1:
        return t("Fix these things")
    return t("Attach this paper again") if request.items[0].paper_id else t("Correct this answer")


def _proof(state: Following, request: Request, *, t: Translator, formats: Formats) -> list[ft.Control]:
    due = state.request_due(request.id)
    until = t("Until {when}.", when=formats.weekday_date_time(due.at)) if due is not None else ""
    silence = t("No answer counts as agreement.") if request.on_silence == "agreed" else ""
    return [
        Strong(t("Check the draft result before the office signs it")),
        Body(" ".join(part for part in (t("You have one day at most."), until, silence) if part)),
        _go(state, request, t("Check the draft"), icon=ft.Icons.FACT_CHECK_OUTLINED),
    ]


def _payment(
    state: Following, request: Request, *, t: Translator, formats: Formats, is_first: bool
) -> list[ft.Control]:
    bill = state.bill(request.bill_id)
    if bill is None:
        return [Strong(t("There is a fee to pay")), Body(t("The bill is on its way to this device."))]
    until = t("Until {when}.", when=formats.date_time(bill.expires_at)) if bill.expires_at is not None else ""
    label = t("Pay {amount}", amount=formats.money(bill.amount_vnd))
    parts: list[ft.Control] = [Strong(t.text(bill.title))]
    if until:
        parts.append(Body(until))
    kind: ButtonKind = "primary" if is_first else "secondary"
    icon = ft.Icons.PAYMENTS_OUTLINED
    parts.append(Button(label, to(f"/pay/{bill.id}"), kind=kind, icon=icon, key=f"pay-{bill.id}", full=True))
    return parts


def _visit(state: Following, request: Request, t: Translator) -> list[ft.Control]:
    part = find_part(state.dossier, request.part_id)
    office = state.dossier.office if part is None else part.office
    where = ", ".join(part for part in (t.text(office.name), t.text(office.address)) if part)
    return [Strong(t("Come to the office")), Body(request.note or t("The office needs to see you.")), Body(where)]


def _go(state: Following, request: Request, label: str, *, icon: ft.IconData) -> ft.Control:
    route = f"/dossiers/{state.dossier.id}/requests/{request.id}"
    return Button(label, to(route), icon=icon, key=f"answer-{request.id}", full=True)
