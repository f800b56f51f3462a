"""The map of steps, the header and the bar that say where one is, the same on every page of an application."""

from collections.abc import Sequence

import flet as ft

from app.i18n import Translator
from forms.flow import REVIEW
from views.design import Button, Flush, Link, Section, Small, Stack, StepList
from views.design import Progress as ProgressBar
from views.design import Step as MapStep
from views.design.progress import StepState
from views.forms.journey import PAPERS, Progress, Stop
from views.kiosk.words import erased_words
from views.shared.boundary import view
from views.shared.context import use_services, use_surroundings, use_text
from views.shared.hooks import use_value
from views.shared.navigation import to

_STATES: dict[Progress, StepState] = {
    Progress.DONE: "done",
    Progress.NOW: "now",
    Progress.TO_DO: "todo",
    Progress.LOOK_AGAIN: "needs_you",
}


def stop_name(stop: Stop, t: Translator) -> str:
    """Return the short name of a stop."""
    if stop.id == PAPERS:
        return t("Papers")
    if stop.id == REVIEW:
        return t("Check and submit")
    return t.text(stop.name)


def where_words(stops: Sequence[Stop], number: int, t: Translator) -> str:
    """Return "Bước 3/6 · Người mẹ"."""
    return t("Step {number}/{total} · {name}", number=number, total=len(stops), name=stop_name(stops[number - 1], t))


def WayBar(stops: Sequence[Stop], number: int, t: Translator) -> ft.Control:
    """The bar below the header, with its words for those who do not see it."""
    words = t("Step {number} of {total}: {name}", number=number, total=len(stops), name=stop_name(stops[number - 1], t))
    return ProgressBar(number, len(stops), label=words)


@view
def StepMap(stops: tuple[Stop, ...]) -> ft.Control:
    """Every stop with how far it is; open beside the form, behind one press on a narrow screen."""
    t, surroundings = use_text(), use_surroundings()
    is_open, set_open = use_value(False)
    if surroundings.is_wide:
        return Stack([Section(t("Steps")), _steps(stops, t, beside=True)], spacing=12)
    if not is_open:
        show = Link(t("Show all steps"), lambda: set_open(True), icon=ft.Icons.LIST, key="all-steps")
        return Flush(ft.Row([show]), by=8)
    hide = Link(t("Hide the steps"), lambda: set_open(False), key="all-steps")
    return Stack([Section(t("Steps"), trailing=hide), _steps(stops, t)], spacing=8)


@view
def WayOut() -> ft.Control:
    """Leave at any point: the draft stays, and the button says so; on a desktop it stands with the other buttons."""
    t, surroundings = use_text(), use_surroundings()
    stays = t("The draft stays on this device. Nothing is sent before you submit.")
    promise = Small(erased_words(t) if surroundings.services.is_kiosk else stays)
    if surroundings.layout == "desktop":
        return promise
    return Stack([Flush(ft.Row([leave_button(t)], wrap=True), by=20), promise], spacing=0)


def leave_button(_t: Translator) -> ft.Control:
    """Return the button that stops here."""
    return LeaveButton()


@view
def LeaveButton() -> ft.Control:
    """Stop here; at a terminal, where nothing stays, to what can be done with the draft."""
    t = use_text()
    if use_services().is_kiosk:
        return Button(t("Stop here"), to("/kiosk/end"), kind="quiet", key="way-out")
    return Button(t("Stop here, continue later"), to("/applications"), kind="quiet", key="way-out")


def _steps(stops: tuple[Stop, ...], t: Translator, *, beside: bool = False) -> ft.Control:
    return StepList(
        [
            MapStep(
                stop_name(stop, t),
                _note(stop, t),
                _STATES[stop.progress],
                None if stop.progress is Progress.NOW else to(stop.route),
                key=f"map-{stop.id}",
            )
            for stop in stops
        ],
        beside=beside,
    )


def _note(stop: Stop, t: Translator) -> str:
    words = {
        Progress.DONE: t("Done"),
        Progress.NOW: t("You are here"),
        Progress.TO_DO: t("To do"),
        Progress.LOOK_AGAIN: t("Look at this again"),
    }[stop.progress]
    return f"{stop.about} · {words}" if stop.about else words
