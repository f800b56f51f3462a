"""The composition root and the ``motcua`` command: it builds, it decides nothing.

``motcua run | kiosk | doctor | drafts | search``. The only file that imports every layer; each only when it is needed,
so that the first screen does not wait.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from socket import socket

    import flet as ft

    from api_client.client import PortalClient
    from api_client.identity import OAuthClient
    from app.identity.device_sign_in import DeviceSignIn
    from app.identity.service import Identity
    from app.kiosk.channel import Channel, Order
    from app.kiosk.document_scanner import DocumentScanner
    from app.kiosk.model import KeeperEnd
    from app.kiosk.service import Kiosk
    from app.kiosk.sticks import Sticks
    from app.printing.service import Printer
    from app.safe import Safe
    from forms.procedure import Procedure
    from views.platform.doorbell import Doorbell
    from views.platform.embedded_portal import EmbeddedPortal
    from views.platform.hand_over import HandOver
    from views.platform.kiosk_page import KioskPage
    from views.platform.voice import Voice
    from views.platform.window_choice import WindowChoice
    from views.shared.preferences import Preference
    from views.shared.services import Services

ROOT = Path(__file__).resolve().parent
FIRST_NEEDED = (
    "app.catalogue.service", "api_client.client", "app.documents.service", "app.identity.service", "app.outbox.service",
    "app.payments.service", "app.seals.service", "app.tracking.service", "views.platform.flet_device", "views.app",
    "views.home.screen",
)  # fmt: skip
"""What the first screen needs; every other screen is imported at its first visit."""

NO_BROWSER = (
    "Không mở được trình duyệt nào ở đây. Hãy mở địa chỉ này trong trình duyệt trên máy này (dùng được một lần): / "
    "No browser can be opened here. Open this address in a browser on this machine (it works once):"
)
NO_POLICIES = (
    "Chưa cài chính sách của Chromium cho máy dùng chung (deploy/kiosk): người dùng có thể thoát ra ngoài. / "
    "Chromium's policies for a terminal (deploy/kiosk) are not installed: people may get out of the app."
)
SESSION = "kiosk-session"
"""What the keeper of a terminal starts for each citizen."""
ALREADY_OPEN = "Một Cửa đang mở; cửa sổ đang hiện ra. / Một Cửa is already open; here is its window."
AT_THE_DESK = "Bàn làm việc của cán bộ (người mẫu) / The desk of (sample) officers:"
ASSETS = ROOT / "assets"
LONGEST_BUILD_S = 10
OUT_OF_SERVICE = 10
"""Exit code of a keeper that staff ended at the screen: ``deploy/kiosk/session.sh`` then starts no other one."""


def entry() -> None:
    """Run the ``motcua`` command."""
    from forms.console import speak_utf8

    speak_utf8()
    sys.exit(command(sys.argv[1:]))


def command(arguments: Sequence[str]) -> int:
    """Carry out one command and return its exit code."""
    word = arguments[0] if arguments else "run"
    if word == "search":
        from app.catalogue.cli import main as search

        return search(arguments[1:])
    if word in ("doctor", "drafts"):
        from app.doctor import command as look_into

        return look_into(arguments)
    if word == SESSION:
        return _be_a_session()
    options = _parser().parse_args(arguments or ["run"])
    from app.startup import StartError

    try:
        if word == "kiosk":
            if options.set_up:
                return _set_terminal_up(options)
            return _end_as(asyncio.run(_keep_terminal(options)))
        asyncio.run(_run(options))
    except StartError as error:
        if error.problem in ("already_open", "port_taken") and _first_is_shown(options):
            return 0
        sys.stderr.write(f"{error.in_words()}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _first_is_shown(options: argparse.Namespace) -> bool:
    """Show the window of the instance that has the folder open; False where nobody is to see it or none answers."""
    from app.startup import default_data_dir
    from views.platform.browser_window import open_browser
    from views.platform.doorbell import ring

    if options.no_browser or options.word == "kiosk":
        return False
    url = ring(options.data_dir or default_data_dir())
    if url is None:
        return False
    _say(ALREADY_OPEN if not url or open_browser(url) else f"{NO_BROWSER} {url}")
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua", description="Một Cửa: the citizen's app.")
    words = parser.add_subparsers(dest="word", required=True)
    for word, purpose in (("run", "start the app"), ("kiosk", "start the app for a terminal used by many")):
        sub = words.add_parser(word, help=purpose)
        sub.add_argument("--portal-url", help="the portal to talk to; default: one of its own on this machine")
        sub.add_argument("--data-dir", type=Path, help="where drafts are kept")
        sub.add_argument("--web", action="store_true", help="a browser window even where a native one can be had")
        sub.add_argument("--port", type=int, default=0, help="port of the browser window; default: a free one")
        sub.add_argument("--lang", choices=("vi", "en"), help="language of the screens")
        sub.add_argument("--no-browser", action="store_true", help="print READY and the address, open nothing")
        if word == "kiosk":
            sub.add_argument("--windowed", action="store_true", help="in a window, for a first look")
            sub.add_argument("--set-up", action="store_true", help="ask for settings and the staff's PIN; keep them")
    words.add_parser("doctor", help="counts and states, no personal values", add_help=False)
    words.add_parser("drafts", help="list, export, import", add_help=False)
    words.add_parser("search", help="search the catalogue", add_help=False)
    return parser


# --- a terminal used by many ------------------------------------------------------------------------------------------


def _set_terminal_up(options: argparse.Namespace) -> int:
    """Ask whoever installs a terminal for its settings and the staff's PIN."""
    from getpass import getpass

    from app.kiosk import starting
    from app.kiosk.setting_up import set_up
    from app.startup import default_data_dir

    folder = options.data_dir or default_data_dir() / "kiosk"
    lock = starting.only_keeper(folder)
    try:
        return set_up(folder, ask=input, ask_hidden=getpass, say=_say, random=SystemRandom())
    except EOFError:
        return 1
    finally:
        os.close(lock)


def _end_as(end: KeeperEnd) -> int:
    """Return the exit code of a keeper, or begin anew in its place."""
    if end == "renewed":
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very command
    return OUT_OF_SERVICE if end == "closed" else 0


async def _keep_terminal(options: argparse.Namespace) -> KeeperEnd:
    """Keep a terminal: one session after the other, until told to stop; return why no more."""
    from api_client.client import PortalClient
    from app.kiosk import browser, starting
    from app.kiosk.keeper import Around, Keeper, PortalElsewhere
    from app.kiosk.reach import is_of_this_machine
    from app.kiosk.registration import end_sign_ins, with_sample_terminal
    from app.kiosk.setting_up import NO_PHONES
    from app.startup import default_data_dir
    from views.platform.embedded_portal import EmbeddedPortal

    _listen_to_log_level(os.environ)
    folder = options.data_dir or default_data_dir() / "kiosk"
    lock = starting.only_keeper(folder)
    settings = starting.settings_in(folder)
    portal_url, own = options.portal_url or settings.portal_url, folder / "portal"
    chromium = None if options.no_browser else starting.chromium(os.environ)
    if chromium is not None and not options.windowed and not browser.has_policies():
        sys.stderr.write(f"{NO_POLICIES}\n")
    if is_of_this_machine(portal_url):
        sys.stderr.write(f"{NO_PHONES}\n")
    around = Around(
        folder=folder,
        session=[sys.executable, str(ROOT / "main.py"), SESSION],
        chromium=chromium,
        environment=os.environ,
        clock=now,
        tell=lambda url: _say(f"READY {url}") if chromium is None else None,
        end_sign_ins=lambda settings, url: end_sign_ins(PortalClient(url), settings),
        language=options.lang,
        is_windowed=options.windowed,
        registered=(lambda settings: settings) if portal_url else partial(with_sample_terminal, portal_folder=own),
    )
    portal = PortalElsewhere(portal_url) if portal_url else EmbeddedPortal(own, options=("--sample-terminal",))
    keeper = Keeper(around, settings, memory=starting.memory_place(os.environ), portal=portal)
    _stop_on_signals(keeper.stop)
    try:
        return await keeper.run()
    finally:
        os.close(lock)


def _be_a_session() -> int:
    """Wait, with everything imported, for the keeper's order; then be the app for one citizen, until killed."""
    from app.kiosk.channel import Channel
    from app.kiosk.processes import keep_memory_to_oneself
    from app.startup import StartError

    keep_memory_to_oneself()
    channel = Channel.of_this_process()
    _import(FIRST_NEEDED)
    from views.app import AT_A_KIOSK, PAGES

    places = (*PAGES.values(), *AT_A_KIOSK.values())
    _import(("flet_web.fastapi", "uvicorn", *(place.split(":")[0] for place in places)))
    order = channel.wait_for_order()
    if order is None:
        return 0
    options = argparse.Namespace(
        word=SESSION, portal_url=order.portal_url, port=0, lang=order.language, web=True, no_browser=True
    )

    async def until_killed() -> None:
        attending = asyncio.create_task(channel.attend(gone=lambda: os.kill(os.getpid(), signal.SIGKILL)))
        await _run(options, channel=channel, order=order)
        attending.cancel()

    try:
        asyncio.run(until_killed())
    except StartError as error:
        sys.stderr.write(f"{error.in_words()}\n")
        return 1
    return 0


# --- running ----------------------------------------------------------------------------------------------------------


async def _run(options: argparse.Namespace, *, channel: Channel | None = None, order: Order | None = None) -> None:
    """Start the app and show it until it is closed or told to stop.

    Args:
        options: What the command said.
        channel: At a terminal, the way to its keeper.
        order: At a terminal, what the keeper said.
    """
    from app.startup import StartError, default_data_dir
    from views.platform.browser_window import PortTakenError, bind
    from views.platform.doorbell import Doorbell
    from views.platform.window_choice import WindowChoice

    _listen_to_log_level(os.environ)
    choice = _choose_window(options)
    try:
        listening = bind(options.port)
    except PortTakenError as error:
        raise StartError("port_taken", str(error)) from None
    return_url = f"http://127.0.0.1:{listening.getsockname()[1]}/callback"
    folder = order.folder / "app" if order else options.data_dir or default_data_dir()
    async with _open_safe(folder, is_kiosk=order is not None) as safe:
        _note_kinds_of_errors(order.catalogue.parent if order else folder)
        doorbell = Doorbell(folder)
        doorbell.hang(listening.getsockname()[1])
        product = Product(
            options, folder=folder, safe=safe, return_url=return_url, doorbell=doorbell, channel=channel, order=order
        )
        is_open = asyncio.Event()
        building = asyncio.create_task(product.build(when=is_open))
        try:
            if choice.is_native:
                if await _in_native_window(product, listening, choice=choice, building=building, is_open=is_open):
                    return
                choice = WindowChoice(False, "did_not_open")
            await _in_browser_window(product, listening, choice=choice, building=building, is_open=is_open)
        finally:
            doorbell.take_down()
            building.cancel()
            await product.close()


def _choose_window(options: argparse.Namespace) -> WindowChoice:
    from views.platform.window_choice import choose_window, installed_client

    wants_browser = options.web or options.no_browser
    return choose_window(
        is_kiosk=options.word == SESSION,
        wants_browser=wants_browser,
        client=None if wants_browser else installed_client(os.environ),
        environment=os.environ,
    )


async def _in_native_window(
    product: Product, listening: socket, *, choice: WindowChoice, building: asyncio.Task[None], is_open: asyncio.Event
) -> bool:
    """Show the app in a window of its own until that is closed; False when it did not open."""
    from views.platform.native_window import NativeWindow, NativeWindowError

    async def show(page: ft.Page) -> None:
        is_open.set()
        await product.show(page, building)

    window = NativeWindow(
        listening, client=choice.client, assets=ASSETS, main=show, callback=_way_back(product, building),
        doorbell=product.doorbell,
    )  # fmt: skip
    _say(choice.in_words())
    try:
        await _until_closed(window.serve(), building, window.stop)
    except NativeWindowError:
        return False
    return True


async def _in_browser_window(
    product: Product, listening: socket, *, choice: WindowChoice, building: asyncio.Task[None], is_open: asyncio.Event
) -> None:
    """Serve the app to a browser of this machine until told to stop."""
    from views.platform.browser_window import BrowserWindow, open_browser
    from views.platform.hand_over import HandOver
    from views.platform.voice import Voice

    async def show(page: ft.Page) -> None:
        await product.show(page, building)

    def opened(url: str) -> None:
        is_open.set()
        if product.channel is not None:
            product.channel.say(ready=url)
        elif product.options.no_browser:
            _say(f"READY {url}")
        else:
            _say(choice.in_words() if open_browser(url) else f"{NO_BROWSER} {url}")

    hand_over = product.hand_over = HandOver()
    voice = product.voice = Voice()
    window = BrowserWindow(
        listening, assets=ASSETS, main=show, callback=_way_back(product, building), hand_over=hand_over, voice=voice,
        doorbell=product.doorbell, kiosk=product.kiosk_page,
    )  # fmt: skip
    await _until_closed(window.serve(opened), building, window.stop)


def _way_back(product: Product, building: asyncio.Task[None]) -> Callable[[Mapping[str, str]], Awaitable[str]]:
    """Return what finishes a sign-in once the services are built; the first screen where they wait for a passphrase."""

    async def come_back(query: Mapping[str, str]) -> str:
        await asyncio.wait((building,), timeout=LONGEST_BUILD_S)
        return await product.finish_sign_in(query) if product.services is not None else "/"

    return come_back


async def _until_closed(window: Coroutine[Any, Any, None], building: asyncio.Task[None], stop: Any) -> None:
    """Serve a window; a product that cannot be built ends it."""
    serving = asyncio.create_task(window)
    _stop_on_signals(stop)
    try:
        await asyncio.wait((building, serving), return_when=asyncio.FIRST_COMPLETED)
        if building.done():
            await building
        await serving
    finally:
        serving.cancel()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _listen_to_log_level(environment: Mapping[str, str]) -> None:
    import logging

    level = environment.get("MOTCUA_LOG", "WARNING").upper()
    logging.basicConfig(level="WARNING", stream=sys.stderr)
    # Ours only: httpx tells addresses with ids, Pillow where a photo was taken, Flet session keys (I10).
    for name in ("main", "app", "views", "api_client", "forms", "motcua"):
        logging.getLogger(name).setLevel(level if level in logging.getLevelNamesMapping() else "WARNING")


def _note_kinds_of_errors(folder: Path) -> None:
    import logging

    from app.last_errors import LastErrors

    logging.getLogger().addHandler(LastErrors(folder))


def _stop_on_signals(stop: Any) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, stop)


@contextlib.asynccontextmanager
async def _open_safe(folder: Path, *, is_kiosk: bool) -> AsyncIterator[Safe]:
    """Give the vault and its key, opened or waiting for a passphrase."""
    from app.safe import Safe

    safe = await Safe.open(folder, environment=os.environ, is_kiosk=is_kiosk, clock=now)
    try:
        yield safe
    finally:
        await safe.close()


def now() -> datetime:
    """Return the time, aware UTC; ``MOTCUA_CLOCK_SKEW_S`` moves it for trials."""
    return datetime.now(UTC) + timedelta(seconds=float(os.environ.get("MOTCUA_CLOCK_SKEW_S") or 0))


def _import(names: Sequence[str]) -> None:
    for name in names:
        import_module(name)


# --- composing --------------------------------------------------------------------------------------------------------


@dataclass
class Product:
    """The app's services and what runs beside them, built once per process."""

    options: argparse.Namespace
    folder: Path
    safe: Safe
    return_url: str
    doorbell: Doorbell | None = None
    """Answers a second start of the app."""
    channel: Channel | None = None
    """At a terminal used by many: the way to the process that keeps it."""
    order: Order | None = None
    kiosk: Kiosk | None = None
    services: Services | None = None
    portal: EmbeddedPortal | None = None
    hand_over: HandOver | None = None
    """Files going to and from a browser window; a native one needs none."""
    voice: Voice | None = None
    """What a browser window reads aloud; a native one cannot."""
    kiosk_page: KioskPage | None = None
    """At a terminal: what the page's scripts tell and ask."""
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _has_begun: bool = False
    _said_portal: str | None = None
    _route: Callable[[], str] = str
    """Returns where the active tab is."""

    def __post_init__(self) -> None:
        """Be a terminal's session, if the keeper ordered one."""
        if self.channel is not None and self.order is not None:
            from app.kiosk.service import Kiosk

            self.kiosk = Kiosk(
                self.order.settings, self.channel, monotonic=time.monotonic,
                is_form_open=lambda: self._route().startswith(("/drafts/", "/sign-in", "/kiosk/hand-over")),
                is_just_erased=self.order.is_just_erased,
            )  # fmt: skip
            from app.scanning.hand_scanner import HandScanner
            from views.platform.kiosk_page import KioskPage

            self.kiosk_page = KioskPage(self.kiosk, HandScanner())

    @property
    def is_kiosk(self) -> bool:
        """Whether many use this terminal."""
        return self.kiosk is not None

    async def build(self, *, when: asyncio.Event) -> None:
        """Build every service and read what each keeps on this device.

        Args:
            when: Set once the window is served: while the browser starts its client there is time for this.
        """
        await when.wait()
        await asyncio.to_thread(_import, FIRST_NEEDED)  # in a thread, so that the browser is answered meanwhile
        from api_client.client import PortalClient
        from app.catalogue.seen import SeenProcedures
        from app.catalogue.service import CatalogueService
        from app.catalogue.shelf import Shelf
        from app.documents.binders import Binders
        from app.documents.box import Box
        from app.documents.holders import Holders
        from app.documents.service import Documents
        from app.drafts.service import Drafts
        from app.earlier.service import Earlier
        from app.identity.service import Identity
        from app.identity.sign_in import THIS_APP
        from app.outbox.service import Outbox
        from app.payments.service import Payments
        from app.relay.service import Relay
        from app.seals.service import Seals
        from app.startup import StartError
        from app.tracking.answers import answer_standing
        from app.tracking.service import Tracking
        from views.platform.embedded_portal import EmbeddedPortal
        from views.platform.flet_device import FletDevice
        from views.platform.flet_network import FletNetwork
        from views.platform.flet_speech import FletSpeech
        from views.shared.one_window import OneWindow
        from views.shared.preferences import Preferences
        from views.shared.services import Services

        await self.safe.opened.wait()  # until then the first screen asks for the passphrase
        vault, random = self.safe.vault, SystemRandom()
        preferences = Preferences(await self._kept_preference(), self._keep_preference)
        self.one_window = OneWindow()

        def language() -> str:
            return preferences.state.language

        if not self.options.portal_url and not self.is_kiosk:
            self.portal = EmbeddedPortal(self.folder / "portal")
        portal = PortalClient(
            self.options.portal_url or self._portal_url,
            tokens=lambda: identity.access_token(),
            rejected=lambda token: identity.reject(token),
            language=language,
        )
        try:
            seen = SeenProcedures(None if self.is_kiosk else vault, owner=lambda: owner())
            place = self.order.catalogue if self.order else self.folder / "catalogue"
            shipped = ASSETS / "catalogue.json.gz"
            offered = self.kiosk.settings.services if self.kiosk is not None else ()
            catalogue = await asyncio.to_thread(
                CatalogueService, place, shipped, portal, clock=now, seen=seen, offered=offered
            )
        except Exception as error:
            raise StartError("no_catalogue", type(error).__name__) from error
        terminal = _registered(self.kiosk)
        identity = Identity(portal, vault, now, random, language=language, client=terminal or THIS_APP)

        def owner() -> str | None:
            return identity.session.subject if identity.session else None

        documents, box = Documents(vault, clock=now, owner=owner), Box(vault, clock=now, owner=owner)
        autosave_seconds = float(os.environ.get("MOTCUA_AUTOSAVE_MS") or 300) / 1000

        def rules(procedure: Procedure) -> Any:
            from forms.flow import Form

            assert procedure.form is not None
            return Form(procedure.form, catalogue.lists, procedure.papers, catalogue.places)

        drafts = Drafts(
            vault, procedures=catalogue.find, clock=now, owner=owner, form_of=rules, language=language,
            catalogue_on=lambda: catalogue.built_on, autosave_seconds=autosave_seconds,
        )  # fmt: skip

        self.network = FletNetwork(lambda: outbox.wake())
        outbox = Outbox(
            vault, drafts, portal, identity=identity, forms=rules, clock=now, random=random, documents=documents,
            network=self.network, language=language,
        )  # fmt: skip
        tracking = Tracking(vault, portal, identity, now, random=random)
        payments = Payments(vault, portal, identity, random=random)
        seals = Seals(vault, portal)
        kept_in = None if self.is_kiosk else vault
        shelf = Shelf(kept_in, owner=owner)
        earlier = Earlier(kept_in, drafts, forms=rules, owner=owner, clock=now)
        await identity.load()
        holders = Holders(drafts, documents, standing=answer_standing(tracking, outbox))
        binders = Binders(vault, holders, clock=now)
        for service in (drafts, documents, box, outbox, tracking, binders, payments, seals, shelf, earlier):
            await service.load()
        identity.subscribe(lambda: self._spawn(shelf.adopt()))
        self._outbox = outbox
        if self.kiosk_page is not None:
            self.kiosk_page.look = lambda: (preferences.state.language, preferences.state.theme)
        if self.portal is not None:
            self.portal.when_ready(outbox.wake)
            self.portal.when_ready(lambda: self._spawn(self._catch_up()))
            self.portal.when_ready(self._say_desk)
        self.services = Services(
            catalogue=catalogue, shelf=shelf, drafts=drafts, outbox=outbox, identity=identity, tracking=tracking,
            payments=payments, seals=seals, documents=documents, changes=vault.changes, preferences=preferences,
            holders=holders, binders=binders, box=box,
            relay=Relay(drafts, vault, portal, random=random, terminal=terminal), sticks=_sticks(self.kiosk),
            document_scanner=_document_scanner(self.kiosk),
            printer=_printer(self.kiosk),
            device=FletDevice(self.hand_over), clock=now, return_url=self.return_url, safe=self.safe,
            notices=self._notices, earlier=earlier, speech=FletSpeech(self.voice) if self.voice else None,
            kiosk=self.kiosk, kiosk_page=self.kiosk_page, scanner=self.kiosk_page.scanner if self.kiosk_page else None,
            sign_in_by_phone=_by_phone(identity, portal, terminal) if terminal is not None else None,
        )  # fmt: skip

    async def show(self, page: ft.Page, building: asyncio.Task[None]) -> None:
        """Show the app in a new tab or window, which becomes the active one; first ask for a passphrase, if need be."""
        from views.app import dress

        if self.safe.opened.is_set():
            await building
            page.render_views(self._dressed_app(page))
            return
        from views.account.unlocking import AskedPassphrase
        from views.shared.preferences import Preference, Preferences

        asked = Preferences(Preference(language=self.options.lang or "vi"))
        dress(page, asked.state)

        async def enter() -> Callable[[], object]:
            await building
            return self._dressed_app(page)

        page.render_views(AskedPassphrase, self.safe, asked, enter)

    def _dressed_app(self, page: ft.Page) -> Callable[[], object]:
        """Make this tab or window the active one and return what draws the app in it."""
        from views.app import App, dress

        assert self.services is not None
        preferences = self.services.preferences
        dress(page, preferences.state)
        session = page.session.id
        self.one_window.activate(session)
        self._route = lambda: page.route or "/"
        page.run_task(self.network.watch, page)
        return partial(App, self.services, preferences, self.one_window, session, self.first_drawn)

    async def first_drawn(self) -> None:
        """Start what the first screen did not need: the embedded portal, the sending of parcels, the search index."""
        if self._has_begun:
            return
        self._has_begun = True
        assert self.services is not None
        self._spawn(asyncio.to_thread(self.services.catalogue.get_ready))
        self._spawn(self.services.catalogue.keep_fresh(asyncio.sleep))
        if self.portal is not None:
            self.portal.start()
        else:
            self._spawn(self._catch_up())
        self._spawn(self._outbox.run())
        if self.channel is not None and self.kiosk is not None:
            self.channel.say(drawn=True)
            self._spawn(self.kiosk.watch())
            if self.kiosk_page is not None and self.order is not None and self.order.has_browser:
                self._spawn(self.kiosk_page.watch())

    async def finish_sign_in(self, query: Mapping[str, str]) -> str:
        """Finish a sign-in and return the route to show."""
        from app.identity.model import SignedIn

        assert self.services is not None
        outcome = await self.services.identity.finish_sign_in(query)
        if isinstance(outcome, SignedIn):
            from views.applications.guest_screen import route_after_sign_in

            self._outbox.wake()
            return route_after_sign_in(self.services.drafts, outcome.return_route)
        query_back = {"problem": outcome.reason.value} | ({"return": back} if (back := outcome.return_route) else {})
        return f"/sign-in?{urlencode(query_back)}"

    async def close(self) -> None:
        """Save what is not saved yet, and end everything that runs beside."""
        for task in self.tasks:
            task.cancel()
        if self.services is not None:
            await self.services.drafts.close()
        if self.portal is not None:
            await self.portal.stop()

    async def _catch_up(self) -> None:
        from app.startup import catch_up

        assert self.services is not None
        services = self.services
        await catch_up(identity=services.identity, seals=services.seals, catalogue=services.catalogue)

    def _say_desk(self) -> None:
        """Say where officers work, once; READY is the only line on standard output."""
        url = self._portal_url()
        if url != self._said_portal:
            self._said_portal = url
            sys.stderr.write(f"{AT_THE_DESK} {url}/desk\n")
            sys.stderr.flush()

    def _portal_url(self) -> str | None:
        return self.portal.url if self.portal is not None else None

    def _notices(self) -> tuple[str, ...]:
        from app.i18n import N_

        unprotected = N_("This device does not protect your drafts by itself: whoever can use it can read them.")
        not_whole = N_("Something on this device is not as you left it. Look under Account.")
        is_whole = self.safe.loss is None and not self.safe.unseen
        return (*(() if is_whole else (not_whole,)), *((unprotected,) if self.safe.kind == "key_file" else ()))

    async def _kept_preference(self) -> Preference:
        from app.vault.errors import VaultDamagedError
        from views.shared.preferences import Preference

        kept: Mapping[str, Any] = {}
        with contextlib.suppress(VaultDamagedError):  # set aside and said; the screens look as they do at first
            kept = await self.safe.vault.get("settings", "preference") or {}
        known = {name: kept[name] for name in ("language", "theme", "text_scale") if name in kept}
        return Preference(**(known | ({"language": self.options.lang} if self.options.lang else {})))

    def _keep_preference(self, preference: Preference) -> None:
        self._spawn(self.safe.vault.put("settings", "preference", asdict(preference)))

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def _registered(kiosk: Kiosk | None) -> OAuthClient | None:
    """Return the client that a terminal is at its portal."""
    if kiosk is None:
        return None
    from app.kiosk.registration import client_of

    return client_of(kiosk.settings)


def _printer(kiosk: Kiosk | None) -> Printer | None:
    """Return the terminal's printer, None where there is none."""
    if kiosk is None or not kiosk.settings.printer:
        return None
    from app.printing.service import Printer

    return Printer(kiosk.settings.printer, kiosk.settings.paper)


def _sticks(kiosk: Kiosk | None) -> Sticks | None:
    """Return a terminal's USB sticks, where the office allows them."""
    if kiosk is None or not kiosk.settings.allows_usb:
        return None
    from app.kiosk.sticks import Sticks

    return Sticks()


def _document_scanner(kiosk: Kiosk | None) -> DocumentScanner | None:
    """Return the document scanner beside a terminal."""
    if kiosk is None or not kiosk.settings.scan_folder:
        return None
    from app.kiosk.document_scanner import DocumentScanner

    return DocumentScanner(Path(kiosk.settings.scan_folder))


def _by_phone(identity: Identity, portal: PortalClient, terminal: OAuthClient) -> Callable[[str], DeviceSignIn]:
    """Return what begins a sign-in at a terminal."""
    from app.identity.device_sign_in import DeviceSignIn

    return lambda route: DeviceSignIn(identity, portal, now, terminal=terminal, return_route=route)


if __name__ == "__main__":
    entry()
