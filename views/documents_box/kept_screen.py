"""The page of one kept paper: a new one to keep, or one to look at, rename and remove."""

import flet as ft

from app.documents.box import KINDS
from app.i18n import Formats, Translator
from forms.procedure import Paper
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    DateInput,
    FieldError,
    Notice,
    Picker,
    Row,
    Screen,
    Small,
    Strong,
    TextInput,
)
from views.design.tokens import Radius
from views.documents.words import limits_words, refused_words
from views.documents_box.kept_model import KeptModel
from views.documents_box.kept_state import Done, Filling, NotKept
from views.documents_box.words import expiry_words, kind_words
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.navigation import go
from views.shared.services import Services
from views.shared.shortening import shortened
from views.shared.today import today

PICTURE_PX = 240
BOX_ROUTE = "/documents"

_ANY = Paper(id="box", title={}, max_files=1)


@page
def KeptPaperPage(paper_id: str) -> ft.View:
    """The kept paper that the address names; ``new`` keeps one."""
    return keyed(paper_id, KeptPaperScreen, paper_id)


@page
def KeptPaperScreen(paper_id: str) -> ft.View:
    """One paper kept on this device."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(
        use_once(lambda: KeptModel(paper_id, box=services.box, device=services.device, show_date=formats.date))
    )
    state = model.state

    async def leave() -> None:
        if isinstance(state, Done):
            go(BOX_ROUTE)

    use_task(model.open)
    use_task(leave, isinstance(state, Done))
    match state:
        case NotKept():
            words = t("It was removed, or it belongs to another person.")
            return Screen(t("This paper is not here"), [Body(words)], back=BOX_ROUTE, active="documents")
        case Done():
            return Screen(t("My documents"), [], back=BOX_ROUTE, active="documents")
        case Filling():
            return _filling(state, model, t=t, formats=formats, expiry=_expiry(state, services, t, formats))


def _filling(state: Filling, model: KeptModel, *, t: Translator, formats: Formats, expiry: list[ft.Control]) -> ft.View:
    is_new = state.paper is None
    body: list[ft.Control] = [*expiry]
    if is_new:
        body.append(Body(t("It stays on this device. Nothing is sent before you use it in an application.")))
    body += [*_file(state, model, t=t, formats=formats), *_troubles(state, t, formats)]
    body += [
        TextInput(
            t("Name of the paper"),
            model.name,
            model.write_name,
            hint=t("As you call it"),
            max_length=80,
            field_key="kept-name",
        ),
        Picker(
            t("Kind of paper"),
            [Choice(kind, kind_words(kind, t)) for kind in KINDS],
            state.kind,
            model.choose_kind,
            field_key="kept-kind",
        ),
        DateInput(
            t("Expires on"),
            model.expires,
            model.write_expiry,
            hint=t("Day / month / year, for example 14/08/2030"),
            error="" if state.wrong_date is None else t.text(state.wrong_date) or t("Write a date, like 14/08/2030."),
            optional=True,
            help_below=t("You are reminded 30 days before, and when you use it."),
            focus=state.attempts if state.wrong_date is not None else 0,
            field_key="kept-expiry",
        ),
        *_removing(state, model, t),
    ]
    words = t("Keep this paper") if is_new else t("Save")
    return Screen(
        t("Keep a paper") if state.paper is None else state.paper.name,
        body,
        header=t("My documents"),
        back=BOX_ROUTE,
        footer=[Button(words, model.save, busy=state.is_busy, key="save-kept", full=True)],
        active="documents",
        navigation=False,
        form=True,
    )


def _file(state: Filling, model: KeptModel, *, t: Translator, formats: Formats) -> list[ft.Control]:
    shown: list[ft.Control] = []
    if state.picture is not None:
        picture = ft.Image(
            src=state.picture,
            height=PICTURE_PX,
            fit=ft.BoxFit.CONTAIN,
            border_radius=Radius.FIELD,
            semantics_label=t("Picture of the paper"),
        )
        shown.append(ft.Row([picture], alignment=ft.MainAxisAlignment.CENTER))
    if state.paper is not None:
        file = state.paper.file
        look = Button(t("Open it"), model.look, kind="secondary", icon=ft.Icons.OPEN_IN_NEW, key="open-kept")
        about = Small(f"{shortened(file.file_name)} · {formats.file_size(file.size_bytes)}")
        return [Card([*shown, about, Row([look], wrap=True)])]
    if state.file is not None:
        shown.append(Strong(state.file.name))
    if state.has_no_file:
        shown.append(FieldError(t("Choose the file of the paper")))
    shown.append(Small(limits_words(_ANY, t, formats)))
    label = t("Choose another file") if state.file is not None else t("Choose a photo or a PDF")
    choose = Button(label, model.choose_file, kind="secondary", icon=ft.Icons.ADD_A_PHOTO_OUTLINED, key="choose-kept")
    return [Card([*shown, Row([choose], wrap=True)])]


def _troubles(state: Filling, t: Translator, formats: Formats) -> list[ft.Control]:
    if state.refused is not None:
        title, fix = refused_words(state.refused, _ANY, t, formats)
        return [Notice("error", title, fix, announced=True)]
    if state.has_failed:
        words = t("It could not be read or there is no room on this device. Try again.")
        return [Notice("error", t("That did not work"), words, announced=True)]
    return []


def _expiry(state: Filling, services: Services, t: Translator, formats: Formats) -> list[ft.Control]:
    day = today(services.clock)
    if state.paper is None or state.paper.expiry(day) not in ("soon", "expired"):
        return []
    return [Notice("needs_you", "", expiry_words(state.paper, t, formats, today=day))]


def _removing(state: Filling, model: KeptModel, t: Translator) -> list[ft.Control]:
    if state.paper is None:
        return []
    if not state.is_removing:
        remove = Button(t("Remove from this device"), model.ask_to_remove, kind="quiet", icon=ft.Icons.DELETE_OUTLINE)
        return [Row([remove], wrap=True)]
    return [
        Card(
            [
                ft.Semantics(live_region=True, container=True, content=Strong(t("Remove this paper?"))),
                Body(t("Applications that you used it in keep their copy.")),
                Row(
                    [
                        Button(t("Remove it"), model.remove, kind="danger", key="remove-kept"),
                        Button(t("Leave it"), model.leave_it, kind="secondary", autofocus=True),
                    ],
                    wrap=True,
                ),
            ]
        )
    ]
