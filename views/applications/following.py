"""The lists of applications for a screen, kept up to date while it is shown."""

import asyncio

from views.applications.screen_model import ApplicationsModel
from views.shared.context import use_services
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.tracking.days import working_day_counter
from views.tracking.refreshing import keep_refreshing


def use_applications() -> ApplicationsModel:
    """Return the lists; the screen is drawn anew when this device or the portal knows something new."""
    services = use_services()
    model, _ = use_value(
        use_once(
            lambda: ApplicationsModel(
                drafts=services.drafts,
                outbox=services.outbox,
                tracking=services.tracking,
                identity=services.identity,
                find_procedure=services.catalogue.find,
                clock=services.clock,
                count=working_day_counter(services.catalogue),
            )
        )
    )

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_subscription(lambda: services.identity.subscribe(model.load))
    use_task(follow)
    return model
