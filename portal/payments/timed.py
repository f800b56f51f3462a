"""What payments do as time passes."""

from datetime import datetime

from portal.deps import Deps
from portal.payments.gateway import has_sandbox
from portal.payments.recheck import ask_about_undecided
from portal.payments.sandbox import deliver_due


async def tick(deps: Deps, now: datetime) -> None:
    """Send the sandbox gateway's owed notices; ask about payments that nobody reported."""
    if has_sandbox(deps):
        await deliver_due(deps, now=now)
    await ask_about_undecided(deps, now=now)
