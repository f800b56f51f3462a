"""The page of a draft's papers: what is needed, what a file may be, what is attached."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import flet as ft

from app.i18n import Formats, Translator
from forms.procedure import Paper
from views.design import (
    Body,
    Button,
    Card,
    Divider,
    ErrorSummary,
    FieldError,
    Flush,
    Notice,
    Row,
    Screen,
    Section,
    Skeleton,
    Small,
    Stack,
    Strong,
    SummaryLine,
)
from views.design.tokens import Color, Radius
from views.documents.screen_model import PapersModel
from views.documents.state import Absent, Collecting, KeptFile, Locked, Opening, PaperSlot
from views.documents.words import limits_words, refused_words
from views.forms.closed import absent_draft, locked_draft
from views.forms.parts import named_part
from views.forms.saved import SavedState
from views.forms.way import StepMap, WayBar, WayOut, leave_button, where_words
from views.platform.device import PickedFile, TooLargeFile, UnreadFile
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_surroundings, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.navigation import go, to
from views.shared.scrolling import Scroller, use_scroller
from views.shared.told_apart import told_apart

PREVIEW_PX = 220
THUMBNAIL_PX = 64


@page
def PapersPage(draft_id: str) -> ft.View:
    """The papers of the draft that the address names."""
    return keyed(draft_id, PapersScreen, draft_id)


@page
def PapersScreen(draft_id: str) -> ft.View:
    """The papers of one draft."""
    services, t = use_services(), use_text()
    model, _ = use_value(
        use_once(
            lambda: PapersModel(
                draft_id,
                drafts=services.drafts,
                documents=services.documents,
                catalogue=services.catalogue,
                clock=services.clock,
            )
        )
    )
    scroller = use_scroller()
    use_task(model.open)
    match model.state:
        case Opening():
            return Screen(
                t("Papers"),
                [Skeleton(lines=3, cards=2)],
                back="/applications",
                show_title=False,
                navigation=False,
            )
        case Absent() as state:
            return absent_draft(t, state.procedure_code)
        case Locked() as locked:
            return locked_draft(locked.dossier_id, t)
        case Collecting() as state:
            return _collecting(state, model, scroller)


def _collecting(state: Collecting, model: PapersModel, scroller: Scroller) -> ft.View:
    surroundings = use_surroundings()
    t, formats = surroundings.text, use_formats()
    device = surroundings.services.device

    async def choose(paper: Paper) -> None:
        picked = await device.pick_file(media_types=paper.accept, max_bytes=paper.max_bytes)
        match picked:
            case PickedFile():
                await model.attach(paper, file_name=picked.name, data=picked.data)
            case TooLargeFile():
                model.refuse_too_large(paper, file_name=picked.name)
            case UnreadFile():
                model.fail(paper)

    async def proceed() -> None:
        route = model.proceed()
        if route is not None:
            go(route)
        else:
            await scroller.to_top()

    where = where_words(state.stops, state.number, t)
    is_desktop = surroundings.layout == "desktop"
    back = model.back_route()
    footer = [Button(t("Continue"), proceed, key="continue", full=not is_desktop)]
    if is_desktop and back:
        footer.append(Button(t("Previous step"), to(back), kind="secondary", key="previous-step"))
    if is_desktop:
        footer.append(leave_button(t))
    return Screen(
        t("Which papers do you have?"),
        [
            Body(
                t("Photograph the whole page, flat and in good light. The files stay on this device until you submit.")
            ),
            *_slots(state, model, choose, t=t, formats=formats),
            *_to_show(state, t),
            SavedState(state.draft_id),
        ],
        header=f"{t.text(state.procedure_name)} · {where}" if is_desktop else where,
        status=SavedState(state.draft_id, is_brief=True),
        back=back,
        above=[WayBar(state.stops, state.number, t), *_summary(state, t, scroller)],
        side=[StepMap(state.stops), WayOut()],
        footer=footer,
        active="applications",
        navigation=False,
        form=True,
        scroller=scroller,
    )


def _summary(state: Collecting, t: Translator, scroller: Scroller) -> list[ft.Control]:
    if not state.missing:
        return []
    lines = [SummaryLine(slot.paper.id, _missing_words(slot, t)) for slot in state.missing]
    return [keyed(f"summary-{state.refusals}", ErrorSummary, lines, scroller.to_part)]


def _missing_words(slot: PaperSlot, t: Translator) -> str:
    return t("Attach this paper: {paper}", paper=t.text(slot.paper.title))


def _slots(
    state: Collecting,
    model: PapersModel,
    choose: Callable[[Paper], Awaitable[None]],
    *,
    t: Translator,
    formats: Formats,
) -> list[ft.Control]:
    """Papers that must be there first, then those that only some people have."""
    ordered = sorted(state.slots, key=lambda slot: not slot.is_required)
    files = [file.attachment for slot in ordered for file in slot.files]
    names = told_apart({file.id: file.file_name for file in files})
    required = [_slot(slot, model, choose, names=names, t=t, formats=formats) for slot in ordered if slot.is_required]
    others = [_slot(slot, model, choose, names=names, t=t, formats=formats) for slot in ordered if not slot.is_required]
    if not others:
        return required
    return [*required, Small(t("Only if you have them or they concern you:"), strong=True), *others]


def _slot(
    slot: PaperSlot,
    model: PapersModel,
    choose: Callable[[Paper], Awaitable[None]],
    *,
    names: Mapping[str, str],
    t: Translator,
    formats: Formats,
) -> ft.Control:
    paper = slot.paper
    lines: list[ft.Control] = [
        Section(t.text(paper.title)),
        Small(t("Required") if slot.is_required else t("Not required"), strong=True),
    ]
    if hint := t.text(paper.hint):
        lines.append(Body(hint))
    elif paper.office_can_look_up:
        lines.append(
            Small(t("Usually not needed: the office looks it up. If it finds nothing, you will be asked to show it."))
        )
    lines.append(Small(limits_words(paper, t, formats)))
    if slot.is_missing:
        lines.append(FieldError(_missing_words(slot, t)))
    lines.extend(_refusal(slot, t, formats))
    for file in slot.files:
        lines.append(Divider())
        lines.append(_file(file, slot, model, choose, name=names[file.attachment.id], t=t, formats=formats))
    if slot.can_take_more:
        lines.append(_choose_button(slot, choose, t))
    return named_part(paper.id, Card(lines, key=f"paper-{paper.id}", spacing=8))


def _choose_button(slot: PaperSlot, choose: Callable[[Paper], Awaitable[None]], t: Translator) -> ft.Control:
    title = t.text(slot.paper.title)
    first, next_one = t("Choose a photo or file: {paper}", paper=title), t("Add another file: {paper}", paper=title)
    return ft.Row(
        [
            Button(
                next_one if slot.files else first,
                partial(choose, slot.paper),
                kind="secondary",
                icon=ft.Icons.ADD_A_PHOTO_OUTLINED if not slot.files else ft.Icons.ADD,
                busy=slot.is_busy,
                key=f"choose-{slot.paper.id}",
            )
        ],
        wrap=True,
    )


def _refusal(slot: PaperSlot, t: Translator, formats: Formats) -> list[ft.Control]:
    if slot.refusal is not None:
        title, fix = refused_words(slot.refusal, slot.paper, t, formats)
        return [Notice("error", title, fix, announced=True, key=f"refused-{slot.paper.id}")]
    if slot.has_failed:
        return [
            Notice(
                "error",
                t("The file was not kept"),
                t("It could not be read or there is no room on this device. Try again; what you filled in is safe."),
                announced=True,
            )
        ]
    return []


def _file(
    file: KeptFile,
    slot: PaperSlot,
    model: PapersModel,
    choose: Callable[[Paper], Awaitable[None]],
    *,
    name: str,
    t: Translator,
    formats: Formats,
) -> ft.Control:
    remove = Button(
        t("Remove {name}", name=name),
        partial(model.remove, file.attachment.id),
        kind="quiet",
        icon=ft.Icons.DELETE_OUTLINE,
        key=f"remove-{file.attachment.id}",
    )
    about = Stack(
        [
            Strong(name),
            Small(t("{size} · on this device, not sent", size=formats.file_size(file.attachment.size_bytes))),
        ],
        spacing=0,
    )
    about.expand = True
    row = Row([_picture(file, name, t), about], spacing=12)
    if not file.is_to_look_at:
        return Stack([row, Flush(ft.Row([remove], wrap=True), by=20)], spacing=4)

    async def retake() -> None:
        await model.remove(file.attachment.id)
        await choose(slot.paper)

    question = Card(
        [
            _preview(file, name, t),
            Strong(t("Can you read the date, name and stamp?")),
            ft.Row(
                [
                    Button(t("Use this photo"), partial(model.keep, file.attachment.id), key="use-photo"),
                    Button(t("Retake"), retake, kind="secondary", key="retake-photo"),
                ],
                wrap=True,
                run_spacing=8,
            ),
        ],
        spacing=12,
    )
    return Stack([row, question], spacing=8)


def _picture(file: KeptFile, name: str, t: Translator) -> ft.Control:
    if file.thumbnail is None:
        icon = ft.Icons.PICTURE_AS_PDF_OUTLINED if file.attachment.media_type == "application/pdf" else ft.Icons.IMAGE
        return ft.Icon(icon, size=36, color=Color.MUTED)
    return ft.Image(
        src=file.thumbnail,
        width=THUMBNAIL_PX,
        height=THUMBNAIL_PX,
        fit=ft.BoxFit.COVER,
        border_radius=8,
        semantics_label=t("Small picture of {name}", name=name),
    )


def _preview(file: KeptFile, name: str, t: Translator) -> ft.Control:
    if file.thumbnail is None:
        return ft.Container(height=0, visible=False)
    picture = ft.Image(
        src=file.thumbnail,
        height=PREVIEW_PX,
        fit=ft.BoxFit.CONTAIN,
        border_radius=Radius.FIELD,
        semantics_label=t("Picture of {name}", name=name),
    )
    return ft.Row([picture], alignment=ft.MainAxisAlignment.CENTER)


def _to_show(state: Collecting, t: Translator) -> list[ft.Control]:
    """Papers that are not attached but brought along."""
    if not state.to_show:
        return []
    lines: list[ft.Control] = [Section(t("Bring these to the counter"))]
    for paper in state.to_show:
        lines.append(Row([ft.Icon(ft.Icons.BADGE_OUTLINED, size=20, color=Color.MUTED), _grown(t.text(paper.title))]))
        if hint := t.text(paper.hint):
            lines.append(Small(hint))
    return [Card(lines)]


def _grown(words: str) -> ft.Control:
    text = Body(words)
    text.expand = True
    return text
