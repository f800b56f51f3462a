"""``motcua-portal seed --users N --json``: the sample people, and as many made-up ones, with how each signs in."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom

from sqlalchemy.orm import Session

from portal.cli import add_place, settings_from
from portal.clock import system_clock
from portal.identity.people import sample_people
from portal.identity.service import add_people, seed_users


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
    from portal.db import database_url, make_engine
    from portal.identity.keys import ensure_signing_key
    from portal.schema import upgrade

    settings, chance = settings_from(options), SystemRandom()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    engine = make_engine(database_url(settings.database_url), for_writing=True)
    try:
        with Session(engine) as session, session.begin():
            ensure_signing_key(session, now=now)
            add_people(session, sample_people(), offered=True, chance=chance)
            made_up = seed_users(session, options.users, chance=chance)
    finally:
        engine.dispose()
    sample = [
        {"subject": p.subject, "name": p.name, "personal_id": p.personal_id, "pin": p.pin, "role": p.role}
        for p in sample_people()
    ]
    return [*sample, *({**person, "role": "citizen"} for person in made_up)]
