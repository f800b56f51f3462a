"""An unfinished form leaves a terminal: to the citizen's phone, under a code on paper, or on a stick."""

from urllib.parse import parse_qs, urlparse

import flet as ft

from app.i18n import Translator
from app.kiosk.model import EndReason
from app.payments.codes import qr_matrix
from app.relay.model import Expired, NotOffered, Sending, Taken, Waiting
from views.design import Body, Button, Card, Notice, Progress, Row, Screen, Small, Space, Stack, Strong, scanned_beside
from views.home.not_found import NotFoundPage
from views.kiosk.unfinished import unfinished
from views.relay.codes import (
    CodeLetters,
    PrintCode,
    TimeLeft,
    numbered,
    only_here,
    until,
    where_to_type,
)
from views.relay.hand_over_model import HandOverModel, Offered, Ways
from views.relay.stick import StickWay
from views.relay.words import offer_words
from views.shared.boundary import keyed, page, view
from views.shared.context import Surroundings, use_services, use_surroundings
from views.shared.hooks import use_leaving, use_once, use_value
from views.shared.navigation import draft_route, to
from views.shared.scrolling import Scroller, use_scroller


@page
def HandOverPage() -> ft.View:
    """The draft that the address names, or the only one that is unfinished."""
    services = use_services()
    asked = parse_qs(urlparse(ft.context.page.route).query).get("draft", [""])[0]
    left = unfinished(services).drafts
    draft = services.drafts.find(asked) if asked else left[0] if len(left) == 1 else None
    if draft is not None and draft.dossier_id is None:
        return keyed(draft.id, HandOverScreen, draft.id)
    return keyed("which", WhichPage) if left else NotFoundPage()


@page
def WhichPage() -> ft.View:
    """Several are unfinished: which one goes?"""
    around = use_surroundings()
    t = around.text
    buttons = [
        Button(name, to(f"/kiosk/hand-over?draft={draft.id}"), kind="secondary", full=True, key=f"which-{draft.id}")
        for draft in unfinished(around.services).drafts
        if (name := _name(draft.id, around))
    ]
    return Screen(t("Which one do you want to move?"), [Stack(buttons)], back="/kiosk/end", navigation=False)


@page
def HandOverScreen(draft_id: str) -> ft.View:
    """The ways for one draft, then the one that was chosen."""
    around = use_surroundings()
    services, t = around.services, around.text
    kiosk = services.kiosk
    assert kiosk is not None
    model, _ = use_value(use_once(lambda: HandOverModel(draft_id, services.relay, kiosk.touched)))
    use_leaving(model.leave)
    draft = services.drafts.find(draft_id)
    is_waiting = draft is not None and draft.is_locked
    back = draft_route(draft_id, draft.step_id) if draft is not None else "/"
    scroller = use_scroller()
    match model.state:
        case Ways():
            body = _ways(model, scroller, around)
        case Offered() as offered:
            body = _offered(offered, model, around)
    return Screen(
        t("Take your application with you"),
        [Strong(_name(draft_id, around)), *(_waits_here_too(t) if is_waiting else []), *body],
        header=t("Waiting to send · not filed") if is_waiting else t("Draft · not filed"),
        back="/applications/outbox" if is_waiting else back,
        navigation=False,
        scroller=scroller,
    )


def _waits_here_too(t: Translator) -> list[ft.Control]:
    words = t("As long as this session lasts. Under your name it is filed once, from whichever device.")
    return [Notice("needs_you", t("It waits to be sent from here, too"), words)]


def _ways(model: HandOverModel, scroller: Scroller, around: Surroundings) -> list[ft.Control]:
    t, services = around.text, around.services
    ways = [
        _way(
            t("To your phone"),
            t("You type a code into the app on your phone and go on there where you stopped."),
            Button(t("Show the code for my phone"), model.to_phone, icon=ft.Icons.QR_CODE_2, key="to-phone", full=True),
        ),
        _way(
            t("Under a code on paper"),
            t("Type the code at a terminal of any commune, or in the app, within 5 days. Keep it to yourself."),
            Button(t("Make a code to write down"), model.on_paper, kind="secondary", key="on-paper", full=True),
        ),
    ]
    if services.kiosk is not None and services.kiosk.settings.allows_usb:
        ways.append(keyed("stick", StickWay, model.draft_id, scroller))
    sealed = t("Answers and files are sealed on this machine. The portal passes them on and cannot read them.")
    return [Notice("info", "", sealed), *ways]


def _way(title: str, words: str, button: ft.Control) -> ft.Control:
    return Card([Strong(title), Body(words), button], spacing=Space.M)


def _offered(offered: Offered, model: HandOverModel, around: Surroundings) -> list[ft.Control]:
    t, other = around.text, _other_way(model, around.text)
    match offered.offer:
        case Sending(sent, pieces, is_offline):
            notice = Notice("waiting", t("The portal does not answer"), t("It is tried again."), announced=True)
            words = t("Sealing and sending. Stay here: nothing has left this machine for your phone yet.")
            return [*([notice] if is_offline else []), Body(words), Progress(sent, max(pieces, 1), label=words), other]
        case Waiting() as waiting:
            return [
                keyed(waiting.code, WaitingCode, waiting, offered.purpose, _name(model.draft_id, around)),
                _staying(offered, around),
                other,
            ]
        case Taken():
            return _taken(offered, around)
        case Expired():
            words = t("Nobody took it in time. It is still on this machine: make a new code, or go on here.")
            return [Notice("needs_you", t("The code's time is over"), words, other, announced=True)]
        case NotOffered(problem):
            return [Notice("error", t("It could not be moved"), offer_words(problem, t), other, announced=True)]


def _other_way(model: HandOverModel, t: Translator) -> ft.Control:
    return Row([Button(t("Choose another way"), model.take_back, kind="secondary", key="other-way")], wrap=True)


def _staying(offered: Offered, around: Surroundings) -> ft.Control:
    """Say what keeps the citizen here, or that they may go."""
    t, waiting = around.text, offered.offer
    assert isinstance(waiting, Waiting)
    if waiting.is_offline:
        words = t("This machine cannot see whether your phone has it. Look at your phone, or call staff.")
        return Notice("waiting", t("The portal does not answer"), words, announced=True)
    if waiting.is_claimed:
        words = t("Keep the app open on your phone until this screen says that it is there.")
        return Notice("waiting", t("A phone is taking it"), words, announced=True)
    if offered.purpose == "paper":
        words = t("Without the code nobody can open it, not even the staff.")
        return Notice("needs_you", t("Write the code down before you end"), words, _end_button(around))
    return Notice("needs_you", t("Stay until this screen says that your phone has it"), "")


def _taken(offered: Offered, around: Surroundings) -> list[ft.Control]:
    t = around.text
    title = t("Your phone has it") if offered.purpose == "phone" else t("It was taken with the code")
    words = t("All answers and files are there. It is not filed yet: go on there. You can end here now.")
    stranger = t("It was not your phone? Call staff now.")
    return [Notice("done", title, words, _end_button(around), announced=True), Small(stranger)]


def _end_button(around: Surroundings) -> ft.Control:
    kiosk = around.services.kiosk
    assert kiosk is not None

    async def end() -> None:
        await kiosk.end(EndReason.HANDED_OVER)

    return Button(around.text("Erase it here and end"), end, key="end-handed-over", full=True)


@view
def WaitingCode(waiting: Waiting, purpose: str, name: str) -> ft.Control:
    """The code as a picture and in letters, and how long it is good for."""
    around = use_surroundings()
    t, formats = around.text, around.formats
    matrix = use_once(lambda: qr_matrix(waiting.url))
    letters = CodeLetters(waiting.code, t)
    if purpose == "paper":
        good = Small(t("Good until {moment}, once.", moment=until(waiting, formats)))
        printing = keyed("print", PrintCode, waiting, name)
        return Card([letters, Body(where_to_type(t)), good, printing], spacing=Space.M)
    steps = [
        t("Open the Một Cửa app on your phone: My applications, “Receive a draft”."),
        t("Type this code there."),
        t("Wait until this screen says that your phone has it."),
    ]
    help_ = Small(t("Scanned with the phone's camera, the picture opens a page that leads into the app on Android."))
    words = [letters, *numbered(steps), keyed("left", TimeLeft, waiting.expires_at), help_]
    label = t("QR code to move the application to your phone")
    return Stack([scanned_beside(matrix, label, words, around), *only_here(waiting.url, t)], spacing=Space.L)


def _name(draft_id: str, around: Surroundings) -> str:
    services = around.services
    draft = services.drafts.find(draft_id)
    if draft is None:
        return ""
    procedure = services.catalogue.find(draft.procedure_code)
    return draft.title or (around.text.text(procedure.name) if procedure is not None else draft.procedure_code)
