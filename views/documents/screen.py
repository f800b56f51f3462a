"""The page of a draft's papers: what is needed, what a file may be, what is attached."""

from collections.abc import Mapping

import flet as ft

from app.i18n import Formats, Translator
from views.design import (
    Body,
    Button,
    Card,
    ErrorSummary,
    FieldError,
    Row,
    Screen,
    Section,
    Sign,
    Small,
    SummaryLine,
)
from views.design.tokens import Color
from views.documents.files import Choose
from views.documents.screen_model import PapersModel
from views.documents.slot import choose_with, slot_parts
from views.documents.state import Collecting, PaperSlot
from views.documents.words import limits_words
from views.forms.closed import absent_draft, locked_draft, opening_draft
from views.forms.parts import named_part
from views.forms.saved import SavedState
from views.forms.state import Absent, Locked, Opening
from views.forms.way import StepMap, WayBar, WayOut, leave_button, where_words
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_surroundings, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.navigation import go, to
from views.shared.scrolling import Scroller, use_scroller
from views.shared.shortening import shortened
from views.shared.told_apart import told_apart


@page
def PapersPage(draft_id: str) -> ft.View:
    """The papers of the draft that the address names."""
    return keyed(draft_id, PapersScreen, draft_id)


@page
def PapersScreen(draft_id: str) -> ft.View:
    """The papers of one draft."""
    services, t = use_services(), use_text()
    model, _ = use_value(use_once(lambda: PapersModel(draft_id, services)))
    scroller = use_scroller()
    use_task(model.open)
    match model.state:
        case Opening():
            return opening_draft(t("Papers"))
        case Absent() as state:
            return absent_draft(t, state.procedure_code)
        case Locked() as locked:
            return locked_draft(locked.dossier_id, t)
        case Collecting() as state:
            return _collecting(state, model, scroller)


def _collecting(state: Collecting, model: PapersModel, scroller: Scroller) -> ft.View:
    surroundings = use_surroundings()
    t, formats = surroundings.text, use_formats()
    choose = choose_with(surroundings.services.device, model.files)

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
            Body(_advice(t, is_kiosk=surroundings.services.is_kiosk)),
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


def _advice(t: Translator, *, is_kiosk: bool) -> str:
    if is_kiosk:
        return t(
            "Photograph the whole page, flat and in good light. When you end here, files not submitted are erased."
        )
    return t("Photograph the whole page, flat and in good light. The files stay on this device until you submit.")


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
    choose: Choose,
    *,
    t: Translator,
    formats: Formats,
) -> list[ft.Control]:
    """Papers that must be there first, then those that only some people have."""
    ordered = sorted(state.slots, key=lambda slot: not slot.is_required)
    files = [file.attachment for slot in ordered for file in slot.files]
    names = told_apart({file.id: shortened(file.file_name) for file in files})
    cards = [(slot, _slot(slot, model, choose, names=names, t=t, formats=formats)) for slot in ordered]
    required = [card for slot, card in cards if slot.is_required]
    others = [card for slot, card in cards if not slot.is_required]
    if not others:
        return required
    return [*required, Small(t("Only if you have them or they concern you:"), strong=True), *others]


def _slot(
    slot: PaperSlot,
    model: PapersModel,
    choose: Choose,
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
    lines += slot_parts(slot, model.files, choose, names=names, t=t, formats=formats)
    return named_part(paper.id, Card(lines, key=f"paper-{paper.id}", spacing=8))


def _to_show(state: Collecting, t: Translator) -> list[ft.Control]:
    """Papers that are not attached but brought along."""
    if not state.to_show:
        return []
    lines: list[ft.Control] = [Section(t("Bring these to the counter"))]
    for paper in state.to_show:
        lines.append(Row([Sign(ft.Icons.BADGE_OUTLINED, size=20, color=Color.MUTED), _grown(t.text(paper.title))]))
        if hint := t.text(paper.hint):
            lines.append(Small(hint))
    return [Card(lines)]


def _grown(words: str) -> ft.Control:
    text = Body(words)
    text.expand = True
    return text
