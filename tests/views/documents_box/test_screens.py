"""The document box as it is drawn."""

import pytest

from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.documents_box.screen import DocumentsPage


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_slips_stand_on_their_shelf(follower: Follower, language: str) -> None:
    await follower.file_birth()
    screen = await shown_page(DocumentsPage, within=follower.around(language))
    heading = {"vi": "Phiếu", "en": "Slips"}[language]
    await until(screen, lambda: says(screen, heading))
    assert_whole(screen)
    assert says(screen, {"vi": "Xác nhận đã nộp", "en": "Submission confirmation"}[language])


async def test_a_guest_is_told_to_sign_in(follower: Follower) -> None:
    screen = await shown_page(DocumentsPage, within=follower.around())
    assert_whole(screen)
    assert says(screen, "Sign in to see the documents issued to you.")
