"""The outbox: what waits to be sent, why, when it was and will be tried, and what one can do about it."""

import flet as ft

from app.i18n import Formats, Translator
from app.outbox.model import FileProgress, Parcel, ParcelState, Reason
from views.applications.outbox_model import OutboxModel, OutboxState
from views.applications.words import (
    file_share,
    file_words,
    files_words,
    kind_words,
    parcel_name,
    reason_words,
    tries_words,
)
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
    Stack,
    StatusPill,
    Strong,
    Tick,
)
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.navigation import request_route, to
from views.shared.shortening import shortened

CAN_BE_SENT_NOW = frozenset(
    {
        Reason.NOT_YET_TRIED,
        Reason.NO_NETWORK,
        Reason.PORTAL_UNAVAILABLE,
        Reason.NOT_THE_PORTAL,
        Reason.NOT_TRUSTED,
        Reason.OUTCOME_UNKNOWN,
    }
)


@page
def OutboxPage() -> ft.View:
    """Everything on this device that is not with the office yet."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(use_once(lambda: OutboxModel(services.outbox, can_carry=not services.is_kiosk)))
    use_subscription(lambda: services.changes.subscribe(model.load))
    state = model.state
    return Screen(
        t("Waiting to send"),
        [
            *_news(state, t),
            *_network(state, model, t),
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
    if state.put_first:
        news.append(Notice("done", "", t("“{title}” is sent first now.", title=state.put_first), announced=True))
    if state.parcels:
        title = t("Not filed. We send it when there is a network. Keep the app.")
        words = t("A legal deadline runs to the office's receipt. With a weak network, file at the counter or by post.")
        news.append(Notice("waiting", title, words))
    return news


def _network(state: OutboxState, model: OutboxModel, t: Translator) -> list[ft.Control]:
    if state.wifi_only is None:
        return []

    async def choose(wanted: bool) -> None:
        await model.use_wifi_only(wanted=wanted)

    return [Tick(t("Send over Wi-Fi only"), state.wifi_only, choose, key="wifi-only")]


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
        parts.append(Small(files_words(parcel, t, formats)))
        parts += [_file(file, parcel, model, t=t, formats=formats) for file in model.files_of(parcel)]
    parts.append(Facts([Fact(name, value) for name, value in tries_words(parcel, t, formats)]))
    parts.append(Row(_actions(parcel, model, t=t, formats=formats), wrap=True))
    if model.state.asked == parcel.id:
        parts.append(_question(parcel, model, t))
    return Card(parts, key=f"parcel-{parcel.id}", spacing=12)


def _file(file: FileProgress, parcel: Parcel, model: OutboxModel, *, t: Translator, formats: Formats) -> ft.Control:
    name, words = shortened(file.attachment.file_name), file_words(file, t, formats)
    parts: list[ft.Control] = [
        Progress(round(file_share(file) * 100), 100, label=f"{name}: {words}"),
        Small(f"{name} · {words}"),
    ]
    unsent = [other for other in model.files_of(parcel) if other.receipt_sha256 is None]
    if file in unsent[1:]:

        async def put_first() -> None:
            await model.put_first(file.attachment.id, name)

        number = 1 + parcel.files.index(file)
        label = t(
            "Send this file first: {name} (file {number} of {title})",
            name=name,
            number=number,
            title=(parcel_name(parcel, model.state.parcels, t, formats)),
        )
        parts.append(Link(label, put_first, key=f"file-first-{file.attachment.id}"))
    return Stack(parts, spacing=4)


def _actions(parcel: Parcel, model: OutboxModel, *, t: Translator, formats: Formats) -> list[ft.Control]:
    title = parcel_name(parcel, model.state.parcels, t, formats)

    async def send() -> None:
        await model.send_now(parcel.id)

    async def pause() -> None:
        await model.pause(parcel.id)

    async def resume() -> None:
        await model.resume(parcel.id)

    async def put_first() -> None:
        await model.put_first(parcel.id, title)

    actions: list[ft.Control] = []
    busy, rests = parcel.state is ParcelState.SENDING, parcel.id in model.state.paused
    if parcel.reason is Reason.SIGN_IN_NEEDED and not busy:
        actions.append(Button(t("Sign in"), to("/sign-in?return=/applications/outbox"), key=f"sign-in-{parcel.id}"))
    elif rests:
        label = t("Go on: {title}", title=title)
        actions.append(Button(label, resume, icon=ft.Icons.PLAY_ARROW_OUTLINED, key=f"resume-{parcel.id}"))
    elif parcel.state is ParcelState.QUEUED or parcel.reason in CAN_BE_SENT_NOW:
        label = t("Send now: {title}", title=title)
        actions.append(Button(label, send, busy=busy, icon=ft.Icons.SEND_OUTLINED, key=f"send-{parcel.id}"))
    elif parcel.state is ParcelState.NEEDS_ATTENTION and parcel.reason is not Reason.UPDATE_NEEDED:
        label = t("Try again: {title}", title=title)
        actions.append(Button(label, send, kind="secondary", key=f"send-{parcel.id}"))
    if parcel.may_be_replaced and parcel.dossier_id is not None and parcel.request_id is not None:
        mend = to(request_route(parcel.dossier_id, parcel.request_id))
        actions.insert(0, Button(t("Correct it: {title}", title=title), mend, key=f"mend-{parcel.id}"))
    if not rests and parcel.state is not ParcelState.NEEDS_ATTENTION:
        actions.append(Link(t("Pause: {title}", title=title), pause, key=f"pause-{parcel.id}"))
    if parcel.id != model.state.parcels[0].id:
        actions.append(Link(t("Send first: {title}", title=title), put_first, key=f"first-{parcel.id}"))
    if parcel.kind == "submission" and parcel.draft_id is not None and not model.can_carry:
        move = to(f"/kiosk/hand-over?draft={parcel.draft_id}")
        actions.append(Button(t("Move to my phone: {title}", title=title), move, key=f"hand-over-{parcel.id}"))
    if parcel.kind == "submission" and parcel.draft_id is not None and model.can_carry:
        carry = to(f"/applications/drafts/{parcel.draft_id}/carry")
        actions.append(Link(t("Carry it away as a sealed file: {title}", title=title), carry, key=f"carry-{parcel.id}"))
    if model.state.asked != parcel.id:
        label = t("Take back: {title}", title=title)
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
