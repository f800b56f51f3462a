"""At a terminal used by many nothing of one's own is brought to it, taken away, or left on it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from app.drafts.model import Draft
from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import until
from views.applications.outbox_screen import OutboxPage
from views.documents_box.screen import DocumentsPage
from views.tracking.screen import DocumentPage


async def keys(follower: Follower, shown: Callable[..., Any], until_key: str, *, is_kiosk: bool, **of: str) -> set[str]:
    around = follower.around("vi")
    around.services.printer = SimpleNamespace(is_roll=True)  # type: ignore[misc] # as below
    around.services.is_kiosk = is_kiosk  # type: ignore[misc] # the harness gives a part of the services, not frozen
    screen = await shown_page(shown, within=around, **of)
    await until(screen, lambda: any(control.key in until_key.split() for control in screen.controls() if control.key))
    return {str(control.key) for control in screen.controls() if control.key}


async def test_nothing_is_carried_away_kept_or_saved(follower: Follower) -> None:
    filed = await follower.file_birth()
    follower.is_offline = True
    draft: Draft = await follower.fill_in_birth()
    waiting = await follower.submit(draft)
    slip = filed.documents[0]
    follower.is_offline = False
    places: list[tuple[str, Callable[..., Any], str, dict[str, str]]] = [
        (f"carry-{waiting.id}", OutboxPage, f"cancel-{waiting.id}", {}),
        ("keep-paper", DocumentsPage, f"document-{slip.id}", {}),
        (
            "save-document",
            DocumentPage,
            "open-document print-document",
            {"dossier_id": filed.id, "document_id": slip.id},
        ),
    ]
    for key, shown, until_key, of in places:
        for is_kiosk in (True, False):
            assert (key in await keys(follower, shown, until_key, is_kiosk=is_kiosk, **of)) != is_kiosk, key
