"""Publishes imported procedures into a portal's database, in one transaction."""

import argparse
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from forms.procedure import Procedure
from portal.catalogue.publishing import Published, publish
from portal.cli import settings_from
from portal.clock import system_clock
from portal.db import database_url, make_engine
from portal.schema import upgrade

ORIGIN = "national"


def publish_into(
    procedures: Iterable[Procedure], options: argparse.Namespace, *, now: datetime | None = None
) -> Published:
    """Publish into the database that the options name; an older schema is brought up to date first.

    Args:
        procedures: Each code once.
        options: ``database_url``, ``data_dir``, ``storage_url`` and ``whole`` of the command.
        now: When; the portal's clock decides otherwise.
    """
    options.data_dir = options.data_dir or Path("portal-data")
    settings = settings_from(options)
    if options.database_url is None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    engine = make_engine(database_url(settings.database_url), for_writing=True)
    try:
        with Session(engine) as session, session.begin():
            return publish(session, procedures, now=now or system_clock(), origin=ORIGIN, whole=options.whole)
    finally:
        engine.dispose()
