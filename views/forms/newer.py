"""A draft stays on its form: that there is a newer one is said, with what differs, and left to the person."""

import logging

import flet as ft

from app.drafts.adoption import NewerForm
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.i18n import Translator
from app.vault.errors import VaultError
from forms.versions import Difference, Dropped, Migration
from views.design import Body, Button, Link, Notice, Small, Stack
from views.shared.boundary import view
from views.shared.context import use_services, use_text
from views.shared.events import Intent, run
from views.shared.hooks import use_task, use_value

log = logging.getLogger(__name__)


@view
def NewerFormNotice(draft_id: str, on_taken_over: Intent) -> ft.Control:
    """Offer the newer form of a draft; nothing at all while there is none.

    Args:
        draft_id: Which draft.
        on_taken_over: Called once the draft is on the newer form.
    """
    t, drafts = use_text(), use_services().drafts
    newer, set_newer = use_value(_none())
    is_open, set_open = use_value(False)
    failed, set_failed = use_value(False)

    async def look() -> None:
        try:
            set_newer(await drafts.newer_form(draft_id))
        except (DraftNotFoundError, VaultError):
            log.info("a draft is gone or its form is, or it cannot be read now")

    async def take_over() -> None:
        try:
            await drafts.adopt(draft_id)
        except (DraftLockedError, DraftNotFoundError, VaultError):
            log.warning("the newer form was not taken over", exc_info=True)
            set_failed(True)
            return
        set_newer(None)
        await run(on_taken_over)

    use_task(look, draft_id)
    if newer is None:
        return ft.Container(height=0, visible=False)
    words = t("You can go on with the one you began, or take your answers over into the newer one.")
    if not is_open:
        action: ft.Control = Link(t("See what differs"), lambda: set_open(True), key="newer-differs")
    else:
        lines = [Small(line) for line in (*migration_words(newer.migration, t), *_files_words(newer, t))]
        parts: list[ft.Control] = [
            *lines,
            ft.Row([Button(t("Use the newer form"), take_over, kind="secondary", key="newer-use")]),
        ]
        if failed:
            parts.insert(0, Body(t("It could not be taken over now. Your draft is as it was.")))
        action = Stack(parts, spacing=4)
    return Notice("info", t("There is a newer version of this form"), words, action, key="newer-form")


def migration_words(migration: Migration, t: Translator) -> list[str]:
    """Return what differs, then which answers have no place in the newer form."""
    lines = [_difference(one, t) for one in migration.differences]
    lines += [_dropped(one, t) for one in migration.dropped]
    return lines or [t("The questions are the same; only their explanations changed.")]


def _difference(one: Difference, t: Translator) -> str:
    label = t.text(one.now) or t.text(one.was)
    return {
        "added": t("New question: {label}", label=label),
        "removed": t("No longer asked: {label}", label=label),
        "reworded": t("Worded differently: {label}", label=label),
        "retyped": t("Answered in another way: {label}", label=label),
        "required": t("Must be answered now: {label}", label=label),
        "optional": t("Need not be answered any more: {label}", label=label),
        "choices": t("Other choices: {label}", label=label),
    }[one.what]


def _dropped(one: Dropped, t: Translator) -> str:
    return t("Not taken over: {label}, “{answer}”", label=t.text(one.label), answer=t.text(one.shown))


def _files_words(newer: NewerForm, t: Translator) -> list[str]:
    return [
        t("Not taken over: the file {name}, whose paper is not asked for any more", name=file.file_name)
        for file in newer.files_without_place
    ]


def _none() -> NewerForm | None:
    return None
