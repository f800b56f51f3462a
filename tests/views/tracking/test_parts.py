"""A linked dossier on its page: one timeline, each office's part with its state, date and result."""

import pytest

from api_client.models import Dossier
from app.i18n import Translator
from tests.app.conftest import photo
from tests.harness import shown_page
from tests.portal.dossiers.linked import LINKED, at_office, linked_answers
from tests.views.following import Follower
from tests.views.screens import assert_whole, says
from views.tracking.proof import content_of
from views.tracking.screen import DossierPage
from views.tracking.state import Answering, Following


async def filed(follower: Follower) -> Dossier:
    """File a linked birth and return what the portal made of it."""
    await follower.sign_in()
    files = {"giay_chung_sinh": ("giấy.jpg", photo(colour="green"))}
    parcel = await follower.submit(await follower.fill_in(LINKED, linked_answers(), files))
    await follower.wait_until_delivered(parcel.id)
    await follower.tracking.refresh()
    return follower.tracking.list()[0].dossier


@pytest.mark.parametrize(
    ("language", "layout", "words"),
    [
        (
            "vi",
            "phone",
            ("Công an xã Mẫu", "Còn chờ: Đăng ký khai sinh", "Đã xong 0/4 phần", "Thẻ bảo hiểm y tế: kết quả"),
        ),
        (
            "en",
            "desktop",
            (
                "Police of Mẫu commune",
                "Waits for: Birth registration",
                "0 of 4 parts are done",
                "Identity card: result",
            ),
        ),
    ],
)
async def test_every_offices_part_stands_on_one_page(
    follower: Follower, language: str, layout: str, words: tuple[str, ...]
) -> None:
    dossier = await filed(follower)
    await at_office(follower.portal, dossier.model_dump(mode="json"), "khai_sinh", "accept")
    await follower.tracking.refresh(dossier.id)
    around = follower.around(language, layout)  # type: ignore[arg-type] # one of its literals
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=around)
    assert_whole(screen)
    for expected in words:
        assert says(screen, expected), (expected, screen.texts())


async def test_each_part_goes_its_way_to_its_own_result(follower: Follower) -> None:
    dossier = await filed(follower)
    said, portal = dossier.model_dump(mode="json"), follower.portal
    for verb in ("accept", "return_result"):
        await at_office(portal, said, "khai_sinh", verb)
    await at_office(portal, said, "thuong_tru", "accept")
    item = {"pointer": "/tt_chu_ho", "reason": "Không phải chủ hộ"}
    await at_office(portal, said, "thuong_tru", "ask_for_items", items=[item])
    await follower.tracking.refresh(dossier.id)
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=follower.around())
    assert_whole(screen)
    assert says(screen, "Residence registration · Police of Mẫu commune")  # who asks
    assert says(screen, "Health insurance card: passed on to this office")
    assert says(screen, "1 of 4 parts are done.")
    model = follower.dossier_model(dossier)
    assert isinstance(model.state, Following)
    assert model.state.holder.office is None  # the citizen has it now

    result = next(document for document in model.state.dossier.documents if document.kind == "result")
    assert result.number == f"{dossier.code}.1/KQ1"
    assert screen.named("Open: Birth certificate (sample)") is not None


async def test_the_draft_of_a_part_says_what_concerns_that_part(follower: Follower) -> None:
    dossier = await filed(follower)
    for verb in ("accept", "send_proof"):
        await at_office(follower.portal, dossier.model_dump(mode="json"), "khai_sinh", verb)
    model = await follower.request_model(dossier, "proof")
    assert isinstance(model.state, Answering)
    assert model.corrections.form is not None
    titles = [title for title, _ in content_of(model.corrections.form, model.state, Translator("en"))]
    assert "Mother" in titles
    assert "Residence" not in titles
