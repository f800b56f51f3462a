"""One paper's files as a page shows them, of a draft or of an answer: what is there, and how more can come."""

from collections.abc import Mapping
from functools import partial

import flet as ft

from app.documents.sources import MAX_SOURCE_BYTES
from app.i18n import Formats, Translator
from views.design import Button, Divider, Link, Notice
from views.documents.attaching import PaperFiles
from views.documents.files import Choose, file_card
from views.documents.state import PaperSlot
from views.documents.words import refused_words
from views.platform.device import Device
from views.shared.navigation import go, to
from views.shared.shortening import shortened


def choose_with(device: Device, files: PaperFiles) -> Choose:
    """Return what lets the person choose files for a paper, and leads to its pages when they are too many.

    At a terminal used by many there is nothing to choose from: it leads to where papers are brought in.
    """

    async def choose(slot: PaperSlot) -> None:
        if files.is_shared:
            go(files.bring_route(slot.paper))
            return
        picked = await device.pick_files(media_types=slot.paper.accept, max_bytes=MAX_SOURCE_BYTES)
        if (route := await files.attach_all(slot.paper, picked)) is not None:
            go(route)

    return choose


def slot_parts(
    slot: PaperSlot,
    files: PaperFiles,
    choose: Choose,
    *,
    names: Mapping[str, str],
    t: Translator,
    formats: Formats,
) -> list[ft.Control]:
    """Return why the last file was not taken, the files that are there, and the ways in which more can come.

    Args:
        slot: The paper with its files.
        files: What can be done with them.
        choose: Lets the person choose files.
        names: What each file is called on this page, by its id.
        t: Texts.
        formats: Sizes.
    """
    lines = slot_files(slot, files, choose, names=names, t=t, formats=formats)
    return [*lines, _ways(slot, files, choose, t)]


def slot_files(
    slot: PaperSlot, files: PaperFiles, choose: Choose, *, names: Mapping[str, str], t: Translator, formats: Formats
) -> list[ft.Control]:
    """Return why the last file was not taken and the files that are there; see ``slot_parts``."""
    lines = _refusal(slot, files, t, formats)
    for file in slot.files:
        name = names[file.attachment.id]
        lines += [Divider(), file_card(file, slot, files, choose, name=name, t=t, formats=formats)]
    return lines


def _ways(slot: PaperSlot, files: PaperFiles, choose: Choose, t: Translator) -> ft.Control:
    """Return how a file of the paper can come: chosen, page by page, from the papers kept on this device."""
    title, paper = t.text(slot.paper.title), slot.paper
    ways: list[ft.Control] = []
    if slot.can_take_more:
        first, next_one = t("Choose a photo or file: {paper}", paper=title), t("Add another file: {paper}", paper=title)
        if files.is_shared:
            first = t("Bring this paper in: {paper}", paper=title)
        ways.append(
            Button(
                next_one if slot.files else first,
                partial(choose, slot),
                kind="secondary",
                icon=ft.Icons.ADD_A_PHOTO_OUTLINED if not slot.files else ft.Icons.ADD,
                busy=slot.is_busy,
                key=f"choose-{paper.id}",
            )
        )
    if files.is_shared:
        return ft.Row(ways, wrap=True, run_spacing=0)
    if "application/pdf" not in paper.accept:
        pages = t("Photograph, turn, make smaller: {paper}", paper=title)
    elif slot.files:
        pages = t("Change the pages: {paper}", paper=title)
    else:
        pages = t("Page by page: {paper}", paper=title)
    ways.append(Link(pages, to(files.pages_route(paper)), key=f"pages-{paper.id}", wrap=True))
    if files.has_box and slot.can_take_more:
        label = t("From My documents: {paper}", paper=title)
        ways.append(Link(label, to(files.box_route(paper)), key=f"box-{paper.id}", wrap=True))
    return ft.Row(ways, wrap=True, run_spacing=0)


def _refusal(slot: PaperSlot, files: PaperFiles, t: Translator, formats: Formats) -> list[ft.Control]:
    async def shrink() -> None:
        if (route := await files.shrink(slot.paper)) is not None:
            go(route)

    if slot.refusal is not None:
        title, fix = refused_words(slot.refusal, slot.paper, t, formats)
        action = None
        if slot.can_shrink:
            label = t("Make it smaller: {name}", name=shortened(slot.refusal.file_name))
            action = Button(label, shrink, kind="secondary", key=f"shrink-{slot.paper.id}")
        return [Notice("error", title, fix, action, announced=True, key=f"refused-{slot.paper.id}")]
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
