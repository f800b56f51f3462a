"""Give a paper to the person: opened on one's own device, printed at a terminal, with what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import flet as ft

from app.i18n import Translator
from app.printing.model import PrintOutcome
from views.design import Notice, Small
from views.shared.context import use_services
from views.shared.hooks import use_value

Printed = Literal["busy"] | PrintOutcome


@dataclass(frozen=True, slots=True)
class Showing:
    """How papers are given here, and how the last one went."""

    is_possible: bool
    """False at a terminal without a printer: nothing is opened there."""
    prints: bool
    on_roll: bool
    """Whether to draw it for a printer of 80 mm."""
    printed: Printed | None
    show: Callable[[str, bytes], Awaitable[None]]
    """Takes the name of the file and its PDF."""


def use_showing() -> Showing:
    """Return the way papers are given on this device."""
    services = use_services()
    printer = services.printer
    printed, set_printed = use_value(_nothing())

    async def show(name: str, data: bytes) -> None:
        if not services.is_kiosk:
            await services.device.open_file(name, data)
        elif printer is not None and printed != "busy":
            set_printed("busy")
            outcome = None
            try:
                outcome = await printer.print(data)
            finally:
                set_printed(outcome)

    return Showing(
        is_possible=not services.is_kiosk or printer is not None,
        prints=services.is_kiosk,
        on_roll=services.is_kiosk and printer is not None and printer.is_roll,
        printed=printed,
        show=show,
    )


def printing_news(printed: Printed | None, t: Translator) -> list[ft.Control]:
    """Return what to say of a print; nothing before there was one."""
    match printed:
        case None:
            return []
        case "busy":
            return [ft.Semantics(live_region=True, content=Small(t("Printing. Please wait for the paper.")))]
        case PrintOutcome.PRINTED:
            return [Notice("done", t("Printed"), t("Take your paper from the printer."), announced=True)]
        case PrintOutcome.UNCERTAIN:
            words = t("The printer took it, but does not say whether it came out. If no paper comes, call staff.")
            return [Notice("needs_you", t("Look at the printer"), words, announced=True)]
        case PrintOutcome.NO_PRINTER:
            words = t("No printer answers at this terminal. Call staff.")
            return [Notice("error", t("Nothing was printed"), words, announced=True)]
        case PrintOutcome.DROPPED:
            words = t("The print system gave it up, or somebody took it out. Print again, or call staff.")
        case PrintOutcome.NO_PAPER:
            words = t("The printer has no paper. Call staff, then print again.")
        case PrintOutcome.NOT_READY:
            words = t("The printer is not ready: it may be open, off or jammed. Call staff, then print again.")
        case PrintOutcome.TOO_SLOW:
            words = t("The printer does not answer. Call staff, or try again.")
    # paper can run out, and a printer fail, after the first page
    words = f"{words} {t('Take along any page that has come out.')}"
    return [Notice("error", t("Not printed to the end"), words, announced=True)]


def _nothing() -> Printed | None:
    return None
