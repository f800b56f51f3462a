"""The page of one step: a question as title, one topic, help in place, one clear way on."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import flet as ft

from app.i18n import Translator
from views.design import (
    Button,
    Card,
    ErrorSummary,
    Row,
    Screen,
    Sign,
    Small,
    Strong,
    SummaryLine,
)
from views.design.tokens import Color
from views.forms.body import StepBody
from views.forms.closed import absent_draft, locked_draft, opening_draft
from views.forms.newer import NewerFormNotice
from views.forms.saved import SavedState, SaveTrouble
from views.forms.screen_model import StepModel
from views.forms.state import Absent, Around, Asking, Locked, Opening, StepState
from views.forms.way import StepMap, WayBar, WayOut, leave_button, where_words
from views.shared.boundary import keyed, page
from views.shared.context import use_services, use_surroundings, use_text
from views.shared.hooks import use_once, use_part, use_task, use_value
from views.shared.navigation import go, to
from views.shared.scrolling import Scroller, use_scroller


@page
def StepPage(draft_id: str, step_id: str | None = None) -> ft.View:
    """The step that the address names; each address is a screen of its own.

    ``?back=review`` leads back to the review, ``&field=<pointer>`` begins at a field.
    """
    query = parse_qs(urlsplit(ft.context.page.route or "").query)
    is_correcting = query.get("back") == ["review"]
    field = query.get("field", [""])[0]
    key = f"{draft_id}/{step_id}/{is_correcting}"
    return keyed(key, StepScreen, draft_id, step_id, is_correcting=is_correcting, field=field)


@page
def StepScreen(draft_id: str, step_id: str | None, *, is_correcting: bool = False, field: str = "") -> ft.View:
    """One step of one draft.

    Args:
        draft_id: Which draft.
        step_id: Which step; None for where the person was.
        is_correcting: The person came from the review and goes back there.
        field: Pointer of the field to begin at.
    """
    services, t = use_services(), use_text()
    model = use_once(
        lambda: StepModel(
            draft_id,
            step_id,
            drafts=services.drafts,
            catalogue=services.catalogue,
            identity=services.identity,
            clock=services.clock,
            is_correcting=is_correcting,
            begin_at=field,
        )
    )
    shown = use_part(model, lambda: _around(model))
    scroller = use_scroller()
    focused, focus = use_value((field, 1 if field else 0))
    use_task(model.open)
    match shown:
        case Opening():
            return opening_draft(t("Opening the form"))
        case Absent() as state:
            return absent_draft(t, state.procedure_code)
        case Locked() as locked:
            return locked_draft(locked.dossier_id, t)
        case Around() as around:
            return _asking(around, model, scroller=scroller, focused=focused, focus=focus)


def _around(model: StepModel) -> Opening | Absent | Locked | Around:
    return model.state.around if isinstance(model.state, Asking) else model.state


def _asking(
    around: Around,
    model: StepModel,
    *,
    scroller: Scroller,
    focused: tuple[str, int],
    focus: Callable[[tuple[str, int]], None],
) -> ft.View:
    surroundings = use_surroundings()
    t, draft_id = surroundings.text, around.draft_id

    async def proceed() -> None:
        route = await model.proceed()
        if route is not None:
            go(route)
        else:
            await scroller.to_top()

    async def follow(pointer: str) -> None:
        model.reveal(pointer)
        focus((pointer, focused[1] + 1))
        await scroller.to_part(_field_of(model.state, pointer))

    return Screen(
        t.text(around.title),
        [
            keyed("questions", StepBody, model, draft_id, proceed, focused),
            SavedState(draft_id),
        ],
        header=_header(around, t, is_wide=surroundings.layout == "desktop"),
        status=SavedState(draft_id, is_brief=True),
        back=model.back_route(),
        above=[
            WayBar(around.stops, around.number, t),
            SaveTrouble(draft_id),
            NewerFormNotice(draft_id, model.begin_anew),
            *_summary(around, t, follow),
        ],
        side=[
            StepMap(around.stops),
            *_whys(around, t, is_wide=surroundings.is_wide),
            WayOut(),
        ],
        footer=_footer(model, proceed, t=t, is_desktop=surroundings.layout == "desktop"),
        active="applications",
        navigation=False,
        form=True,
        scroller=scroller,
    )


def _header(around: Around, t: Translator, *, is_wide: bool) -> str:
    where = where_words(around.stops, around.number, t)
    return f"{t.text(around.procedure_name)} · {where}" if is_wide else where


def _summary(around: Around, t: Translator, follow: Callable[[str], Awaitable[None]]) -> list[ft.Control]:
    """Every problem of the step in the words that stand at its field, once Continue has found some."""
    if not around.summary:
        return []
    lines = [SummaryLine(problem.pointer, t.text(problem.message)) for problem in around.summary]
    return [keyed(f"summary-{around.refusals}", ErrorSummary, lines, follow)]


def _footer(
    model: StepModel, proceed: Callable[[], Awaitable[None]], *, t: Translator, is_desktop: bool
) -> list[ft.Control]:
    words = t("Back to checking your answers") if model.is_correcting else t("Continue")
    controls = [Button(words, proceed, key="continue", full=not is_desktop)]
    back = model.back_route()
    if is_desktop and back is not None and not model.is_correcting:
        controls.append(Button(t("Previous step"), to(back), kind="secondary", key="previous-step"))
    if is_desktop:
        controls.append(leave_button(t))
    return controls


def _whys(around: Around, t: Translator, *, is_wide: bool) -> list[ft.Control]:
    """Beside a wide form: why each question is asked."""
    if not is_wide or not around.reasons:
        return []
    lines: list[ft.Control] = [
        Row([Sign(ft.Icons.HELP_OUTLINE, size=22, color=Color.BRAND), Strong(t("Why do we ask this?"))])
    ]
    for what, why in around.reasons:
        if len(around.reasons) > 1:
            lines.append(Small(_capital(t.text(what)), strong=True))
        lines.append(Small(t.text(why)))
    return [Card(lines, spacing=4)]


def _field_of(state: StepState, pointer: str) -> str:
    """Return the pointer of the field that a problem's pointer belongs to."""
    fields = state.step.fields if isinstance(state, Asking) else ()
    inside = (field.pointer for field in fields if f"{pointer}/".startswith(f"{field.pointer}/"))
    return next(inside, pointer)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
