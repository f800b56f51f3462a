"""What time does to dossiers: silence counts, documents left undrawn by a killed portal are drawn, records age."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.counters import forget_old_attempts
from portal.deps import Deps
from portal.dossiers.rendering import draw_missing
from portal.dossiers.tables import DocumentRow
from portal.idempotency import forget_old_records


async def tick(deps: Deps, now: datetime) -> None:
    """Let requests lapse, draw what is missing, forget what is old."""
    await deps.database.write(lambda session: deps.dossiers.lapse(session, now))
    undrawn = (
        select(DocumentRow.dossier_id)
        .where(DocumentRow.sha256.is_(None), DocumentRow.issued_at < now - timedelta(seconds=30))
        .distinct()
        .limit(20)
    )
    waiting = await deps.database.read(lambda session: list(session.execute(undrawn).scalars()))
    await draw_missing(deps, waiting)
    await deps.database.write(lambda session: forget_old_records(session, now=now))
    await deps.database.write(lambda session: forget_old_attempts(session, before=now - timedelta(days=1)))
