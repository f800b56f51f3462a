"""Sign in at a terminal used by many with one's own phone: a code to scan, how it goes, and who helps without one."""

import flet as ft

from app.i18n import Translator
from app.identity.device_sign_in import PhoneCode
from app.identity.model import SignInProblem
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
    Row,
    Section,
    Skeleton,
    Small,
    Space,
    Stack,
    Strong,
    scanned_beside,
)
from views.relay.codes import TimeLeft, numbered, only_here
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_surroundings, use_text
from views.shared.hooks import use_leaving, use_once, use_redraw, use_subscription, use_task, use_value


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
    around = use_surroundings()
    t = around.text
    matrix = use_once(lambda: qr_matrix(code.url))
    steps = [
        t("Scan this code with your phone's camera."),
        t("On your phone, say who you are. It then asks whether this is the screen in front of you."),
        t("Agree on your phone. This screen goes on by itself."),
    ]
    spelled = t("Code: {letters}", letters=" ".join(code.user_code))
    letters = ft.Semantics(label=spelled, exclude_semantics=True, content=Figure(code.user_code))
    words = [
        *numbered(steps),
        Strong(t("Cannot scan? Open this address on your phone and type the code:")),
        Body(code.address),
        letters,
        keyed("left", TimeLeft, code.expires_at),
    ]
    label = t("QR code to sign in with your phone")
    return Stack([scanned_beside(matrix, label, words, around), *only_here(code.address, t)], spacing=Space.XL)


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
        called = t("The staff have been called")
        title = t("A member of staff is on the way") if kiosk.state.is_staff_coming else called
        parts.append(Notice("done", title, t("Please stay here."), announced=True))
    else:
        call = Button(
            t("Call staff to file at the counter"), kiosk.call_staff, kind="secondary",
            icon=ft.Icons.SUPPORT_AGENT, key="call-staff-to-file",
        )  # fmt: skip
        parts.append(Row([call], wrap=True))
    return Card(parts, spacing=Space.M)
