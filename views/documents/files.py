"""One attached file of a paper."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from app.i18n import Formats, Translator
from views.design import Button, Card, Flush, Notice, Row, Small, Stack, Strong
from views.design.tokens import Color, Radius
from views.documents.attaching import PaperFiles
from views.documents.state import KeptFile, PaperSlot

PREVIEW_PX = 220
THUMBNAIL_PX = 64

Choose = Callable[[PaperSlot], Awaitable[None]]
"""Let the person choose files for a paper."""


def file_card(
    file: KeptFile,
    slot: PaperSlot,
    files: PaperFiles,
    choose: Choose,
    *,
    name: str,
    t: Translator,
    formats: Formats,
) -> ft.Control:
    """Return one file of a paper: its picture, its size, the question whether it can be read, what can be done."""
    remove = Button(
        t("Remove {name}", name=name),
        partial(files.remove, file.attachment.id),
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
    if file.problem is not None:
        notice = _problem(file.problem, name, t)
        return Stack([row, notice, Flush(ft.Row([remove], wrap=True), by=20)], spacing=4)
    if not file.is_to_look_at:
        ways = [remove] if files.is_shared else [remove, _keep_button(file, slot, files, name=name, t=t)]
        return Stack([row, Flush(ft.Row(ways, wrap=True, spacing=0, run_spacing=0), by=20)], spacing=4)

    async def retake() -> None:
        await files.remove(file.attachment.id)
        await choose(slot)

    question = Card(
        [
            _preview(file, name, t),
            Strong(t("Can you read the date, name and stamp?")),
            ft.Row(
                [
                    Button(t("Use this photo"), partial(files.keep, file.attachment.id), key="use-photo"),
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


def _problem(problem: str, name: str, t: Translator) -> ft.Control:
    """Say why a file cannot be used and what to do."""
    if not problem:
        words = t("It is damaged or gone since you chose it. Remove it, then choose the file again.")
        return Notice("error", t("“{name}” is not whole on this device", name=name), words, announced=True)
    words = f"{problem} {t('Remove it, then attach another one.')}"
    return Notice("error", t("The portal refused “{name}”", name=name), words, announced=True)


def _keep_button(file: KeptFile, slot: PaperSlot, files: PaperFiles, *, name: str, t: Translator) -> ft.Control:
    if file.is_boxed:
        words = t("Kept in My documents: {name}", name=name)
        said = ft.Semantics(live_region=True, container=True, content=Small(words))
        return ft.Container(content=said, padding=ft.Padding.symmetric(horizontal=20, vertical=13))
    title = t.text(slot.paper.title)
    keep = partial(files.keep_in_box, file.attachment, name=title)
    return Button(
        t("Keep for next time: {name}", name=name),
        keep,
        kind="quiet",
        icon=ft.Icons.BOOKMARK_ADD_OUTLINED,
        key=f"box-{file.attachment.id}",
    )
