"""What the desk forgets as time passes."""

from datetime import datetime

from portal.deps import Deps
from portal.officer.sessions import forget_ended


async def tick(deps: Deps, now: datetime) -> None:
    """Delete browser sessions that are over."""
    await deps.database.write(lambda session: forget_ended(session, now=now))
