"""The page on which the pages of one paper are put in order and become one file."""

from functools import partial
from typing import get_args

import flet as ft

from app.documents.outcome import Outcome
from app.documents.pages import Detail, Page
from app.documents.sources import MAX_SOURCE_BYTES
from app.i18n import Formats, Translator
from views.design import (
    Body,
    Button,
    Card,
    ChoiceGroup,
    FocusedIconButton,
    IconButton,
    Notice,
    Row,
    Screen,
    Section,
    Skeleton,
    Small,
    Stack,
    Strong,
)
from views.design.tokens import Color
from views.documents.holding import Holding, holding_of
from views.documents.looking import page_looked_at
from views.documents.pages_model import PagesModel
from views.documents.pages_state import Arranging
from views.documents.words import detail_choices, refused_words, said_words
from views.forms.closed import opening_draft
from views.forms.state import Absent, Locked, Opening
from views.platform.camera import CameraPanel, can_take_photos
from views.platform.device import Device
from views.printing.pages import PapersHere
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.navigation import go
from views.shared.shortening import shortened

THUMBNAIL_WIDTH = 72
THUMBNAIL_HEIGHT = 96


@page
def PagesPage(paper_id: str, draft_id: str = "", dossier_id: str = "", request_id: str = "") -> ft.View:
    """The pages of the paper that the address names, of a draft or of an answer to a request."""
    holding = holding_of(use_services(), draft_id=draft_id, dossier_id=dossier_id, request_id=request_id)
    return keyed(f"{holding.holder_id}/{paper_id}", PagesScreen, holding, paper_id)


@page
def PagesScreen(holding: Holding, paper_id: str) -> ft.View:
    """The pages of one paper."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(use_once(lambda: PagesModel(holding, paper_id, binders=services.binders, name_of=t.text)))
    state = model.state
    use_task(model.open)
    use_task(model.weigh, state.binder if isinstance(state, Arranging) else None)
    match state:
        case Opening():
            return opening_draft(t("Pages"), back=holding.route)
        case Absent() | Locked():
            return holding.closed(state, t)
        case Arranging():
            device = None if services.is_kiosk else services.device
            return _arranging(state, model, device, t=t, formats=formats)


def _arranging(
    state: Arranging, model: PagesModel, device: Device | None, *, t: Translator, formats: Formats
) -> ft.View:
    """Draw the pages; without a device, at a terminal, none are added here and nothing is opened outside the page."""
    count = len(state.binder.pages)

    async def use_them() -> None:
        route = await model.bind()
        if route is not None:
            go(route)

    words = t("Use this page") if count == 1 else t("Use these {count} pages", count=count)
    use = Button(words, use_them, busy=state.is_binding, disabled=not state.can_be_used, key="use-pages", full=True)
    return Screen(
        t("Pages of: {paper}", paper=t.text(state.paper.title)),
        [
            Body(t("Photograph page after page. Put them in the order and the way up in which the office reads them.")),
            *([_sources(state, model, device, t)] if device is not None else []),
            *_troubles(state, t, formats),
            _said(state, model, t),
            *_pages(state, model, t),
            *_detail(state, model, t),
            _outcome(state, device, t=t, formats=formats),
        ],
        header=t.text(state.procedure_name),
        back=model.holding.route,
        footer=[use] if count else [],
        active="applications",
        navigation=False,
    )


def _sources(state: Arranging, model: PagesModel, device: Device, t: Translator) -> ft.Control:
    async def choose() -> None:
        kinds = tuple(dict.fromkeys((*state.paper.accept, "image/jpeg", "image/png")))
        await model.add(await device.pick_files(media_types=kinds, max_bytes=MAX_SOURCE_BYTES))

    if state.taking_photos:
        paper, number = t.text(state.paper.title), len(state.binder.pages) + 1
        return CameraPanel(
            t("Page {number} of: {paper}", number=number, paper=paper),
            t("Take page {number}", number=number),
            model.take_photo,
            model.close_camera,
        )
    add = Button(
        t("Add photos or files"),
        choose,
        kind="secondary",
        icon=ft.Icons.ADD_PHOTO_ALTERNATE_OUTLINED,
        busy=state.is_busy,
        key="add-pages",
    )
    camera = Button(
        t("Photograph a page"),
        model.open_camera,
        kind="secondary",
        icon=ft.Icons.PHOTO_CAMERA_OUTLINED,
        key="open-camera",
    )
    return Row([camera, add] if can_take_photos() else [add], wrap=True)


def _troubles(state: Arranging, t: Translator, formats: Formats) -> list[ft.Control]:
    notices: list[ft.Control] = []
    for refused in state.refused:
        title, fix = refused_words(refused, state.paper, t, formats)
        notices.append(Notice("error", title, fix, announced=True))
    if state.has_failed:
        words = t("It could not be read or there is no room on this device. Try again; what you filled in is safe.")
        notices.append(Notice("error", t("The file was not kept"), words, announced=True))
    return notices


def _said(state: Arranging, model: PagesModel, t: Translator) -> ft.Control:
    """Return the live line that speaks what each button did, with the way back after a page was taken out."""
    words = said_words(state.said, t)
    spoken = ft.Semantics(live_region=True, container=True, content=Small(words))
    if not state.can_undo:
        return ft.Container(content=spoken, visible=bool(words))
    undo = Button(
        t("Put the page back"),
        model.put_back,
        kind="secondary",
        icon=ft.Icons.UNDO,
        autofocus=True,  # the button that was pressed has gone with its page
        key="undo-remove",
    )
    return Row([spoken, undo], wrap=True)


def _pages(state: Arranging, model: PagesModel, t: Translator) -> list[ft.Control]:
    """Return the pages by their place, without keys: a page that moves is drawn where it has come to."""
    if not state.binder.pages:
        return [Notice("plain", t("No pages yet"), t("Nothing is sent from here."))]
    rows: list[ft.Control] = []
    for number, one in enumerate(state.binder.pages, 1):
        rows.append(_page_row(one, number, state, model, t=t))
        if state.looking is not None and state.looking.page_id == one.id:
            rows.append(page_looked_at(state.looking, number, model.look_away, t))
    return [Section(t("In this order")), Stack(rows, spacing=8)]


def _page_row(one: Page, number: int, state: Arranging, model: PagesModel, *, t: Translator) -> ft.Control:
    source = state.binder.source_of(one)
    about: list[ft.Control] = [Strong(t("Page {number}", number=number)), Small(shortened(source.file_name))]
    if one.id in state.broken:
        words = t("This page cannot be shown any more. Take it out and photograph it again.")
        about.append(Small(words, color=Color.ERROR, strong=True))
    elif state.outcome is not None and one.id in state.outcome.faint:
        words = t("Few pixels: small print may be unreadable. Photograph it from nearer.")
        about.append(Small(words, color=Color.WAITING, strong=True))
    focus = state.focus if state.focus is not None and state.focus.page_id == one.id else None
    earlier, later = (focus.asked if focus and focus.button == way else 0 for way in ("earlier", "later"))
    buttons: list[ft.Control] = []
    if number > 1:
        label, move = t("Page {number}: one place earlier", number=number), partial(model.move, one.id, -1)
        buttons.append(FocusedIconButton(ft.Icons.ARROW_UPWARD, label, move, focus=earlier))
    if number < len(state.binder.pages):
        label, move = t("Page {number}: one place later", number=number), partial(model.move, one.id, 1)
        buttons.append(FocusedIconButton(ft.Icons.ARROW_DOWNWARD, label, move, focus=later))
    label = t("Page {number}: turn to the right", number=number)
    buttons.append(IconButton(ft.Icons.ROTATE_RIGHT, label, partial(model.turn, one.id)))
    label = t("Page {number}: look at it large", number=number)
    buttons.append(IconButton(ft.Icons.ZOOM_IN, label, partial(model.look_at, one.id)))
    label = t("Page {number}: take it out", number=number)
    buttons.append(IconButton(ft.Icons.DELETE_OUTLINE, label, partial(model.remove, one.id)))
    beside = ft.Column([*about, ft.Row(buttons, wrap=True, spacing=0, run_spacing=0)], spacing=2, expand=True)
    return Card([Row([_small(one, number, state, t), beside], spacing=12)], padding=12)


def _small(one: Page, number: int, state: Arranging, t: Translator) -> ft.Control:
    picture = state.thumbnails.get(one.id)
    if picture is None:
        sign = ft.Icons.HIDE_IMAGE_OUTLINED if one.id in state.broken else ft.Icons.DESCRIPTION_OUTLINED
        content: ft.Control = ft.Icon(sign, size=32, color=Color.MUTED)
    else:
        content = ft.Image(
            src=picture, fit=ft.BoxFit.CONTAIN, semantics_label=t("Small picture of page {number}", number=number)
        )
    return ft.Container(
        content=content,
        width=THUMBNAIL_WIDTH,
        height=THUMBNAIL_HEIGHT,
        alignment=ft.Alignment.CENTER,
        bgcolor=Color.PAPER,
        border=ft.Border.all(1, Color.HAIRLINE),
        border_radius=8,
    )


def _detail(state: Arranging, model: PagesModel, t: Translator) -> list[ft.Control]:
    if not state.has_photos:
        return []

    async def choose(value: str) -> None:
        for detail in get_args(Detail):
            if detail == value != state.binder.detail:
                await model.choose_detail(detail)

    choices = detail_choices(t)
    return [
        ChoiceGroup(t("How sharp are the photos to be?"), choices, state.binder.detail, choose, key_prefix="detail")
    ]


def _outcome(state: Arranging, device: Device | None, *, t: Translator, formats: Formats) -> ft.Control:
    """Say what the office gets, how large it is, and whether that is too much; ``device`` can open it."""
    outcome = state.outcome
    if not state.binder.pages:
        return ft.Container(height=0, visible=False)
    if outcome is None:
        return Card([Skeleton(lines=2, label=t("Working out the size"))]) if not state.broken else Stack([])
    if (refusal := state.refusal) is not None:
        if refusal.reason == "too_large":
            title = t("Too large: {size}", size=formats.file_size(outcome.size_bytes))
            words = t(
                "This paper takes at most {size}. Make the photos smaller or take pages out.",
                size=formats.file_size(refusal.limit or 0),
            )
        else:
            title, words = refused_words(refusal, state.paper, t, formats)
        return Notice("error", title, words, announced=True, key="outcome-refused")

    sizes = t(
        "{size}, before {before}",
        size=formats.file_size(outcome.size_bytes),
        before=formats.file_size(outcome.source_bytes),
    )
    return Card(
        [
            Strong(t("The office gets: {name}", name=", ".join(file.name for file in outcome.files))),
            Body(sizes),
            Small(t("Place, time and device of the photos are not in it.")),
            *_open_button(outcome, device, t),
        ],
        key="outcome",
    )


def _open_button(outcome: Outcome, device: Device | None, t: Translator) -> list[ft.Control]:
    if device is None:
        papers = tuple((file.data, _media_type(file.name)) for file in outcome.files)
        return [keyed("papers", PapersHere, t("Look at it as the officer will"), papers)]

    async def look() -> None:
        for file in outcome.files:
            await device.open_file(file.name, file.data, media_type=_media_type(file.name))

    label = t("Open it as the officer will")
    button = Button(label, look, kind="secondary", icon=ft.Icons.OPEN_IN_NEW, key="open-outcome")
    return [Row([button], wrap=True)]


def _media_type(name: str) -> str:
    return "application/pdf" if name.endswith(".pdf") else "image/jpeg"
