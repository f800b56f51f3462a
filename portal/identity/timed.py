"""What identity forgets as time passes."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.identity.device import forget_old_requests
from portal.identity.grants import forget_expired
from portal.identity.service import forget_old_sign_ins


async def tick(deps: Deps, now: datetime) -> None:
    """Delete what ended long ago."""

    def forget(session: Session) -> None:
        forget_old_sign_ins(session, now=now)
        forget_old_requests(session, now=now)
        forget_expired(session, now=now)

    await deps.database.write(forget)
