"""The two links under a list of answers: read or print a copy of them, keep one."""

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import flet as ft

from api_client.errors import PortalError
from api_client.models import Dossier
from app.i18n.formats import VIETNAM
from app.vault.errors import VaultError
from views.design import Link, Notice, Row, Small, Stack
from views.printing.showing import printing_news, use_showing
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_value
from views.shared.services import Services

if TYPE_CHECKING:
    from app.copies import AnswersCopies

log = logging.getLogger(__name__)


def draft_copy_links(draft_id: str, services: Services, language: str) -> ft.Control:
    """Return the links for the answers of a draft; the copy says that nothing was submitted."""

    async def draw() -> bytes | None:
        draft = services.drafts.find(draft_id)
        return await _copies(services).of_draft(draft, language) if draft is not None else None

    return keyed("answers-copy", CopyLinks, draw, services.clock().astimezone(VIETNAM).strftime("%Y%m%d-%H%M"))


def dossier_copy_links(dossier: Dossier, services: Services, language: str) -> ft.Control:
    """Return the links for the answers of a dossier as they are now at the office."""

    async def draw() -> bytes:
        return await _copies(services).of_dossier(dossier, language)

    return keyed("answers-copy", CopyLinks, draw, dossier.code)


@view
def CopyLinks(draw: Callable[[], Awaitable[bytes | None]], code: str) -> ft.Control:
    """Make the copy when it is asked for.

    Args:
        draw: Makes the PDF; None where there is nothing to copy any more.
        code: Part of the file's name.
    """
    services, t = use_services(), use_text()
    showing = use_showing()
    state, set_state = use_value("ready")

    async def make(give: Callable[[str, bytes], Awaitable[object]]) -> None:
        from app.copies import file_name  # brings the form language and what draws: only when asked for

        if state == "busy":
            return
        set_state("busy")
        data = None
        try:
            data = await draw()
        except (PortalError, VaultError):
            log.warning("a copy of the answers could not be made", exc_info=True)
        finally:
            set_state("ready" if data is not None else "failed")
        if data is not None:
            await give(file_name(code), data)

    async def read() -> None:
        await make(showing.show)

    async def keep() -> None:
        await make(services.device.save_file)

    save = Link(t("Save a copy of your answers"), keep, icon=ft.Icons.DOWNLOAD, key="save-answers", wrap=True)
    printed = t("Print a copy of your answers") if showing.prints else t("Read or print a copy of your answers")
    links = [
        *(
            [Link(printed, read, icon=ft.Icons.PRINT_OUTLINED, key="print-answers", wrap=True)]
            if showing.is_possible
            else []
        ),
        *([] if services.is_kiosk else [save]),
    ]
    parts: list[ft.Control] = [Row(links, wrap=True), *printing_news(showing.printed, t)]
    if state == "busy":
        parts.append(Small(t("Preparing the copy")))
    if state == "failed":
        words = t("The copy could not be made now. Your answers are as they were; try again when there is a network.")
        parts.append(Notice("error", t("No copy was made"), words, announced=True))
    return Stack(parts, spacing=4)


def _copies(services: Services) -> "AnswersCopies":
    from app.copies import AnswersCopies

    return AnswersCopies(
        services.drafts, services.catalogue, fetch=services.tracking.answers_copy, clock=services.clock,
        on_roll=services.is_kiosk and services.printer is not None and services.printer.is_roll,
    )  # fmt: skip
