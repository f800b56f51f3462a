"""Uploads that nobody filed go away by themselves."""

from datetime import datetime

from portal.deps import Deps
from portal.uploads.service import expire


async def tick(deps: Deps, now: datetime) -> None:
    """Expire uploads."""
    await expire(deps, now)
