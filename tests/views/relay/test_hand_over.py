"""A draft leaves a terminal by its screen and comes onto a phone by the phone's, with the real portal in between."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import flet as ft
import pytest
from pypdf import PdfReader

from api_client.identity import OAuthClient
from app.i18n import Translator
from app.kiosk.model import EndReason
from app.kiosk.sticks import Stick, StickProblem
from app.relay.model import TakeProblem, Waiting
from tests.harness import shown_page
from tests.portal.running import BASE_URL, RunningPortal, running_portal
from tests.portal.terminals import register
from tests.views.relay.machines import Machine, code_on, fetch, machine, read_off
from tests.views.screens import assert_whole, says, until
from tests.waiting import eventually
from views.relay.continuing import ContinuePage
from views.relay.hand_over import HandOverPage, HandOverScreen
from views.relay.hand_over_model import HandOverModel, Offered
from views.relay.to_terminal import ToTerminalPage


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal") as running:
        yield running


@pytest.fixture
async def kiosk(portal: RunningPortal, tmp_path: Path) -> AsyncIterator[Machine]:
    terminal = await register(portal)
    async for one in machine(portal, tmp_path / "kiosk", OAuthClient(terminal.id, terminal.secret), 1):
        yield one


@pytest.fixture
async def phone(portal: RunningPortal, tmp_path: Path) -> AsyncIterator[Machine]:
    async for one in machine(portal, tmp_path / "phone", None, 2):
        yield one


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_terminal_says_that_the_phone_has_it_before_it_is_erased(
    kiosk: Machine, phone: Machine, language: str
) -> None:
    t = Translator(language)
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverPage, within=kiosk.around(language))
    await until(screen, lambda: says(screen, "Đăng ký khai sinh" if language == "vi" else "Birth registration"))
    assert_whole(screen)
    await screen.send(screen.find("to-phone"), "click")
    code = await code_on(screen)
    assert_whole(screen)
    assert says(screen, t("Stay until this screen says that your phone has it"))
    assert not [one for one in screen.controls() if one.key == "end-handed-over"]
    theirs = await shown_page(ContinuePage, within=phone.around(language, is_kiosk=False, layout="phone"))
    assert_whole(theirs)
    await fetch(theirs, code.lower())
    await until(theirs, lambda: says(theirs, t("The draft is on this device")))
    assert_whole(theirs)
    await until(screen, lambda: says(screen, t("Your phone has it")))
    assert_whole(screen)
    assert kiosk.drafts.find(draft_id) is not None
    await screen.send(screen.find("end-handed-over"), "click")
    assert kiosk.keeper.ended == [EndReason.HANDED_OVER]
    (received,) = phone.drafts.list()
    assert (received.answers, len(received.attachments)) == ({"name": "AN"}, 1)


async def test_a_line_that_breaks_while_a_phone_is_waited_for_is_said(kiosk: Machine) -> None:
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    kiosk.line.is_cut = lambda _request: True
    await screen.send(screen.find("to-phone"), "click")
    await until(screen, lambda: says(screen, "It is tried again."))
    kiosk.line.is_cut = lambda _request: False
    await code_on(screen)
    kiosk.line.is_cut = lambda _request: True
    await until(screen, lambda: says(screen, "This machine cannot see whether your phone has it."))
    assert_whole(screen)
    kiosk.line.is_cut = lambda _request: False
    await until(screen, lambda: says(screen, "Stay until this screen says that your phone has it"))
    await screen.send(screen.find("other-way"), "click")


async def test_a_code_that_nobody_used_ends_and_another_way_is_offered(kiosk: Machine, phone: Machine) -> None:
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    await screen.send(screen.find("to-phone"), "click")
    code = await code_on(screen)
    kiosk.portal.clock.move(minutes=31)
    await until(screen, lambda: says(screen, "Nobody took it in time."))
    assert_whole(screen)
    theirs = await shown_page(ContinuePage, within=phone.around(is_kiosk=False))
    await fetch(theirs, code)
    await until(theirs, lambda: says(theirs, "The code's time is over and what it stood for is erased."))
    assert_whole(theirs)
    await screen.send(screen.find("other-way"), "click")
    await until(screen, lambda: says(screen, "Under a code on paper"))


async def test_a_code_taken_back_opens_nothing_and_a_wrong_letter_is_seen_at_once(
    kiosk: Machine, phone: Machine
) -> None:
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    await screen.send(screen.find("to-phone"), "click")
    code = await code_on(screen)
    await screen.send(screen.find("other-way"), "click")
    theirs = await shown_page(ContinuePage, within=phone.around(is_kiosk=False))
    await fetch(theirs, code)
    await until(theirs, lambda: says(theirs, "Nothing waits under this code."))
    phone.line.is_cut = lambda _request: True
    await fetch(theirs, code[:-1])
    await until(theirs, lambda: says(theirs, "A letter of the code is missing or wrong."))
    await fetch(theirs, code)
    await until(theirs, lambda: says(theirs, "The portal does not answer."))
    assert_whole(theirs)


async def test_a_code_on_paper_is_good_for_days_and_at_another_terminal(kiosk: Machine, phone: Machine) -> None:
    await kiosk.draft()
    screen = await shown_page(HandOverPage, within=kiosk.around())
    await screen.send(screen.find("on-paper"), "click")
    code = await code_on(screen)
    await until(screen, lambda: says(screen, "Write the code down before you end"))
    assert says(screen, "28/11/2026")
    assert_whole(screen)
    await screen.send(screen.find("print-code"), "click")
    await until(screen, lambda: says(screen, "Take your paper from the printer."))
    words = PdfReader(io.BytesIO(kiosk.printer.printed[0])).pages[0].extract_text()
    assert code in words
    assert "hold this in front of its scanner" in " ".join(words.split())
    address = read_off(kiosk.printer.printed[0])
    assert address.endswith(f"#{code}")
    assert_whole(screen)
    kiosk.portal.clock.move(days=4)
    theirs = await shown_page(ContinuePage, within=phone.around())
    assert phone.scanner.scanned(address)
    await until(theirs, lambda: says(theirs, "The draft is on this machine"))


async def test_a_sealed_file_goes_to_a_stick_without_any_network(kiosk: Machine, phone: Machine) -> None:
    from app.drafts.transfer import import_draft
    from app.relay.code import as_passphrase

    draft_id = await kiosk.draft()
    kiosk.line.is_cut = lambda _request: True
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    kiosk.sticks.found = ()
    await screen.send(screen.find("look-for-stick"), "click")
    await until(screen, lambda: says(screen, "There is no stick."))
    kiosk.sticks.found, kiosk.sticks.problem = (Stick("USB Lan", Path("/media/lan")),), StickProblem.FULL
    await screen.send(screen.find("look-for-stick"), "click")
    await until(screen, lambda: says(screen, "Save on: USB Lan"))
    await screen.send(screen.find("save-on-0"), "click")
    await until(screen, lambda: says(screen, "The stick is full."))
    assert_whole(screen)
    kiosk.sticks.problem = None
    kiosk.sticks.kept.clear()
    await screen.send(screen.find("save-on-0"), "click")
    code = await code_on(screen)
    assert_whole(screen)
    ((name, data),) = kiosk.sticks.kept.items()
    typed = as_passphrase(code.lower().replace("-", " "))
    assert (await import_draft(phone.drafts, phone.vault, data, passphrase=typed)).answers == {"name": "AN"}

    phone.sticks.kept = {name: data, "a.pdf": b"%PDF", "other.motcua": b"x" * 50}
    theirs = await shown_page(ContinuePage, within=phone.around())
    await until(theirs, lambda: says(theirs, "Show what is on: USB Lan"))
    await theirs.send(theirs.find("stick-0"), "click")
    await until(theirs, lambda: says(theirs, "other.motcua"))
    assert not says(theirs, "a.pdf")
    await theirs.send(theirs.find("stick-file-1"), "click")
    await until(theirs, lambda: says(theirs, "Code of the file"))
    await theirs.write("open-passphrase", code)
    await theirs.send(theirs.find("open-sealed"), "click")
    await until(theirs, lambda: says(theirs, "This file holds no whole draft."))
    await theirs.send(theirs.find("stick-file-0"), "click")
    await until(theirs, lambda: says(theirs, "Code of the file"))
    assert_whole(theirs)
    await theirs.write("open-passphrase", ("B" if code[0] != "B" else "C") + code[1:])
    await theirs.send(theirs.find("open-sealed"), "click")
    await until(theirs, lambda: says(theirs, "These words do not open the file"))
    await theirs.write("open-passphrase", code.lower())
    await theirs.send(theirs.find("open-sealed"), "click")
    await until(theirs, lambda: says(theirs, "The draft is on this machine"))
    assert_whole(theirs)
    assert [draft.answers for draft in phone.drafts.list()] == [{"name": "AN"}] * 2


async def test_one_that_waits_to_be_sent_is_said_to_wait_here_too(kiosk: Machine) -> None:
    draft_id = await kiosk.draft()
    await kiosk.drafts.update(draft_id, lambda one: replace(one, parcel_id="p", submission_key="p"), freeze=True)
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    assert says(screen, "It waits to be sent from here, too")
    assert says(screen, "Waiting to send · not filed")
    await screen.send(screen.find("to-phone"), "click")
    await code_on(screen)
    assert_whole(screen)
    await screen.send(screen.find("other-way"), "click")


async def test_what_a_stranger_types_into_the_address_shows_nothing(kiosk: Machine) -> None:
    nothing = await shown_page(_at_another_draft, within=kiosk.around())
    assert says(nothing, "There is no such page")
    draft_id = await kiosk.draft()

    own = await shown_page(_at_another_draft, within=kiosk.around())

    assert says(own, "Which one do you want to move?")
    assert {one.key for one in own.controls()} & {"to-phone", f"which-{draft_id}"} == {f"which-{draft_id}"}


def _at_another_draft() -> ft.View:
    ft.context.page.route = "/kiosk/hand-over?draft=0123456789abcdef"
    return HandOverPage()


async def test_a_draft_goes_from_ones_own_device_to_a_terminal_under_a_code(kiosk: Machine, phone: Machine) -> None:
    draft_id = await phone.draft()
    within = phone.around(is_kiosk=False, layout="phone")
    screen = await shown_page(ToTerminalPage, draft_id, within=within)
    assert_whole(screen)
    await screen.send(screen.find("show-code"), "click")
    await until(screen, lambda: says(screen, "Sign in first"))
    assert_whole(screen)
    tokens = await phone.portal.sign_in("sample-mai")
    phone.person = str(tokens["access_token"])
    await screen.send(screen.find("show-code"), "click")
    code = await code_on(screen)
    await until(screen, lambda: says(screen, "Keep this screen open until"))
    assert_whole(screen)
    theirs = await shown_page(ContinuePage, within=kiosk.around())
    assert kiosk.scanner.scanned(f"{BASE_URL}/hand-over#{code}")
    await until(theirs, lambda: says(theirs, "The draft is on this machine"))
    await until(screen, lambda: says(screen, "The terminal has it"))
    assert_whole(screen)
    (taken,), kept = kiosk.drafts.list(), phone.drafts.find(draft_id)
    assert kept is not None
    assert (taken.answers, taken.submission_key) == (kept.answers, kept.submission_key)


async def test_leaving_the_screen_takes_the_code_back(kiosk: Machine, phone: Machine) -> None:
    draft_id = await phone.draft()
    tokens = await phone.portal.sign_in("sample-mai")
    phone.person = str(tokens["access_token"])
    model = HandOverModel(draft_id, phone.relay, lambda: None)
    await model.to_phone()
    await eventually(lambda: isinstance(model.state, Offered) and isinstance(model.state.offer, Waiting))
    assert isinstance(model.state, Offered)
    assert isinstance(model.state.offer, Waiting)
    code = model.state.offer.code
    await model.leave()
    assert await kiosk.relay.take(code) is TakeProblem.UNKNOWN
