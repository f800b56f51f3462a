"""A paper comes to a terminal: photographed with the citizen's phone, or from a stick where the office allows it."""

import flet as ft

from app.documents.sources import MAX_SOURCE_BYTES
from app.kiosk.sticks import PAPERS
from app.payments.codes import qr_matrix
from app.relay.papers import MAX_FILES, Closed, Open
from views.design import (
    Body,
    Button,
    Card,
    Notice,
    Screen,
    Section,
    Skeleton,
    Space,
    Stack,
    scanned_beside,
)
from views.documents.holding import Holding, holding_of
from views.documents.slot import choose_with, slot_files
from views.forms.state import Absent, Locked, Opening
from views.relay.bring_model import Bringing, BringModel
from views.relay.codes import numbered, only_here
from views.relay.stick_files import StickFiles
from views.shared.boundary import keyed, page, view
from views.shared.context import Surroundings, use_services, use_surroundings
from views.shared.hooks import use_leaving, use_once, use_task, use_value
from views.shared.navigation import to
from views.shared.told_apart import told_apart


@page
def BringPage(paper_id: str, draft_id: str = "", dossier_id: str = "", request_id: str = "") -> ft.View:
    """The paper that the address names, of a draft or of an answer to a request."""
    holding = holding_of(use_services(), draft_id=draft_id, dossier_id=dossier_id, request_id=request_id)
    return keyed(f"{holding.holder_id}/{paper_id}", BringScreen, holding, paper_id)


@page
def BringScreen(holding: Holding, paper_id: str) -> ft.View:
    """How a paper comes in, and what of it is there."""
    around, flet_page = use_surroundings(), ft.context.page
    services, t = around.services, around.text
    model, _ = use_value(use_once(lambda: BringModel(holding, paper_id, services, pages=flet_page.navigate)))
    use_task(model.open)
    use_leaving(model.leave)
    match model.state:
        case Opening():
            return Screen(t("Bring a paper in"), [Skeleton(lines=2, cards=2)], back=holding.route, navigation=False)
        case Absent() | Locked() as closed:
            return holding.closed(closed, t)
        case Bringing() as state:
            return _bringing(state, model, around)


def _bringing(state: Bringing, model: BringModel, around: Surroundings) -> ft.View:
    t, slot = around.text, state.slot
    names = told_apart({file.attachment.id: file.attachment.file_name for file in slot.files})
    choose = choose_with(around.services.device, model.files)
    there = slot_files(slot, model.files, choose, names=names, t=t, formats=around.formats)
    done = t("Back to the papers")
    return Screen(
        t("Bring in: {paper}", paper=t.text(state.paper.title)),
        [
            *([Card([Section(t("Here already")), *there])] if there else []),
            *(_ways(state, model, around) if slot.can_take_more else []),
        ],
        header=t("Papers"),
        back=model.holding.route,
        footer=[Button(done, to(model.holding.route), kind="primary" if slot.files else "secondary", key="done")],
        navigation=False,
    )


def _ways(state: Bringing, model: BringModel, around: Surroundings) -> list[ft.Control]:
    t = around.text
    ways = [Card([Section(t("With your phone")), *_phone(state, model, around)], spacing=Space.M)]
    if model.has_scanner:
        words = Body(t("Put the page into the scanner and press its button. It appears here."))
        ways.append(Card([Section(t("With the scanner beside the screen")), words], spacing=Space.M))
    if around.services.sticks is not None:
        none = t("There is no PDF, JPEG or PNG file on this stick.")
        files = keyed("stick", StickFiles, PAPERS, MAX_SOURCE_BYTES, none, model.attach)
        ways.append(Card([Section(t("From a USB stick")), files], spacing=Space.M))
    return ways


def _phone(state: Bringing, model: BringModel, around: Surroundings) -> list[ft.Control]:
    t = around.text
    match state.phone:
        case Open() as shown:
            offline = Notice("waiting", t("The portal does not answer"), t("It is tried again."), announced=True)
            return [keyed(shown.url, PhoneCode, shown.url), *([offline] if shown.is_offline else [])]
        case Closed(problem):
            words = {
                "not_registered": t("The portal does not know this machine. Call staff."),
                "full": t("The portal has no room for it now. Try again in a few minutes, or call staff."),
                "offline": t("The portal does not answer. Try again, or call staff."),
                "enough": t("{count} files came with this code, which takes no more. Show a new one.", count=MAX_FILES),
            }.get(problem, t("The code's time is over. What came is here."))
            again = Button(t("Show a new code"), model.wait_for_phone, kind="secondary", key="new-code")
            return [Notice("needs_you", "", words, again, announced=True)]
    return [Skeleton(lines=2, label=t("Getting a code from the portal"))]


@view
def PhoneCode(url: str) -> ft.Control:
    """The code that opens the phone's page, and what to do there."""
    around = use_surroundings()
    t = around.text
    matrix = use_once(lambda: qr_matrix(url))
    steps = [
        t("Scan this code with your phone's camera. A page opens in its browser; no app is needed."),
        t("Photograph the paper there, or choose a photo or PDF."),
        t("It appears here. The phone encrypts it; only this session can open it."),
    ]
    label = t("QR code to send papers from your phone")
    return Stack([scanned_beside(matrix, label, numbered(steps), around), *only_here(url, t)], spacing=Space.L)
