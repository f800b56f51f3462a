"""Somebody helps to fill it in: who, that the applicant agreed to every answer, and where updates go."""

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import HELPER_KINDS, Help, HelperKind
from app.i18n import Translator
from views.design import Card, Choice, ChoiceGroup, Section, Small, TextInput, Tick
from views.forms.parts import named_part
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_redraw

PART = "/help"
NOBODY = "nobody"


def helping(draft_id: str, *, shows_errors: bool, focus: int) -> ft.Control:
    """Return the questions about help.

    Args:
        draft_id: Of which draft.
        shows_errors: Whether Submit was pressed.
        focus: Raised at every refused Submit.
    """
    return keyed("helping", Helping, draft_id, shows_errors, focus)


@view
def Helping(draft_id: str, shows_errors: bool, focus: int) -> ft.Control:
    """Who helped, in the applicant's words, kept as it is typed."""
    t, drafts, redraw = use_text(), use_services().drafts, use_redraw()
    draft = drafts.find(draft_id)
    if draft is None:
        return ft.Container(visible=False)

    def keep(note: Callable[[], None]) -> None:
        try:
            note()
        except (DraftLockedError, DraftNotFoundError):  # submitted meanwhile
            return
        redraw()

    def become(help_: Help | None) -> None:
        keep(lambda: drafts.set_help(draft_id, help_))

    def change(**changes: str | bool) -> None:
        now = drafts.find(draft_id)
        if now is not None and now.help is not None:
            become(replace(now.help, **{"agreed": False, **changes}))  # type: ignore[arg-type] # by name

    def choose(kind: str) -> None:
        known = drafts.find(draft_id)
        before = known.help if known is not None else None
        if kind not in HELPER_KINDS:
            become(None)
        elif before is None:
            become(Help(kind))
        elif before.kind != kind:
            become(replace(before, kind=kind, agreed=False))

    def tell_at(text: str) -> None:
        keep(lambda: drafts.set_updates_to(draft_id, text))

    help_ = draft.help
    choices = [Choice(NOBODY, t("Nobody")), *(Choice(kind, helper_words(kind, t)) for kind in HELPER_KINDS)]
    rows: list[ft.Control] = [
        ChoiceGroup(
            t("Does somebody help you with it?"),
            choices,
            help_.kind if help_ else NOBODY,
            choose,
            hint=t("Whoever helps is recorded with the application. You stay the applicant."),
            key_prefix="help",
        )
    ]
    if help_ is not None:
        missing = t("Say who helps you.") if shows_errors and not help_.name.strip() else ""
        unread = t("The applicant must agree before it is submitted.") if shows_errors and not help_.agreed else ""
        rows += [
            keyed(
                "help-name", TextInput, t("Name of the helper"), help_.name, lambda text: change(name=text),
                error=missing, max_length=120, focus=focus if missing else 0, field_key="help-name-field",
            ),
            keyed(
                "help-number", TextInput, t("Number of the helper's card or post"), help_.number,
                lambda text: change(number=text), optional=True, max_length=60, field_key="help-number-field",
            ),
            keyed(
                "updates-to", TextInput, t("Where shall the office tell you of news?"), draft.updates_to, tell_at,
                hint=t("A phone number or e-mail address of your own, not the helper's."), optional=True,
                max_length=120, field_key="updates-to-field",
            ),
            Tick(
                t("I am the applicant. I have read every answer, or it was read to me, and I agree."),
                help_.agreed,
                lambda ticked: change(agreed=ticked),
                error=unread,
                key="help-agreed",
                boxed=True,
            ),
            Small(t("A changed answer takes this tick back, so that you read it again.")),
        ]  # fmt: skip
    return named_part(PART, ft.Column([Section(t("Help with this application")), Card(rows, spacing=12)], spacing=8))


def helper_words(kind: HelperKind, t: Translator) -> str:
    """Return what a helper is, as a person says it."""
    words: dict[HelperKind, str] = {
        "officer": t("An officer of the one-stop office"),
        "community_team": t("A member of the community digital team"),
        "post_office": t("A post-office clerk"),
        "relative": t("A relative or friend"),
    }
    return words[kind]
