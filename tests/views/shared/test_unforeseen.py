"""What nobody foresaw is said on the screen, in its language, and no button stays busy."""

import logging
from collections.abc import Awaitable, Callable
from random import Random
from types import SimpleNamespace
from typing import Any, NoReturn

import flet as ft
import pytest

from app.i18n import Translator
from app.identity.model import SignIn
from app.kiosk.settings import KioskSettings
from app.startup import StartError
from app.vault.recipient import new_receiving_key, receiving_code, seal_for
from tests.harness import shown, shown_page, surroundings
from views.account.passphrase import PassphraseModel
from views.account.places import PlacesModel
from views.account.screen import SignInPage
from views.account.screen_model import SignInModel
from views.account.unlocking import UnlockModel
from views.applications.carrying import CarryModel, ReceiveModel
from views.copies.links import CopyLinks
from views.design import Button, Screen
from views.documents_box.kept_model import NEW, KeptModel
from views.kiosk.staff_model import StaffModel
from views.platform.device import PickedFile
from views.printing.showing import use_showing
from views.relay.receiving import ByCodeModel
from views.relay.stick import StickModel
from views.relay.stick_files import StickFilesModel
from views.scanning.code_scan import CodeScanModel
from views.scanning.screen_model import ScanModel
from views.shared.boundary import page, view
from views.shared.events import Intent
from views.shared.hooks import use_task
from views.tracking.lookup_model import LookupModel

LAYOUTS = ["phone", "desktop"]
WORDS = "That did not work"


class Broken:
    """Whatever is asked of it raises what no screen knows."""

    def __init__(self, **known: Any) -> None:
        self.__dict__.update(known)

    def __getattr__(self, _name: str) -> Callable[..., NoReturn]:
        def fail(*_arguments: object, **_options: object) -> NoReturn:
            raise RuntimeError("unforeseen")

        return fail


def broken(**known: Any) -> Any:
    return Broken(**known)


def passphrase() -> tuple[PassphraseModel, Intent]:
    model = PassphraseModel(broken())
    model.write("một câu dễ nhớ")
    model.repeat("một câu dễ nhớ")
    return model, model.protect  # type: ignore[return-value] # its route leads nowhere here


async def nowhere() -> None:
    raise StartError("damaged")


def unlock() -> tuple[UnlockModel, Intent]:
    model = UnlockModel(broken(kind="passphrase", opened=SimpleNamespace(is_set=lambda: True)), nowhere)
    return model, model.unlock


def sign_in() -> tuple[SignInModel, Intent]:
    model = SignInModel(broken(), broken(), return_url="", return_route="/", problem=None)
    return model, model.sign_in


def places() -> tuple[PlacesModel, Intent]:
    model = PlacesModel(broken())
    return model, model.end_others


async def pick(**_wanted: object) -> PickedFile:
    return PickedFile("a.pdf", b"%PDF-1.7")


def kept() -> tuple[KeptModel, Intent]:
    model = KeptModel(NEW, box=broken(find=lambda _id: None), device=broken(pick_file=pick), show_date=str)

    async def choose_and_save() -> None:
        await model.choose_file()
        await model.save()

    return model, choose_and_save


def staff(do: str) -> Callable[[], tuple[StaffModel, Intent]]:
    def made() -> tuple[StaffModel, Intent]:
        keeper = broken()
        kiosk: Any = SimpleNamespace(settings=KioskSettings(pin_hash="x"), keeper=keeper)
        model = StaffModel(kiosk, random=Random(1), is_procedure=broken().any, is_queue=broken().any)

        async def is_pin(_pin: str) -> bool:
            return True

        async def unlock_first() -> None:
            keeper.is_pin = is_pin
            await model.unlock()
            model.typed["services"] = "1.000000"
            await model.keep()

        return model, model.unlock if do == "unlock" else unlock_first

    return made


def carry() -> tuple[CarryModel, Intent]:
    model = CarryModel(
        "d",
        drafts=broken(find=lambda _id: SimpleNamespace(is_locked=False, dossier_id=None)),
        vault=broken(),
        device=broken(),
        clock=broken().now,
    )
    model.choose("passphrase")
    model.write("một câu dễ nhớ")
    model.repeat("một câu dễ nhớ")
    return model, model.save


def receive() -> tuple[ReceiveModel, Intent]:
    model = ReceiveModel(drafts=broken(), vault=broken(), device=broken())

    data = seal_for(b"", receiving_code(new_receiving_key()), purpose="draft")
    return model, lambda: model.took(PickedFile("a", data))


def by_code() -> tuple[ByCodeModel, Intent]:
    model = ByCodeModel(broken(), "BCFG-HJKL-MNPQ-RST3")
    return model, model.take


def stick() -> tuple[StickModel, Intent]:
    model = StickModel("d", broken(sticks=broken(), relay=broken()))
    return model, lambda: model.save(broken())


def stick_files(do: str) -> Callable[[], tuple[StickFilesModel, Intent]]:
    def made() -> tuple[StickFilesModel, Intent]:
        model = StickFilesModel(broken(), kinds=(), max_bytes=1, take=broken().take)
        return model, lambda: getattr(model, do)(broken())

    return made


def code_scan() -> tuple[CodeScanModel, Intent]:
    model = CodeScanModel(broken(), broken().take)
    return model, model.choose_picture


def card_scan() -> tuple[ScanModel, Intent]:
    model = ScanModel(broken(), broken())
    return model, model.choose_picture


def lookup() -> tuple[LookupModel, Intent]:
    model = LookupModel(broken(tracking=broken()), code="X00-1")
    model.write_lookup_code("2")
    return model, model.look


MODELS: list[Callable[[], tuple[Any, Intent]]] = [
    sign_in, passphrase, unlock, places, kept, staff("unlock"), staff("keep"), carry, receive, by_code, stick,
    stick_files("look_into"), stick_files("take"), code_scan, card_scan, lookup,
]  # fmt: skip
BUSY = ("is_busy", "is_reading", "is_looking", "busy", "starting")


@pytest.mark.parametrize("make", MODELS)
async def test_a_screens_intent_that_fails_unforeseen_leaves_it_not_busy(
    make: Callable[[], tuple[Any, Callable[[], Awaitable[None]]]],
) -> None:
    model, intent = make()
    with pytest.raises((RuntimeError, StartError)):
        await intent()
    assert not [name for name in BUSY if getattr(model.state, name, None)]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_sign_in_that_raises_says_so_and_its_button_comes_back(
    language: str, layout: Any, caplog: pytest.LogCaptureFixture
) -> None:
    t = Translator(language)
    answers: list[Any] = [RuntimeError("the vault is closed"), SignIn("http://127.0.0.1/authorize")]
    opened: list[str] = []

    async def begin_sign_in(**_asked: object) -> SignIn:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return SignIn(answer.url)

    async def open_url(url: str) -> None:
        opened.append(url)

    within = surroundings(
        language,
        layout,
        identity=SimpleNamespace(begin_sign_in=begin_sign_in),
        device=SimpleNamespace(open_url=open_url),
    )
    screen = await shown_page(SignInPage, within=within)
    assert t(WORDS) not in screen.texts()
    with caplog.at_level(logging.CRITICAL):
        await screen.press(t("Go to the sign-in page"))
    assert t(WORDS) in screen.texts()
    assert not screen.all(ft.ProgressRing)
    await screen.press(t("Go to the sign-in page"))
    assert opened == ["http://127.0.0.1/authorize"]
    assert t(WORDS) not in screen.texts()


@page
def Waits() -> ft.View:
    async def load() -> None:
        raise RuntimeError("unforeseen")

    use_task(load)
    return Screen("A screen", [])


async def test_what_a_screen_begins_by_itself_is_said_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        screen = await shown_page(Waits)
    assert WORDS in screen.texts()


@view
def Prints() -> ft.Control:
    showing = use_showing()
    return Button("Print", lambda: showing.show("a.pdf", b""), busy=showing.printed == "busy")


async def test_a_print_that_fails_unforeseen_can_be_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    screen = await shown(Prints, within=surroundings(is_kiosk=True, printer=broken(is_roll=False)))
    with caplog.at_level(logging.CRITICAL):
        await screen.press("Print")
    assert not screen.all(ft.ProgressRing)


async def test_a_copy_that_fails_unforeseen_is_said(caplog: pytest.LogCaptureFixture) -> None:
    screen = await shown(CopyLinks, broken().draw, "X00", within=surroundings(device=broken()))
    with caplog.at_level(logging.CRITICAL):
        await screen.press("Read or print a copy of your answers")
    assert "No copy was made" in screen.texts()
