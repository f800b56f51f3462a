"""``motcua-portal seed`` (sample people, with how each signs in) and ``motcua-portal terminal`` (public terminals)."""

import argparse
import contextlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import Any

from sqlalchemy.orm import Session

from portal.cli import add_place, settings_from
from portal.clock import system_clock
from portal.dossiers.offices import OFFICE_IDS, office_by_id
from portal.identity.device import remove_terminal
from portal.identity.people import sample_people
from portal.identity.service import add_people, seed_users
from portal.identity.terminal_settings import draw_settings, new_settings_code, seal_settings
from portal.identity.terminals import TERMINAL_ID, add_terminal, list_terminals, next_terminal_id

MAX_NAME = 100
_LOOPBACK = re.compile(r"//(localhost|127\.|\[::1\]|0\.0\.0\.0)")


def seed(arguments: Sequence[str]) -> int:
    """Write the people into the portal's database and print them."""
    parser = argparse.ArgumentParser(prog="motcua-portal seed", description="Make sample people.")
    parser.add_argument("--users", type=int, default=0, help="how many made-up citizens besides the sample people")
    parser.add_argument("--json", action="store_true", help="print one JSON list instead of lines")
    parser.add_argument("--production", action="store_true", help=argparse.SUPPRESS)
    add_place(parser)
    options = parser.parse_args(arguments)
    if options.production:
        sys.stderr.write("Sample people do not exist in production.\n")
        return 2
    people = _write_people(options, now=system_clock())
    if options.json:
        sys.stdout.write(json.dumps(people, ensure_ascii=False) + "\n")
    else:
        for person in people:
            sys.stdout.write(f"{person['personal_id']}  {person['pin']}  {person['role']:8}  {person['name']}\n")
    return 0


def _write_people(options: argparse.Namespace, *, now: datetime) -> list[dict[str, str]]:
    from portal.identity.keys import ensure_signing_key

    chance = SystemRandom()
    with _writing(options) as session:
        ensure_signing_key(session, now=now)
        add_people(session, sample_people(), offered=True, chance=chance)
        made_up = seed_users(session, options.users, chance=chance)
    sample = [
        {"subject": p.subject, "name": p.name, "personal_id": p.personal_id, "pin": p.pin, "role": p.role}
        for p in sample_people()
    ]
    return [*sample, *({**person, "role": "citizen"} for person in made_up)]


def terminal(arguments: Sequence[str]) -> int:
    """Add, list or remove public terminals; each answer is one line of JSON."""
    options = _terminal_parser().parse_args(arguments)
    with _writing(options) as session:
        match options.word:
            case "add":
                return _add_terminal(session, options)
            case "list":
                for row in list_terminals(session):
                    _say({"id": row.id, "office": row.office_id, "name": row.name, "added_at": row.added_at})
                return 0
            case _:
                if remove_terminal(session, options.id, now=system_clock()):
                    return 0
                sys.stderr.write(f"No terminal {options.id} is in service.\n")
                return 1


def _terminal_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motcua-portal terminal", description="Public terminals at which citizens sign in by phone."
    )
    words = parser.add_subparsers(dest="word", required=True)
    add = words.add_parser("add", help="register one and print its secret, which is not kept in clear anywhere")
    add.add_argument("--office", required=True, choices=OFFICE_IDS, help="the office it stands in")
    add.add_argument("--name", required=True, help="where the citizen finds it, in the office's words")
    add.add_argument("--url", help="how it and phones reach this portal: then its settings are given too, as one text")
    add.add_argument("--qr", type=Path, metavar="FILE.png", help="draw that text as a QR")
    add.add_argument(
        "--offer", action="append", default=[], metavar="CODE", help="a procedure offered there; default: all"
    )
    add.add_argument("--printer", help="its print queue")
    add.add_argument("--paper", choices=("80mm", "a5", "a4"), help="what the printer holds")
    add.add_argument("--id", help="as it stands on the machine; default: the office's next number")
    add_place(add)
    add_place(words.add_parser("list", help="those in service"))
    remove = words.add_parser("remove", help="take one out of service, with whoever is signed in there")
    remove.add_argument("id")
    add_place(remove)
    return parser


def _add_terminal(session: Session, options: argparse.Namespace) -> int:
    terminal_id, name = options.id or next_terminal_id(session, options.office), options.name.strip()
    if TERMINAL_ID.fullmatch(terminal_id) is None or not 0 < len(name) <= MAX_NAME or not name.isprintable():
        sys.stderr.write(f"An id is 3 to 32 of A-Z, 0-9, '.' and '-'; a name has 1 to {MAX_NAME} characters.\n")
        return 1
    secret = add_terminal(
        session, terminal_id, office_id=options.office, name=name, chance=SystemRandom(), now=system_clock()
    )
    if secret is None:
        sys.stderr.write(f"{terminal_id} is or was in use; ids are not given twice.\n")
        return 1
    told = {"id": terminal_id, "office": options.office, "name": name, "secret": secret}
    if options.url:
        told |= _settings_text(options, told)
    _say(told)
    return 0


def _settings_text(options: argparse.Namespace, told: dict[str, str]) -> dict[str, str]:
    """Return the terminal's settings as one sealed text with the code that opens it; draw it if asked to."""
    settings: dict[str, Any] = {
        "terminal_id": told["id"],
        "terminal_secret": told["secret"],
        "name": told["name"],
        "office": dict(office_by_id(options.office).name),
        "portal_url": options.url.rstrip("/"),
    }
    chosen = {"services": options.offer, "printer": options.printer, "paper": options.paper}
    settings |= {name: value for name, value in chosen.items() if value}
    chance = SystemRandom()
    code = new_settings_code(chance)
    text = seal_settings(settings, code, chance=chance)
    if options.qr is not None:
        draw_settings(text, options.qr)
    sys.stderr.write("Give settings_code to whoever sets the terminal up by another way than the settings.\n")
    if _LOOPBACK.search(options.url):
        sys.stderr.write("Phones cannot reach a portal by this address: nobody could sign in at the terminal.\n")
    return {"settings": text, "settings_code": code}


def _say(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False, default=str) + "\n")


@contextlib.contextmanager
def _writing(options: argparse.Namespace) -> Iterator[Session]:
    """Give a session of the portal's database, brought up to date; it is committed at the end."""
    from portal.db import database_url, make_engine
    from portal.schema import upgrade

    settings = settings_from(options)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    engine = make_engine(database_url(settings.database_url), for_writing=True)
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()
