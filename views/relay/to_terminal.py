"""A draft from one's own device to a public terminal: this device shows a code, the terminal takes it."""

import flet as ft

from app.payments.codes import qr_matrix
from app.relay.model import Expired, NotOffered, OfferProblem, Sending, Taken, Waiting
from views.design import Body, Button, Link, Notice, Progress, Row, Screen, Space, Stack, scanned_beside
from views.home.not_found import NotFoundPage
from views.relay.codes import CodeLetters, TimeLeft, numbered
from views.relay.hand_over_model import HandOverModel, Offered, Ways
from views.relay.words import own_offer_words
from views.shared.boundary import keyed, page, view
from views.shared.context import Surroundings, use_services, use_surroundings
from views.shared.hooks import use_leaving, use_once, use_value
from views.shared.navigation import to


@page
def ToTerminalPage(draft_id: str) -> ft.View:
    """The draft that the address names."""
    draft = use_services().drafts.find(draft_id)
    if draft is None or draft.dossier_id is not None:
        return NotFoundPage()
    return keyed(draft_id, ToTerminal, draft_id)


@page
def ToTerminal(draft_id: str) -> ft.View:
    """What happens, then the code, then whether the terminal has it."""
    around = use_surroundings()
    services, t = around.services, around.text
    model, _ = use_value(use_once(lambda: HandOverModel(draft_id, services.relay, lambda: None)))
    use_leaving(model.leave)
    draft = services.drafts.find(draft_id)
    is_waiting = draft is not None and draft.is_locked
    match model.state:
        case Ways():
            body = _before(around, is_waiting=is_waiting)
        case Offered() as offered:
            body = _offered(offered, around)
    is_over = isinstance(model.state, Offered) and isinstance(model.state.offer, Expired | NotOffered)
    show = Button(t("Show the code for the terminal"), model.to_phone, icon=ft.Icons.QR_CODE_2, key="show-code")
    back = "/applications/outbox" if is_waiting else f"/applications/drafts/{draft_id}"
    return Screen(
        t("Go on at a public terminal"),
        body,
        header=t("Waiting to send · not filed") if is_waiting else t("Draft · not filed"),
        back=back,
        footer=[show] if isinstance(model.state, Ways) or is_over else [],
        navigation=False,
        active="applications",
    )


def _before(around: Surroundings, *, is_waiting: bool) -> list[ft.Control]:
    t = around.text
    notices: list[ft.Control] = []
    if is_waiting:
        words = t("Under your name it is filed once, from whichever device.")
        notices.append(Notice("needs_you", t("It waits to be sent from here, too"), words))
    return [
        *notices,
        Body(t("This device shows a code. A terminal of any commune takes the draft with it, files included.")),
        Body(t("The draft stays here too. Submit it from one of both only.")),
        Notice("info", "", t("It is sealed on this device. The portal passes it on and cannot read it.")),
    ]


def _offered(offered: Offered, around: Surroundings) -> list[ft.Control]:
    t = around.text
    match offered.offer:
        case Sending(sent, pieces, is_offline):
            notice = Notice("waiting", t("The portal does not answer"), t("It is tried again."), announced=True)
            words = t("Sealing and sending. Keep this screen open.")
            return [*([notice] if is_offline else []), Body(words), Progress(sent, max(pieces, 1), label=words)]
        case Waiting() as waiting:
            return [keyed(waiting.code, ShownCode, waiting), _staying(waiting, around)]
        case Taken():
            words = t("It is not filed yet: go on there. The draft on this device is as it was.")
            stranger = t("It was not your terminal? Tell the staff of the office now.")
            return [Notice("done", t("The terminal has it"), words, announced=True), Body(stranger)]
        case Expired():
            words = t("No terminal took it in time. It is still on this device.")
            return [Notice("needs_you", t("The code's time is over"), words, announced=True)]
        case NotOffered(problem):
            sign_in = Row([Link(t("Sign in"), to("/sign-in?return=/applications"), key="sign-in")], wrap=True)
            also = sign_in if problem is OfferProblem.NOT_REGISTERED else None
            words = own_offer_words(problem, t)
            return [Notice("error", t("It could not be moved"), words, also, announced=True)]


def _staying(waiting: Waiting, around: Surroundings) -> ft.Control:
    t = around.text
    if waiting.is_offline:
        words = t("This device cannot see whether the terminal has it. Look at the terminal.")
        return Notice("waiting", t("The portal does not answer"), words, announced=True)
    if waiting.is_claimed:
        return Notice("waiting", t("A terminal is taking it"), t("Keep this screen open."), announced=True)
    return Notice("needs_you", t("Keep this screen open until it says that the terminal has it"), "")


@view
def ShownCode(waiting: Waiting) -> ft.Control:
    """The code as a picture for the terminal's scanner and in letters."""
    around = use_surroundings()
    t = around.text
    matrix = use_once(lambda: qr_matrix(waiting.url))
    steps = [
        t("At the terminal touch “Go on with a code”."),
        t("Hold this screen in front of its scanner, or type these letters there."),
        t("Wait until this screen says that the terminal has it."),
    ]
    words = [CodeLetters(waiting.code, t), *numbered(steps), keyed("left", TimeLeft, waiting.expires_at)]
    label = t("QR code to move the application to a terminal")
    return Stack([scanned_beside(matrix, label, words, around)], spacing=Space.L)
