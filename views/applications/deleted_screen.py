"""Recently deleted drafts: put back, or gone for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import flet as ft

from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.drafts.shelf import KEPT_DAYS
from app.i18n import Formats, Translator
from app.vault.errors import VaultError
from views.catalogue.suggestions import list_anew
from views.design import Body, Button, Card, Notice, Row, Screen, Small, Stack, Strong
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.navigation import to
from views.shared.told_apart import told_apart

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class DeletedState:
    """The deleted drafts, the one put back last, and the one of which it is asked once more."""

    drafts: tuple[Draft, ...] = ()
    all_bytes: int = 0
    put_back: Draft | None = None
    asked: str = ""
    not_stored: bool = False


class DeletedModel(ft.Observable):
    """What was deleted in the last days."""

    state: DeletedState

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self.state = DeletedState()
        self.load()

    def load(self, *_changes: object) -> None:
        """Show what is there now."""
        shelf = self._drafts.shelf
        self.state = replace(self.state, drafts=shelf.deleted(), all_bytes=shelf.all_bytes())

    async def put_back(self, draft: Draft) -> None:
        """Make it a draft again."""
        await self._do(draft, is_kept=True)

    def ask(self, draft_id: str) -> None:
        """Ask once more before one goes for ever; empty for none."""
        self.state = replace(self.state, asked=draft_id, put_back=None)

    async def delete_for_ever(self, draft: Draft) -> None:
        """Delete it with its files; nobody brings it back."""
        await self._do(draft, is_kept=False)

    async def _do(self, draft: Draft, *, is_kept: bool) -> None:
        shelf = self._drafts.shelf
        not_stored = False
        try:
            await (shelf.put_back(draft.id) if is_kept else shelf.delete_for_ever(draft.id))
        except VaultError:
            not_stored = True
        except DraftNotFoundError:  # gone by now
            is_kept = False
        put_back = draft if is_kept and not not_stored else None
        self.state = replace(self.state, put_back=put_back, asked="", not_stored=not_stored)
        self.load()


@page
def DeletedPage() -> ft.View:
    """What was deleted lately, and how much room all drafts take."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(use_once(lambda: DeletedModel(services.drafts)))
    use_subscription(lambda: services.changes.subscribe(model.load))
    shown, set_shown = use_value(PAGE_SIZE)
    state = model.state
    titles = {draft.id: _title(draft, t) for draft in state.drafts[:shown]}
    names = told_apart(titles)
    rows = [_tile(draft, model, names, t=t, formats=formats, asked=state.asked) for draft in state.drafts[:shown]]
    if len(state.drafts) > shown:
        more = t("Show {count} more drafts", count=min(PAGE_SIZE, len(state.drafts) - shown))
        rows.append(Row([Button(more, lambda: set_shown(shown + PAGE_SIZE), kind="secondary", key="more")], wrap=True))
    size = formats.file_size(state.all_bytes)
    return Screen(
        t("Deleted drafts"),
        [
            *_news(state, t),
            Body(t("What you delete stays here for {days} days and can be put back.", days=KEPT_DAYS)),
            list_anew(rows, spacing=12) if rows else Notice("plain", "", t("No draft was deleted lately.")),
            Small(
                t("All your drafts and their files take {size} on this device, the deleted ones included.", size=size)
            ),
        ],
        back="/applications",
        header=t("My applications"),
        active="applications",
    )


def _news(state: DeletedState, t: Translator) -> list[ft.Control]:
    if state.not_stored:
        return [
            Notice("error", t("Not stored"), t("This device could not store it. All is as before."), announced=True)
        ]
    if state.put_back is None:
        return []
    words = t("“{title}” is a draft again.", title=_title(state.put_back, t))
    look = Button(t("Look at my drafts"), to("/applications"), kind="secondary", key="look")
    return [Notice("done", t("Put back"), words, look, announced=True)]


def _title(draft: Draft, t: Translator) -> str:
    if draft.title:
        return draft.title
    procedure = use_services().catalogue.find(draft.procedure_code)
    return t.text(procedure.name) if procedure is not None else draft.procedure_code


def _tile(
    draft: Draft, model: DeletedModel, names: Mapping[str, str], *, t: Translator, formats: Formats, asked: str
) -> ft.Control:
    title = names[draft.id]

    async def put_back() -> None:
        await model.put_back(draft)

    async def for_ever() -> None:
        await model.delete_for_ever(draft)

    parts: list[ft.Control] = [Strong(title)]
    if draft.deleted_at is not None:
        parts.append(Small(t("Deleted at {time}", time=formats.date_time(draft.deleted_at))))
    if asked == draft.id:
        question = t("Delete this draft and its files from this device? This cannot be undone.")
        parts.append(Notice("needs_you", "", question, announced=True))
        buttons = [
            Button(t("Delete for ever"), for_ever, kind="danger", key=f"for-ever-{draft.id}"),
            Button(t("Leave it here"), lambda: model.ask(""), kind="secondary", key=f"leave-{draft.id}"),
        ]
    else:
        back, away = t("Put back {title}", title=title), t("Delete {title} for ever", title=title)
        buttons = [
            Button(back, put_back, kind="secondary", key=f"put-back-{draft.id}"),
            Button(away, lambda: model.ask(draft.id), kind="secondary", key=f"away-{draft.id}"),
        ]
    return Card([*parts, Stack(buttons, spacing=8)], key=f"deleted-{draft.id}")
