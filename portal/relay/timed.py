"""What the relay forgets as time passes."""

from datetime import datetime

from portal.deps import Deps
from portal.relay.service import expire


async def tick(deps: Deps, now: datetime) -> None:
    """Empty boxes whose time is over."""
    await expire(deps, now)
