"""The page of a procedure: a leaflet for one's own case, with a Start button."""

import flet as ft

from app.drafts.model import Draft, Subject
from app.i18n import Formats, Translator
from forms.procedure import Procedure
from views.catalogue.case import CaseModel, CaseProblem, OneCase
from views.catalogue.checklist import Checklist
from views.catalogue.details import LawAndDetails, OriginalText, Others, steps, templates, what_to_bring
from views.catalogue.facts import facts_strip, fee_list, ways_to_file
from views.catalogue.filing import WhereToFile
from views.catalogue.for_whom import ForWhomScreen, subjects_of
from views.catalogue.inert import inert
from views.catalogue.linked_parts import linked_parts
from views.catalogue.prescreen import Advice, Prescreen, has_prescreen
from views.catalogue.standing import language_notice, looked_for, state_notices, what_changed, what_comes
from views.catalogue.words import online_words
from views.design import (
    Body,
    Button,
    ClickableCard,
    Color,
    IconButton,
    Muted,
    Notice,
    Screen,
    Section,
    Small,
    Space,
    Stack,
    StatusPill,
    Strong,
)
from views.home.not_found import NotFoundPage
from views.kiosk.not_offered import NotOfferedPage
from views.kiosk.words import erased_words
from views.shared.boundary import keyed, page
from views.shared.context import Surroundings, use_surroundings
from views.shared.events import Intent
from views.shared.hooks import use_once, use_redraw, use_subscription, use_task, use_value
from views.shared.navigation import draft_route, go, to


@page
def ProcedurePage(code: str) -> ft.View:
    """What it gives, how long, how much, where, what to have ready, and the way in."""
    around = use_surroundings()
    services, t, formats = around.services, around.text, around.formats
    model = use_once(
        lambda: CaseModel(
            code, catalogue=services.catalogue, drafts=services.drafts, shelf=services.shelf, clock=services.clock
        )
    )
    case, _ = use_value(model)
    redraw = use_redraw()
    use_subscription(lambda: services.changes.subscribe(lambda _changed: redraw()))
    use_subscription(lambda: services.shelf.subscribe(redraw))
    use_task(model.visit)
    procedure = services.catalogue.find(code)
    if procedure is None:
        return NotFoundPage()
    if not services.catalogue.is_offered(code):
        return NotOfferedPage(t.text(procedure.name))
    drafts = [draft for draft in services.drafts.list() if _is_open(draft, procedure.code)]

    async def start() -> None:
        if case.state.subject is None and len(subjects_of(procedure)) > 1:
            model.ask_for_whom(is_asking=True)
            return
        draft = await model.start()
        model.ask_for_whom(is_asking=False)
        if draft is not None:
            go(draft_route(draft.id, _first_step(procedure)))

    async def start_for(subject: Subject) -> None:
        model.apply_for(subject)
        await start()

    async def leave() -> None:
        await services.device.open_url(procedure.moved_to or "")

    async def copy_code() -> None:
        await services.device.copy(looked_for(procedure))

    def drawn_list(on_roll: bool) -> tuple[str, bytes]:
        from views.catalogue.printing import file_name, printed_checklist  # draws PDFs: only when asked for

        built_on = formats.date(services.catalogue.built_on)
        data = printed_checklist(
            procedure, case.state.answers, case.state.office, t, formats, now=services.clock(), built_on=built_on,
            on_roll=on_roll,
        )  # fmt: skip
        return file_name(procedure, t), data

    if case.state.is_asking_for_whom:
        return keyed("for-whom", ForWhomScreen, procedure, start_for, lambda: model.ask_for_whom(is_asking=False))
    kind, words = online_words(procedure, t)
    answers = case.state.answers
    summary = inert(t.text(procedure.summary))
    body: list[ft.Control] = [Muted(summary)] if summary else []
    body.extend(_problem(case.state.problem, t))
    body.extend(state_notices(procedure, around, open_elsewhere=leave, copy_code=copy_code))
    body.extend(language_notice(procedure, t))
    body.extend(_drafts(drafts, t, formats))
    body.extend(what_changed(case.state.changes, t, formats))
    body.extend(what_comes(procedure, services.catalogue.find_coming(code), case.today, t, formats))
    body.append(facts_strip(procedure, answers, around, today=case.today))
    if has_prescreen(procedure):
        body.append(keyed("prescreen", Prescreen, procedure, OneCase(model)))
    body.append(keyed("advice", Advice, procedure, OneCase(model)))
    if procedure.papers:
        body.append(keyed("checklist", Checklist, procedure, OneCase(model), drawn_list))
    where: list[ft.Control] = []
    if procedure.filing is not None:
        where.append(keyed("where", WhereToFile, procedure, procedure.filing, OneCase(model)))
    has_panel = around.is_wide and around.layout == "desktop"
    if not has_panel:
        body.extend(where)
    body.extend(fee_list(procedure, answers, t, formats, today=case.today))
    body.extend(ways_to_file(procedure, t, formats))
    body.extend(steps(procedure, t))
    body.extend(linked_parts(procedure, answers, t, formats, today=case.today))
    body.extend(what_to_bring(procedure, t))
    body.extend(_who(procedure, t))
    leading_on = _leading_on(procedure, t)
    if not has_panel:
        body.extend(leading_on)
    body.extend(templates(procedure, t, is_kiosk=services.is_kiosk))
    body.append(keyed("law-and-details", LawAndDetails, procedure))
    if procedure.original:
        body.append(keyed("original-text", OriginalText, procedure))
    return Screen(
        inert(t.text(procedure.name), limit=400),
        body,
        header=t("Services"),
        back="/search",
        above=[StatusPill(kind, words)],
        actions=_actions(procedure, model, around),
        side=[*where, *leading_on] if has_panel else [],
        footer=_footer(procedure, start, around, has_draft=bool(drafts)),
        navigation=False,
        active="home",
        sticks=True,
    )


def _leading_on(procedure: Procedure, t: Translator) -> list[ft.Control]:
    parts: list[ft.Control] = []
    if procedure.linked:
        note = t("Filed together in one application. Each office decides its own part.")
        parts.append(keyed("linked", Others, t("Done together with"), procedure.linked, note=note))
    related = [code for code in procedure.related if code not in procedure.linked]
    if related:
        parts.append(keyed("related", Others, t("Often asked for next"), related))
    return parts


def _actions(procedure: Procedure, model: CaseModel, around: Surroundings) -> list[ft.Control]:
    """Return what keeps it among the favourites, which no terminal used by many has, and what shares it."""
    services, t = around.services, around.text
    keep = (
        IconButton(
            ft.Icons.BOOKMARK, t("Remove from favourites"), model.toggle_favourite, key="favourite", color=Color.BRAND
        )
        if services.shelf.is_favourite(procedure.code)
        else IconButton(ft.Icons.BOOKMARK_BORDER, t("Add to favourites"), model.toggle_favourite, key="favourite")
    )
    share = IconButton(
        ft.Icons.SHARE_OUTLINED, t("Share this service"), to(f"/procedures/{procedure.code}/share"), key="share"
    )
    return [share] if services.is_kiosk else [keep, share]


def _problem(problem: CaseProblem, t: Translator) -> list[ft.Control]:
    words = {
        "": "",
        "cannot_keep_draft": t("This device cannot keep a draft now: no room, or not allowed to write."),
    }[problem]
    return [Notice("error", "", words, announced=True)] if words else []


def _first_step(procedure: Procedure) -> str | None:
    topics = procedure.form.ui.get("elements", ()) if procedure.form is not None else ()
    return topics[0].get("options", {}).get("id") if topics else None


def _is_open(draft: Draft, code: str) -> bool:
    return draft.procedure_code == code and not draft.is_locked and draft.dossier_id is None


def _footer(procedure: Procedure, start: Intent, around: Surroundings, *, has_draft: bool) -> list[ft.Control]:
    if procedure.form is None or procedure.state != "open":
        return []
    t = around.text
    label = t("Start a new one") if has_draft else t("Start")
    kept = erased_words(t) if around.services.is_kiosk else t("Saved as you type. You can go on later.")
    return [
        Button(label, start, trailing_icon=ft.Icons.ARROW_FORWARD, key="start"),
        ft.Row([Small(kept)], alignment=ft.MainAxisAlignment.CENTER, wrap=True),
    ]


def _drafts(drafts: list[Draft], t: Translator, formats: Formats) -> list[ft.Control]:
    return [
        ClickableCard(
            [
                StatusPill("draft", t("Draft · not filed")),
                Strong(t("Continue the draft begun {time}", time=formats.date_time(draft.created_at))),
            ],
            to(draft_route(draft.id, draft.step_id)),
            key=f"draft-{draft.id}",
        )
        for draft in drafts
    ]


def _who(procedure: Procedure, t: Translator) -> list[ft.Control]:
    if not procedure.who:
        return []
    return [Stack([Section(t("Who may apply")), Body(inert(t.text(procedure.who)))], spacing=Space.S)]
