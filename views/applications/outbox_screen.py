"""The outbox: what waits to be sent, why, when it was and will be tried, and what one can do about it."""

import flet as ft

from app.i18n import Formats, Translator
from app.outbox.model import Parcel, ParcelState, Reason
from views.applications.screen_model import OutboxModel, OutboxState
from views.applications.words import files_words, kind_words, parcel_name, reason_words, sent_share, tries_words
from views.design import (
    Body,
    Button,
    Card,
    Fact,
    Facts,
    Link,
    Notice,
    Progress,
    Row,
    Screen,
    Small,
    StatusPill,
    Strong,
)
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.navigation import to

CAN_BE_SENT_NOW = frozenset(
    {Reason.NOT_YET_TRIED, Reason.NO_NETWORK, Reason.PORTAL_UNAVAILABLE, Reason.OUTCOME_UNKNOWN}
)


@page
def OutboxPage() -> ft.View:
    """Everything on this device that is not with the office yet."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(use_once(lambda: OutboxModel(services.outbox)))
    use_subscription(lambda: services.changes.subscribe(model.load))
    state = model.state
    return Screen(
        t("Waiting to send"),
        [
            *_news(state, t),
            *(_parcel(parcel, model, t=t, formats=formats) for parcel in state.parcels),
            *([] if state.parcels else [_nothing(t)]),
        ],
        back="/applications",
        active="applications",
    )


def _news(state: OutboxState, t: Translator) -> list[ft.Control]:
    news: list[ft.Control] = []
    if state.received is not None:
        words = t("“{title}” is with the portal already, so it cannot be taken back here.", title=state.received)
        news.append(Notice("info", "", words, Link(t("See my applications"), to("/applications")), announced=True))
    if state.unknown:
        words = t("We cannot find out now whether the portal has it. Try again when there is a network.")
        news.append(Notice("waiting", "", words, announced=True))
    if state.parcels:
        title = t("Not filed. We send it when there is a network. Keep the app.")
        words = t("A legal deadline runs to the office's receipt. With a weak network, file at the counter or by post.")
        news.append(Notice("waiting", title, words))
    return news


def _parcel(parcel: Parcel, model: OutboxModel, *, t: Translator, formats: Formats) -> ft.Control:
    why, helps = reason_words(parcel, t)
    parts: list[ft.Control] = [
        StatusPill("waiting", t("Waiting to send · not filed")),
        Strong(parcel.title),
        Small(kind_words(parcel, t)),
        Body(f"{why}. {helps}"),
    ]
    if parcel.detail:
        parts.append(Notice("error", t("The portal says"), parcel.detail))
    if parcel.files:
        words = files_words(parcel, t, formats)
        parts += [Progress(round(sent_share(parcel) * 100), 100, label=words), Small(words)]
    parts.append(Facts([Fact(name, value) for name, value in tries_words(parcel, t, formats)]))
    parts.append(Row(_actions(parcel, model, t=t, formats=formats), wrap=True))
    if model.state.asked == parcel.id:
        parts.append(_question(parcel, model, t))
    return Card(parts, key=f"parcel-{parcel.id}", spacing=12)


def _actions(parcel: Parcel, model: OutboxModel, *, t: Translator, formats: Formats) -> list[ft.Control]:
    async def send() -> None:
        await model.send_now(parcel.id)

    actions: list[ft.Control] = []
    if parcel.reason is Reason.SIGN_IN_NEEDED and parcel.state is not ParcelState.SENDING:
        actions.append(Button(t("Sign in"), to("/sign-in?return=/applications/outbox"), key=f"sign-in-{parcel.id}"))
    elif parcel.state is ParcelState.QUEUED or parcel.reason in CAN_BE_SENT_NOW:
        label = t("Send now: {title}", title=parcel_name(parcel, model.state.parcels, t, formats))
        busy = parcel.state is ParcelState.SENDING
        actions.append(Button(label, send, busy=busy, icon=ft.Icons.SEND_OUTLINED, key=f"send-{parcel.id}"))
    if model.state.asked != parcel.id:
        label = t("Take back: {title}", title=parcel_name(parcel, model.state.parcels, t, formats))
        actions.append(Link(label, lambda: model.ask_to_cancel(parcel.id), key=f"cancel-{parcel.id}"))
    return actions


def _question(parcel: Parcel, model: OutboxModel, t: Translator) -> ft.Control:
    async def cancel() -> None:
        await model.cancel(parcel)

    words = (
        t("Take it back? It becomes a draft again, with everything you filled in. It is not filed.")
        if parcel.kind == "submission"
        else t("Take it back? It is not sent to the office.")
    )
    buttons = [
        Button(t("Take it back"), cancel, kind="danger", key=f"confirm-cancel-{parcel.id}"),
        Button(t("Leave it to be sent"), model.keep, kind="secondary"),
    ]
    return Notice("needs_you", "", words, Row(buttons, wrap=True), announced=True)


def _nothing(t: Translator) -> ft.Control:
    return Notice("done", t("Nothing waits"), t("All you submitted on this device is with the portal."))
