"""Sign in at a terminal used by many with one's own phone: a code to scan, how it goes, and who helps without one."""

import asyncio
from datetime import datetime

import flet as ft

from app.i18n import Translator
from app.identity.device_sign_in import PhoneCode
from app.identity.model import SignInProblem
from app.kiosk.reach import is_of_this_machine
from app.kiosk.service import Kiosk
from app.payments.codes import qr_matrix
from views.account.by_phone_model import Asking, ByPhoneModel, Showing, Stopped
from views.account.words import terminal_problem_words
from views.applications.guest_screen import route_after_sign_in
from views.design import (
    Body,
    Button,
    Card,
    Fact,
    Facts,
    Figure,
    Notice,
    QrImage,
    Row,
    Section,
    Skeleton,
    Small,
    Space,
    Stack,
    Strong,
)
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_surroundings, use_text
from views.shared.hooks import use_leaving, use_once, use_redraw, use_subscription, use_task, use_value

CODE_SIZE = 400
"""Pixels, where there is room: a phone reads it from a metre away."""
SMALL_CODE_SIZE = 264


@view
def ByPhone(return_route: str) -> ft.Control:
    """The whole way of signing in by phone: the body of the sign-in screen at a terminal."""
    services, t, page = use_services(), use_text(), ft.context.page

    def signed_in(route: str) -> None:
        services.outbox.wake()
        page.navigate(route_after_sign_in(services.drafts, route))

    def make() -> ByPhoneModel:
        begin = services.sign_in_by_phone
        return ByPhoneModel(begin(return_route) if begin is not None else None, signed_in)

    model, _ = use_value(use_once(make))
    use_task(model.begin)
    use_leaving(model.leave)
    parts = [_now(model, t)]
    if services.kiosk is not None:
        parts.extend([ThisTerminal(services.kiosk), WithoutPhone(services.kiosk)])
    parts.append(Small(t("We never ask for your VNeID password or bank OTP.")))
    return Stack(parts, spacing=Space.XL)


def _now(model: ByPhoneModel, t: Translator) -> ft.Control:
    match model.state:
        case Asking():
            return Skeleton(label=t("Getting a code from the portal"))
        case Showing(code):
            return keyed(code.user_code, ShownCode, code)
        case Stopped(problem):
            title, text = terminal_problem_words(problem, t)
            again = None
            if problem is not SignInProblem.NOT_REGISTERED:
                again = Button(t("Get a new code"), model.begin, icon=ft.Icons.REFRESH, key="new-code")
            kind = "info" if problem is SignInProblem.CANCELLED else "error"
            return Notice(kind, title, text, again, announced=True, key="stopped")  # type: ignore[arg-type] # a literal


@view
def ShownCode(code: PhoneCode) -> ft.Control:
    """A code as a picture and in letters, what to do with it, and how long it is good for."""
    surroundings = use_surroundings()
    t, is_wide = surroundings.text, surroundings.layout == "desktop" and not surroundings.is_large_text
    matrix = use_once(lambda: qr_matrix(code.url))
    size = CODE_SIZE if surroundings.layout == "desktop" else SMALL_CODE_SIZE
    picture = QrImage(matrix, label=t("QR code to sign in with your phone"), size=size)
    letters = ft.Semantics(
        label=t("Code: {letters}", letters=" ".join(code.user_code)),
        exclude_semantics=True,
        content=Figure(code.user_code),
    )
    words = Stack(
        [
            _step(1, t("Scan this code with your phone's camera.")),
            _step(2, t("On your phone, say who you are. It then asks whether this is the screen in front of you.")),
            _step(3, t("Agree on your phone. This screen goes on by itself.")),
            Strong(t("Cannot scan? Open this address on your phone and type the code:")),
            Body(code.address),
            letters,
            TimeLeft(code),
        ],
        spacing=Space.M,
    )
    parts: list[ft.Control] = []
    if is_of_this_machine(code.address):
        text = t("For a first look open the address in another browser on this machine; a phone cannot reach it.")
        parts.append(Notice("trial", t("This portal runs on this machine only"), text))
    if is_wide:
        words.expand = True
        parts.insert(0, ft.Row([picture, words], spacing=Space.XL, vertical_alignment=ft.CrossAxisAlignment.START))
    else:
        parts[:0] = [ft.Row([picture], alignment=ft.MainAxisAlignment.CENTER), words]
    return Stack(parts, spacing=Space.XL)


def _step(number: int, words: str) -> ft.Control:
    text = Body(words)
    text.expand = True
    return ft.Row([Strong(f"{number}."), text], vertical_alignment=ft.CrossAxisAlignment.START)


@view
def TimeLeft(code: PhoneCode) -> ft.Control:
    """Count the code's minutes, and its last one in tens of seconds."""
    services, t = use_services(), use_text()
    left, set_left = use_value(_left(code, services.clock()))

    async def count() -> None:
        while True:
            set_left(_left(code, services.clock()))
            await asyncio.sleep(1)

    use_task(count)
    if left > 60:
        return Small(t("The code is good for {minutes} more minutes, once.", minutes=-(-left // 60)))
    return Small(t("The code is good for {seconds} more seconds, once.", seconds=left))


def _left(code: PhoneCode, now: datetime) -> int:
    """Return the seconds left, in steps so that the screen is drawn anew only when it says something else."""
    left = max(0, int((code.expires_at - now).total_seconds()))
    return -(-left // 60) * 60 if left > 60 else -(-left // 10) * 10


@view
def ThisTerminal(kiosk: Kiosk) -> ft.Control:
    """Say which terminal this is, in the words that the phone will ask with."""
    t = use_text()
    settings = kiosk.settings
    office = t.text(dict(settings.office.items()))
    facts = [
        Fact(t("Terminal"), " – ".join(part for part in (settings.terminal_id, settings.name) if part)),
        Fact(t("Office"), office),
    ]
    known = [fact for fact in facts if fact.value]
    return Stack([Facts(known)] if known else [])


@view
def WithoutPhone(kiosk: Kiosk) -> ft.Control:
    """Whoever has no phone or no electronic identity files at the counter, with somebody's help."""
    t, redraw = use_text(), use_redraw()
    use_subscription(lambda: kiosk.subscribe(redraw))
    parts: list[ft.Control] = [
        Section(t("No phone or no electronic identity?")),
        Body(t("An officer helps you to file at the counter.")),
    ]
    if kiosk.state.is_staff_called:
        parts.append(Notice("done", t("The staff have been called"), t("Please stay here."), announced=True))
    else:
        call = Button(
            t("Call staff to file at the counter"), kiosk.call_staff, kind="secondary",
            icon=ft.Icons.SUPPORT_AGENT, key="call-staff-to-file",
        )  # fmt: skip
        parts.append(Row([call], wrap=True))
    return Card(parts, spacing=Space.M)
