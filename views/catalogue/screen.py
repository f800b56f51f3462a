"""Finding a procedure, and its page: a leaflet with a Start button."""

from datetime import date
from urllib.parse import parse_qs, urlparse

import flet as ft

from app.drafts.model import Draft, Subject
from app.i18n import Formats, Translator
from app.vault.errors import VaultError
from forms.procedure import LifeEvent, Paper, Procedure
from views.catalogue.suggestions import Results, Suggestions
from views.catalogue.words import (
    fee_lines,
    fee_words,
    online_words,
    paper_words,
    papers_first,
    source_words,
    time_words,
    unverified_words,
)
from views.design import (
    Body,
    Button,
    Card,
    ClickableCard,
    Color,
    Divider,
    Fact,
    FactGrid,
    Facts,
    Link,
    Muted,
    Notice,
    Row,
    Screen,
    Section,
    Small,
    Space,
    Stack,
    StatusPill,
    Strong,
)
from views.home.not_found import NotFoundPage
from views.shared.boundary import page, view
from views.shared.context import use_formats, use_services, use_surroundings, use_text
from views.shared.events import Intent
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.navigation import draft_route, go, to
from views.tracking.due import local_date


@page
def SearchPage() -> ft.View:
    """Search, and every service by life event."""
    services, t = use_services(), use_text()
    asked = use_once(lambda: parse_qs(urlparse(ft.context.page.route).query))
    query, set_query = use_value(asked.get("q", [""])[0])
    event_id = asked.get("event", [""])[0]
    events = services.catalogue.life_events()
    chosen = next((event for event in events if event.id == event_id), None)
    body: list[ft.Control] = [Suggestions(query, set_query, autofocus=chosen is None, limit=20)]
    if not query.strip():
        shown = [chosen] if chosen is not None else events
        body.extend(_event(event, is_alone=chosen is not None) for event in shown)
        if chosen is not None:
            body.append(Row([Link(t("See all services"), to("/search"))], wrap=True))
    title = t.text(chosen.title) if chosen is not None else t("All services")
    return Screen(title, body, back="/", header=t("Services"), active="home")


@view
def _event(event: LifeEvent, *, is_alone: bool) -> ft.Control:
    services, t = use_services(), use_text()
    procedures = services.catalogue.by_life_event(event.id)
    results = Results(procedures, empty=t("Nothing here yet."))
    return results if is_alone else Stack([Section(t.text(event.title)), results], spacing=10)


@page
def ProcedurePage(code: str) -> ft.View:
    """What it gives, how long, how much, where, what to have ready, and the way in."""
    surroundings = use_surroundings()
    services, t, formats = surroundings.services, surroundings.text, surroundings.formats
    problem, set_problem = use_value("")
    _, redraw = use_value(0)
    held = use_once(lambda: [0])

    def changed(_changed: object) -> None:
        held[0] += 1
        redraw(held[0])

    use_subscription(lambda: services.changes.subscribe(changed))
    procedure = services.catalogue.find(code)
    if procedure is None:
        return NotFoundPage()
    drafts = [draft for draft in services.drafts.list() if _is_open(draft, procedure.code)]

    async def start() -> None:
        subject: Subject = "business" if "business" in procedure.audience else "self"
        try:
            draft = await services.drafts.start(procedure, subject=subject)
        except VaultError:
            set_problem(t("This device cannot keep a draft now: no room, or not allowed to write."))
            return
        go(draft_route(draft.id, _first_step(procedure)))

    kind, words = online_words(procedure, t)
    today = local_date(services.clock())
    body: list[ft.Control] = [Muted(t.text(procedure.summary))]
    if problem:
        body.append(Notice("error", "", problem, announced=True))
    if procedure.state_note:
        body.append(Notice("waiting", "", t.text(procedure.state_note)))
    body.extend(_drafts(drafts, t, formats))
    columns = 1 if surroundings.is_large_text else 2
    body.append(_facts(procedure, today, t, formats, columns=columns))
    body.extend(_who(procedure, t))
    body.extend(_papers(procedure, t, formats))
    body.extend(_fees(procedure, today, t))
    body.extend(_steps(procedure, t))
    body.extend(_bring(procedure, t))
    body.append(LawAndSource(procedure))
    return Screen(
        t.text(procedure.name),
        body,
        header=t("Services"),
        back="/search",
        above=[StatusPill(kind, words)],
        footer=_footer(procedure, start, t, has_draft=bool(drafts)),
        navigation=False,
        active="home",
    )


def _first_step(procedure: Procedure) -> str | None:
    topics = procedure.form.ui.get("elements", ()) if procedure.form is not None else ()
    return topics[0].get("options", {}).get("id") if topics else None


def _is_open(draft: Draft, code: str) -> bool:
    return draft.procedure_code == code and not draft.is_locked and draft.dossier_id is None


def _footer(procedure: Procedure, start: Intent, t: Translator, *, has_draft: bool) -> list[ft.Control]:
    if procedure.form is None or procedure.state != "open":
        return []
    label = t("Start a new one") if has_draft else t("Start")
    return [
        Button(label, start, trailing_icon=ft.Icons.ARROW_FORWARD, key="start"),
        ft.Row([Small(t("Saved as you type. You can go on later."))], alignment=ft.MainAxisAlignment.CENTER, wrap=True),
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


def _facts(procedure: Procedure, today: date, t: Translator, formats: Formats, *, columns: int) -> ft.Control:
    time, time_note = time_words(procedure.time, t, formats)
    fee, fee_note = fee_words(procedure, today, t, formats)
    if fee_lines(procedure, today, t):
        fee_note = t("See the fees below.")
    agency = t.text(procedure.agency) if procedure.agency else t("Not stated")
    result = t.text(procedure.result) if procedure.result else t("Not stated")
    return FactGrid(
        [
            Fact(t("Time"), time, time_note, ft.Icons.SCHEDULE),
            Fact(t("Fee"), fee, fee_note, ft.Icons.PAYMENTS_OUTLINED),
            Fact(t("Where"), agency, "", ft.Icons.PLACE_OUTLINED),
            Fact(t("Result"), result, "", ft.Icons.DESCRIPTION_OUTLINED),
        ],
        columns=columns,
    )


def _who(procedure: Procedure, t: Translator) -> list[ft.Control]:
    if not procedure.who:
        return []
    return [Stack([Section(t("Who may apply")), Body(t.text(procedure.who))], spacing=Space.S)]


def _papers(procedure: Procedure, t: Translator, formats: Formats) -> list[ft.Control]:
    if not procedure.papers:
        return []
    lines: list[ft.Control] = []
    for number, paper in enumerate(papers_first(procedure.papers)):
        if number:
            lines.append(Divider())
        lines.append(_paper(paper, t, formats))
    return [Stack([Section(t("You will need")), Card(lines, spacing=Space.M)], spacing=10)]


def _paper(paper: Paper, t: Translator, formats: Formats) -> ft.Control:
    must = paper.attach and paper.required is True
    icon = ft.Icons.TASK_OUTLINED if must else ft.Icons.INFO_OUTLINE
    texts = ft.Column([Body(t.text(paper.title)), Small(paper_words(paper, t, formats))], spacing=0, expand=True)
    return ft.Row(
        [ft.Icon(icon, size=24, color=Color.ACTION if must else Color.MUTED), texts],
        spacing=Space.M,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _fees(procedure: Procedure, today: date, t: Translator) -> list[ft.Control]:
    lines = fee_lines(procedure, today, t)
    if not lines:
        return []
    return [Stack([Section(t("Fees")), Facts([Fact(title, note) for title, note in lines])], spacing=10)]


def _steps(procedure: Procedure, t: Translator) -> list[ft.Control]:
    if not procedure.steps:
        return []
    lines: list[ft.Control] = []
    for number, step in enumerate(procedure.steps, start=1):
        sign = ft.Container(
            width=28,
            height=28,
            border_radius=14,
            bgcolor=Color.BRAND_SOFT,
            alignment=ft.Alignment.CENTER,
            content=Small(str(number), color=Color.BRAND, strong=True),
        )
        text = Body(t.text(step))
        text.expand = True
        lines.append(ft.Row([sign, text], spacing=Space.M, vertical_alignment=ft.CrossAxisAlignment.START))
    return [Stack([Section(t("How it goes")), Card(lines, spacing=14)], spacing=10)]


def _bring(procedure: Procedure, t: Translator) -> list[ft.Control]:
    if not procedure.bring_when_collecting:
        return []
    things = "\n".join(f"• {t.text(thing)}" for thing in procedure.bring_when_collecting)
    return [Notice("info", t("Bring when you collect the result"), things)]


@view
def LawAndSource(procedure: Procedure) -> ft.Control:
    """The legal basis and the source, folded away."""
    t, formats, services = use_text(), use_formats(), use_services()
    is_open, set_open = use_value(False)
    lines: list[ft.Control] = []
    toggle = Link(
        t("Hide law and details") if is_open else t("Law and details"),
        lambda: set_open(not is_open),
        icon=ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE,
        key="law",
    )
    lines.append(Row([toggle], wrap=True))
    if is_open:
        details = [f"{t('Code')}: {procedure.code}"]
        if procedure.official_name:
            details.append(f"{t('Official name')}: {procedure.official_name}")
        if procedure.legal:
            details.append(f"{t('Legal basis')}: {', '.join(procedure.legal)}")
        if not procedure.online_verified:
            details.append(f"{t('Online level')}: {unverified_words(t)}")
        details.append(t("Catalogue of {date}.", date=formats.date(services.catalogue.built_on)))
        lines.append(Card([Body(detail) for detail in details]))
    lines.append(Small(source_words(procedure, t)))
    return Stack(lines, spacing=Space.XS)
