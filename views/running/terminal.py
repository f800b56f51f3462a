"""A terminal used by many: its keeper, and the process that is the app for one citizen."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING

from views.running.process import ROOT, import_all, listen_to_log_level, now, say, stop_on_signals
from views.running.windows import SESSION

if TYPE_CHECKING:
    from app.identity.model import SignInProblem
    from app.kiosk.model import KeeperEnd
    from app.kiosk.settings import KioskSettings

NO_POLICIES = (
    "Chưa cài chính sách của Chromium cho máy dùng chung (deploy/kiosk): người dùng có thể thoát ra ngoài. / "
    "Chromium's policies for a terminal (deploy/kiosk) are not installed: people may get out of the app."
)
OUT_OF_SERVICE = 10
"""Exit code of a keeper that staff ended at the screen: ``deploy/kiosk/session.sh`` then starts no other one."""


def set_up(options: argparse.Namespace) -> int:
    """Ask whoever installs a terminal for its settings and the staff's PIN."""
    from getpass import getpass

    from app.kiosk import setting_up, starting
    from app.startup import default_data_dir

    folder = options.data_dir or default_data_dir() / "kiosk"
    lock = starting.only_keeper(folder)
    try:
        return setting_up.set_up(folder, ask=input, ask_hidden=getpass, say=say, random=SystemRandom())
    except EOFError:
        return 1
    finally:
        os.close(lock)


async def keep(options: argparse.Namespace) -> KeeperEnd:
    """Keep a terminal: one session after the other, until told to stop; return why no more."""
    from app.kiosk import browser, starting
    from app.kiosk.keeper import Around, Keeper, PortalElsewhere
    from app.kiosk.reach import is_of_this_machine
    from app.kiosk.registration import with_sample_terminal
    from app.kiosk.setting_up import NO_PHONES
    from app.startup import default_data_dir
    from views.platform.embedded_portal import EmbeddedPortal

    listen_to_log_level(os.environ)
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
        tell=lambda url: say(f"READY {url}") if chromium is None else None,
        end_sign_ins=_end_sign_ins,
        language=options.lang,
        is_windowed=options.windowed,
        registered=(lambda settings: settings) if portal_url else partial(with_sample_terminal, portal_folder=own),
    )
    portal = PortalElsewhere(portal_url) if portal_url else EmbeddedPortal(own, options=("--sample-terminal",))
    keeper = Keeper(around, settings, memory=starting.memory_place(os.environ), portal=portal)
    stop_on_signals(keeper.stop)
    try:
        return await keeper.run()
    finally:
        os.close(lock)


async def _end_sign_ins(settings: KioskSettings, portal_url: str) -> SignInProblem | None:
    """End whatever is signed in at this terminal, over a connection of its own."""
    from api_client.client import PortalClient
    from app.kiosk.registration import end_sign_ins

    portal = PortalClient(portal_url)
    try:
        return await end_sign_ins(portal, settings)
    finally:
        await portal.aclose()


def be_a_session() -> int:
    """Wait, with everything imported, for the keeper's order; then be the app for one citizen, until killed."""
    from app.kiosk.channel import Channel
    from app.kiosk.processes import keep_memory_to_oneself
    from app.startup import StartError
    from views.running.product import FIRST_NEEDED

    keep_memory_to_oneself()
    channel = Channel.of_this_process()
    import_all(FIRST_NEEDED)
    from views.app import AT_A_KIOSK, PAGES
    from views.running.starting import run

    places = (*PAGES.values(), *AT_A_KIOSK.values())
    import_all(("flet_web.fastapi", "uvicorn", *(place.split(":")[0] for place in places)))
    order = channel.wait_for_order()
    if order is None:
        return 0
    options = argparse.Namespace(
        word=SESSION, portal_url=order.portal_url, port=0, lang=order.language, web=True, no_browser=True
    )

    async def until_killed() -> None:
        attending = asyncio.create_task(channel.attend(gone=lambda: os.kill(os.getpid(), signal.SIGKILL)))
        await run(options, channel=channel, order=order)
        attending.cancel()

    try:
        asyncio.run(until_killed())
    except StartError as error:
        sys.stderr.write(f"{error.in_words()}\n")
        return 1
    return 0


def exit_code(end: KeeperEnd) -> int:
    """Return the exit code of a keeper, or begin anew in its place."""
    if end == "renewed":
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very command
    return OUT_OF_SERVICE if end == "closed" else 0
