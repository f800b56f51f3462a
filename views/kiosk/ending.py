"""Before the session ends with something unfinished: file it, take it along, or let it be erased."""

import flet as ft

from app.kiosk.model import EndReason
from views.design import Body, Button, Card, Notice, Row, Screen, Small, StatusPill, Strong
from views.kiosk.unfinished import Unfinished, unfinished
from views.shared.boundary import page
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_redraw, use_subscription
from views.shared.navigation import draft_route, request_route, to


@page
def EndPage() -> ft.View:
    """What was begun and is not filed, and what can be done with each of it."""
    around = use_surroundings()
    services, t, redraw = around.services, around.text, use_redraw()
    use_subscription(lambda: services.changes.subscribe(lambda _changed: redraw()))
    left = unfinished(services)
    kiosk = services.kiosk
    assert kiosk is not None

    async def end() -> None:
        await kiosk.end(EndReason.BUTTON)

    if not left:
        body: list[ft.Control] = [Body(t("Nothing you began here is left. When you end, this machine forgets you."))]
        footer = [Button(t("End now"), end, key="end-now", full=True)]
    else:
        erased = t("What is not filed is erased from this machine when you end. Nobody can bring it back.")
        body = [Notice("needs_you", t("You are not done yet"), erased), *_tiles(left, around)]
        footer = [Button(t("Erase it and end"), end, kind="danger", key="end-now", full=True)]
    return Screen(t("Before you end"), body, back="/", footer=footer, navigation=False)


def _tiles(left: Unfinished, around: Surroundings) -> list[ft.Control]:
    t, find = around.text, around.services.catalogue.find
    tiles: list[ft.Control] = []
    for parcel in left.waiting:
        words = t("Not filed. Do not leave; move it to your phone or call staff.")
        see = Button(t("See what waits: {title}", title=parcel.title), to("/applications/outbox"), kind="secondary")
        pill = StatusPill("waiting", t("Waiting to send · not filed"))
        tiles.append(Card([pill, Strong(parcel.title), Body(words), Row([see], wrap=True)]))
    for dossier, request in left.answers:
        name = t.text(dossier.procedure_name)
        words = t("What you began to answer the office is not sent.")
        go_on = Button(
            t("Go on with the answer: {title}", title=name), to(request_route(dossier.id, request.id)),
            key=f"answer-{request.id}",
        )  # fmt: skip
        tiles.append(Card([Strong(name), Body(words), Row([go_on], wrap=True)]))
    for draft in left.drafts:
        procedure = find(draft.procedure_code)
        title = draft.title or (t.text(procedure.name) if procedure else draft.procedure_code)
        tiles.append(
            Card(
                [
                    StatusPill("draft", t("Draft · not filed")),
                    Strong(title),
                    Small(t("Go on, or take it along: your phone goes on where you stopped.")),
                    Row(
                        [
                            Button(
                                t("Move to my phone: {title}", title=title),
                                to(f"/kiosk/hand-over?draft={draft.id}"),
                                key=f"hand-over-{draft.id}",
                            ),
                            Button(
                                t("Go on filling in: {title}", title=title),
                                to(draft_route(draft.id, draft.step_id)),
                                kind="secondary",
                                key=f"go-on-{draft.id}",
                            ),
                        ],
                        wrap=True,
                    ),
                ],
                key=f"unfinished-{draft.id}",
            )
        )
    return tiles
