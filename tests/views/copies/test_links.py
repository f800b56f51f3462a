"""The copy of one's answers: from the review, from the dossier's page, and when it cannot be made."""

import io
from collections.abc import Awaitable, Callable

import flet as ft
import pytest
from pypdf import PdfReader

from api_client.errors import Unreachable
from app.catalogue.service import CatalogueService
from app.copies import AnswersCopies
from app.i18n.formats import VIETNAM
from tests.harness import Shown, shown_page, surroundings
from tests.views.following import FakeDevice, Follower
from tests.views.screens import assert_whole, says, until
from views.copies.links import CopyLinks
from views.design import Screen
from views.review.screen import ReviewPage
from views.shared.boundary import page
from views.tracking.screen import DossierPage

SAVE, PRINT = "Save a copy of your answers", "Read or print a copy of your answers"


class WithoutTheProcedure:
    """A catalogue that no longer has what was filed: the draft still does."""

    def __init__(self, catalogue: CatalogueService) -> None:
        self.lists, self.places = catalogue.lists, catalogue.places

    def find(self, _code: str) -> None:
        return None


@page
def Trial(draw: Callable[[], Awaitable[bytes | None]]) -> ft.View:
    """A page with nothing but the links."""
    return Screen("Trial", [CopyLinks(draw, "X00.01-261122-0001")])


async def _trial(draw: Callable[[], Awaitable[bytes | None]]) -> tuple[Shown, FakeDevice]:
    device = FakeDevice()
    return await shown_page(Trial, draw, within=surroundings("en", device=device)), device


async def test_answers_are_printed_and_kept_before_anything_is_submitted(follower: Follower) -> None:
    draft = await follower.fill_in_birth()
    follower.is_offline = True
    screen = await shown_page(ReviewPage, draft_id=draft.id, within=follower.around())
    await until(screen, lambda: says(screen, SAVE))
    assert_whole(screen)

    await screen.press(PRINT)
    await until(screen, lambda: follower.device.opened != [])
    await screen.press(SAVE)
    await until(screen, lambda: follower.device.saved != {})

    ((name, data),) = follower.device.saved.items()
    assert follower.device.opened == [name]
    assert name == f"mot-cua-{follower.clock().astimezone(VIETNAM):%Y%m%d-%H%M}.pdf"
    text = " ".join(" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(data)).pages)
    assert "Draft, not submitted" in text
    assert "NGUYỄN MẪU MINH AN" in text


async def test_a_filed_application_has_its_copy_also_without_a_network(follower: Follower) -> None:
    dossier = await follower.file_birth()
    from_portal = await follower.client.dossiers.answers_copy(dossier.id, language="en")
    follower.is_offline = True
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=follower.around())
    await until(screen, lambda: says(screen, SAVE))

    await screen.press(SAVE)
    await until(screen, lambda: follower.device.saved != {})

    assert follower.device.saved == {f"mot-cua-{dossier.code}.pdf": from_portal}
    copies = AnswersCopies(
        follower.drafts,
        WithoutTheProcedure(follower.catalogue),
        fetch=follower.tracking.answers_copy,
        clock=follower.clock,
    )
    assert await copies.of_dossier(dossier, "en") == from_portal


@pytest.mark.parametrize("is_gone", [False, True])
async def test_a_copy_that_cannot_be_made_says_so_and_can_be_tried_again(is_gone: bool) -> None:
    can_be_made = False

    async def draw() -> bytes | None:
        if can_be_made:
            return b"%PDF"
        if is_gone:
            return None
        raise Unreachable

    screen, device = await _trial(draw)
    await screen.press(SAVE)
    assert says(screen, "No copy was made")
    assert_whole(screen)
    assert device.saved == {}

    can_be_made = True
    await screen.press(SAVE)
    assert device.saved == {"mot-cua-X00.01-261122-0001.pdf": b"%PDF"}
    assert not says(screen, "No copy was made")
