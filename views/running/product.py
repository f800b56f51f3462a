"""The app while it runs: its services shown in a window, and what goes on beside them."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from views.running.equipment import session_of
from views.running.process import import_all

if TYPE_CHECKING:
    import flet as ft

    from app.kiosk.channel import Channel, Order
    from app.kiosk.service import Kiosk
    from app.safe import Safe
    from views.platform.device_secrets import DeviceSecrets
    from views.platform.doorbell import Doorbell
    from views.platform.embedded_portal import EmbeddedPortal
    from views.platform.hand_over import HandOver
    from views.platform.kiosk_page import KioskPage
    from views.platform.voice import Voice
    from views.shared.preferences import Preference
    from views.shared.services import Services

log = logging.getLogger(__name__)

FIRST_NEEDED = (
    "app.catalogue.service", "api_client.client", "app.documents.service", "app.identity.service", "app.outbox.service",
    "app.payments.service", "app.seals.service", "app.tracking.service", "views.platform.flet_device", "views.app",
    "views.home.screen",
)  # fmt: skip
"""What the first screen needs; every other screen is imported at its first visit."""
AT_THE_DESK = "Bàn làm việc của cán bộ (người mẫu) / The desk of (sample) officers:"


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
    device_secrets: DeviceSecrets | None = None
    """On a phone: its keystore, which is asked through the window."""
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
            self.kiosk, self.kiosk_page = session_of(self.channel, self.order, route=lambda: self._route())

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
        await asyncio.to_thread(import_all, FIRST_NEEDED)
        from views.platform.embedded_portal import EmbeddedPortal
        from views.platform.flet_network import FletNetwork
        from views.running.building import build_services
        from views.shared.one_window import OneWindow
        from views.shared.preferences import Preferences, kept_preference

        await self.safe.opened.wait()  # until then the first screen asks for the passphrase
        kept = await kept_preference(self.safe.vault, language=self.options.lang)
        if not self.options.portal_url and not self.is_kiosk:
            self.portal = EmbeddedPortal(self.folder / "portal")
        self.one_window, self.network = OneWindow(), FletNetwork(self._wake)
        self.services = await build_services(
            self,
            Preferences(kept, self._keep_preference),
            portal_url=self.options.portal_url or self._portal_url,
            network=self.network,
        )
        if self.portal is not None:
            self.portal.when_ready(self._wake)
            self.portal.when_ready(lambda: self.spawn(self._catch_up()))
            self.portal.when_ready(self._say_desk)

    async def show(self, page: ft.Page, building: asyncio.Task[None]) -> None:
        """Show the app in a new tab or window, which becomes the active one; first ask for a passphrase, if need be."""
        from views.app import dress

        trouble = None
        if self.device_secrets is not None:
            self.device_secrets.use_window()
            if self.safe.kind == "device":
                trouble = await self.safe.open_by_device()
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

        page.render_views(AskedPassphrase, self.safe, asked, enter, trouble)

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
        self.spawn(asyncio.to_thread(self.services.catalogue.get_ready))
        self.spawn(self.services.catalogue.keep_fresh(asyncio.sleep))
        if self.portal is not None:
            self.portal.start()
        else:
            self.spawn(self._catch_up())
        self.spawn(self.services.outbox.run())
        if self.channel is not None and self.kiosk is not None:
            self.channel.say(drawn=True)
            self.spawn(self.kiosk.watch())
            if self.kiosk_page is not None and self.order is not None and self.order.has_browser:
                self.spawn(self.kiosk_page.watch())

    async def finish_sign_in(self, query: Mapping[str, str]) -> str:
        """Finish a sign-in and return the route to show."""
        from app.identity.model import SignedIn, SignInFailed, SignInProblem

        assert self.services is not None
        try:
            outcome = await self.services.identity.finish_sign_in(query)
        except Exception:
            log.exception("a sign-in failed")
            outcome = SignInFailed(SignInProblem.REFUSED)
        if isinstance(outcome, SignedIn):
            from views.applications.guest_screen import route_after_sign_in

            self._wake()
            return route_after_sign_in(self.services.drafts, outcome.return_route)
        query_back = {"problem": outcome.reason.value} | ({"return": back} if (back := outcome.return_route) else {})
        return f"/sign-in?{urlencode(query_back)}"

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Run something beside the screens, until it is done or the app is closed."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        """Save what is not saved yet, and end everything that runs beside."""
        for task in self.tasks:
            task.cancel()
        if self.services is not None:
            await self.services.drafts.close()
            await self.services.begun.close()
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

    def _wake(self) -> None:
        if self.services is not None:
            self.services.outbox.wake()

    def _portal_url(self) -> str | None:
        return self.portal.url if self.portal is not None else None

    def notices(self) -> tuple[str, ...]:
        """Return the message ids of what is to be said of this device as long as it is so."""
        from app.i18n import N_

        unprotected = N_("This device does not protect your drafts by itself: whoever can use it can read them.")
        not_whole = N_("Something on this device is not as you left it. Look under Account.")
        is_whole = self.safe.loss is None and not self.safe.unseen
        return (*(() if is_whole else (not_whole,)), *((unprotected,) if self.safe.kind == "key_file" else ()))

    def _keep_preference(self, preference: Preference) -> None:
        self.spawn(self.safe.vault.put("settings", "preference", asdict(preference)))
