"""Packs a new release while nobody waits for it."""

from datetime import datetime

from portal.deps import Deps


async def tick(deps: Deps, now: datetime) -> None:  # noqa: ARG001  every timed work is told the time
    """Pack the present release, unless that is done."""
    from portal.catalogue.routes import answers_of

    await answers_of(deps).pack()
