"""The ``motcua`` command: ``motcua run | kiosk | doctor | drafts | search``.

What it starts is built in ``views/running``; each layer is imported only when it is needed, so that the first screen
does not wait.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

ALREADY_OPEN = "Một Cửa đang mở; cửa sổ đang hiện ra. / Một Cửa is already open; here is its window."


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
        from app.commands import command as look_into

        return look_into(arguments)
    if word == "kiosk-session":  # what the keeper of a terminal starts for each citizen
        from views.running.terminal import be_a_session

        return be_a_session()
    options = _parser().parse_args(arguments or ["run"])
    from app.startup import StartError

    try:
        if word == "kiosk":
            from views.running import terminal

            return (
                terminal.set_up(options) if options.set_up else terminal.exit_code(asyncio.run(terminal.keep(options)))
            )
        from views.running.starting import run

        asyncio.run(run(options))
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
    from views.running.process import say
    from views.running.windows import NO_BROWSER

    if options.no_browser or options.word == "kiosk":
        return False
    url = ring(options.data_dir or default_data_dir())
    if url is None:
        return False
    say(ALREADY_OPEN if not url or open_browser(url) else f"{NO_BROWSER} {url}")
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
    words.add_parser("drafts", help="list, export, import, receiving code, what was set aside", add_help=False)
    words.add_parser("search", help="search the catalogue", add_help=False)
    return parser


if __name__ == "__main__":
    entry()
