"""One draft as a thing: its name, for whom it is, what it holds; duplicate it, carry it away, begin anew, delete it."""

from functools import partial

import flet as ft

from app.drafts.model import Draft
from app.drafts.shelf import KEPT_DAYS, LONGEST_TITLE
from app.i18n import Formats, Translator
from forms.procedure import Procedure
from views.applications.draft_model import DraftModel, DraftState
from views.applications.words import saved_words
from views.catalogue.for_whom import subject_words, subjects_of
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    ChoiceGroup,
    Fact,
    Facts,
    Link,
    Notice,
    Row,
    Screen,
    Section,
    Small,
    Stack,
    TextInput,
)
from views.shared.boundary import keyed, page
from views.shared.context import use_services, use_surroundings
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.navigation import draft_route, go, to

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


@page
def DraftPage(draft_id: str) -> ft.View:
    """The page of the draft that the address names."""
    return keyed(draft_id, DraftScreen, draft_id)


@page
def DraftScreen(draft_id: str) -> ft.View:
    """Everything about one draft but its answers."""
    services, around = use_services(), use_surroundings()
    t, formats = around.text, around.formats
    model, _ = use_value(use_once(lambda: DraftModel(draft_id, services.drafts, services.binders)))
    use_subscription(lambda: services.changes.subscribe(model.load))
    state = model.state
    draft = state.draft
    if draft is None:
        words = t("It was deleted, or it is on its way to the office.")
        return Screen(t("This draft is not here any more"), [Body(words)], back="/applications", active="applications")
    procedure = services.catalogue.find(draft.procedure_code)
    name = t.text(procedure.name) if procedure is not None else draft.procedure_code
    return Screen(
        draft.title or name,
        [
            *_news(state, t),
            _facts(state, draft, name, t=t, formats=formats),
            Row([Button(t("Go on with this draft"), to(draft_route(draft.id, draft.step_id)), key="go-on")], wrap=True),
            *_language(draft, t),
            _title(model, draft, t),
            *_subject(model, draft, procedure, t=t),
            _whole(model, draft, name, t=t),
            _away(model, state, t),
        ],
        header=t("Draft · not filed"),
        back="/applications",
        active="applications",
    )


def _news(state: DraftState, t: Translator) -> list[ft.Control]:
    match state.news:
        case "renamed":
            return [Notice("done", "", t("The name is kept."), announced=True)]
        case "subject_changed":
            words = t(
                "What the registers had filled in for the other person is taken out. Look through your answers again."
            )
            return [Notice("done", t("Changed for whom it is"), words, announced=True)]
        case "not_stored":
            words = t("This device could not store it. All is as before.")
            return [Notice("error", t("Not stored"), words, announced=True)]
        case _:
            return []


def _facts(state: DraftState, draft: Draft, name: str, *, t: Translator, formats: Formats) -> ft.Control:
    size = formats.file_size(state.size_bytes)
    count = len(draft.attachments)
    files = t("No files") if not count else t("1 file") if count == 1 else t("{count} files", count=count)
    return Facts(
        [
            Fact(t("Service"), name),
            Fact(t("Begun"), formats.date_time(draft.created_at)),
            Fact(t("Last saved"), saved_words(draft.saved_at, t, formats)),
            Fact(t("Room it takes"), f"{size} · {files}"),
            Fact(t("Version of the form"), _form_words(draft, t, formats)),
        ]
    )


def _form_words(draft: Draft, t: Translator, formats: Formats) -> str:
    if draft.form_on is None:
        return draft.form_version
    return t("{version}, catalogue of {date}", version=draft.form_version, date=formats.date(draft.form_on))


def _language(draft: Draft, t: Translator) -> list[ft.Control]:
    if draft.language == t.language or draft.language not in LANGUAGES:
        return []
    language = LANGUAGES[draft.language]
    switch = Link(
        t("Read the app in {language}", language=language),
        partial(use_services().preferences.use_language, draft.language),
        key="draft-language",
    )
    return [Notice("info", "", t("This draft was begun in {language}.", language=language), switch)]


def _title(model: DraftModel, draft: Draft, t: Translator) -> ft.Control:
    field = TextInput(
        t("Name of this draft"),
        draft.title,
        model.write_title,
        hint=t("Only you see it. Empty: the name of the service."),
        on_submit=model.rename,
        optional=True,
        max_length=LONGEST_TITLE,
        field_key="draft-title",
    )
    return Stack([field, Row([Button(t("Keep the name"), model.rename, kind="secondary", key="rename")], wrap=True)])


def _subject(model: DraftModel, draft: Draft, procedure: Procedure | None, *, t: Translator) -> list[ft.Control]:
    subjects = subjects_of(procedure) if procedure is not None else ()
    if len(subjects) < 2:
        return []
    by_name = {subject: subject for subject in subjects}
    choices = [Choice(subject, subject_words(subject, t)) for subject in subjects]
    return [
        ChoiceGroup(
            t("For whom is it?"),
            choices,
            draft.subject,
            lambda name: model.choose_subject(next(one for one in by_name if one == name)),
            key_prefix="subject",
        )
    ]


def _whole(model: DraftModel, draft: Draft, name: str, *, t: Translator) -> ft.Control:
    async def duplicate() -> None:
        title = t("{name} (copy)", name=draft.title or name)
        if (copy_id := await model.duplicate(title)) is not None:
            go(f"/applications/drafts/{copy_id}")

    buttons = [Button(t("Duplicate the draft"), duplicate, kind="secondary", key="duplicate")]
    if not use_services().is_kiosk:  # a terminal used by many keeps nobody's files
        carry = to(f"/applications/drafts/{draft.id}/carry")
        buttons.append(Button(t("Take it to another device"), carry, kind="secondary", key="carry"))
        at_terminal = to(f"/applications/drafts/{draft.id}/to-terminal")
        buttons.append(Button(t("Go on at a public terminal"), at_terminal, kind="secondary", key="to-terminal"))
    return Card(
        [
            Section(t("Use it elsewhere")),
            Small(t("A duplicate has the same answers and files and is submitted by itself.")),
            Row(buttons, wrap=True),
        ]
    )


def _away(model: DraftModel, state: DraftState, t: Translator) -> ft.Control:
    async def delete() -> None:
        if await model.delete():
            go("/applications/deleted")

    async def start_over() -> None:
        if (empty_id := await model.start_over()) is not None:
            go(draft_route(empty_id, None))

    kept = Small(t("What is deleted can be put back for {days} days.", days=KEPT_DAYS))
    if state.is_asking:
        question = t("Begin with an empty form? What you have filled in goes to the deleted drafts.")
        buttons = [
            Button(t("Begin anew"), start_over, kind="danger", key="start-over-yes"),
            Button(t("Keep the draft"), model.keep, kind="secondary", key="start-over-no"),
        ]
        return Card([Notice("needs_you", "", question, announced=True), Row(buttons, wrap=True)], kind="needs_you")
    return Card(
        [
            Section(t("Begin anew or delete")),
            kept,
            Row(
                [
                    Button(t("Empty the form"), model.ask_to_start_over, kind="secondary", key="start-over"),
                    Button(t("Delete the draft"), delete, kind="danger", key="delete"),
                ],
                wrap=True,
            ),
        ]
    )
