"""Uploads that nobody filed go away by themselves; once an hour also what a killed portal left behind."""

from datetime import datetime

from portal.deps import Deps
from portal.uploads.checking import check_waiting
from portal.uploads.service import expire
from portal.uploads.sweeping import EVERY, sweep

SWEPT_AT = "uploads_swept_at"


async def tick(deps: Deps, now: datetime) -> None:
    """Expire uploads; sweep when it is time (each process counts for itself: one sweep too many does no harm)."""
    await expire(deps, now)
    await check_waiting(deps)
    swept_at = deps.extras.get(SWEPT_AT)
    if swept_at is None or now - swept_at >= EVERY:
        deps.extras[SWEPT_AT] = now
        await sweep(deps, now)
