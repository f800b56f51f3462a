"""After an end that nobody asked for: the draft that was being filled in is offered, with the time of its last save."""

import flet as ft

from app.drafts.service import Drafts
from views.design import Button, Notice, Row
from views.shared.boundary import view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_redraw, use_subscription
from views.shared.navigation import draft_route, go


def recovery_offer(drafts: Drafts) -> list[ft.Control]:
    """Return the offer, or nothing at all where there is nothing to offer."""
    return [RecoveryOffer()] if drafts.interrupted() is not None else []


@view
def RecoveryOffer() -> ft.Control:
    """The offer; nothing when the app was closed in order, or the draft was gone on with."""
    services, t, formats = use_services(), use_text(), use_formats()
    redraw = use_redraw()
    use_subscription(lambda: services.drafts.subscribe(lambda _draft_id: redraw()))
    draft = services.drafts.interrupted()
    if draft is None:
        return ft.Container(height=0, visible=False)

    async def go_on() -> None:
        await services.drafts.dismiss_interrupted()
        go(draft_route(draft.id, draft.step_id))

    procedure = services.catalogue.find(draft.procedure_code)
    title = draft.title or (t.text(procedure.name) if procedure is not None else draft.procedure_code)
    time = formats.date_time(draft.saved_at or draft.created_at)
    words = t("Your draft “{title}” as of {time} is here: everything up to then is saved.", title=title, time=time)
    buttons = Row(
        [
            Button(t("Go on with this draft"), go_on, key="recover"),
            Button(t("Not now"), services.drafts.dismiss_interrupted, kind="secondary", key="recover-later"),
        ],
        wrap=True,
    )
    return Notice("info", t("The app ended before you closed it"), words, buttons, key="recovery", announced=True)
