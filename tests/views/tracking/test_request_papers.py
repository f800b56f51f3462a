"""Papers of an answer come as those of a draft do: as pages, from the box; what the portal refused is marked."""

import flet as ft

from api_client.models import Dossier
from app.documents.binder_store import BINDERS
from app.documents.box import BoxedPaper
from app.outbox.model import ParcelState
from app.vault.model import DeleteBlob
from tests.app.conftest import pdf, photo
from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.documents.box_screen import FromBoxPage
from views.documents.pages_screen import PagesPage
from views.platform.device import PickedFile
from views.tracking.screen import DossierPage, RequestPage
from views.tracking.state import Answering, AnswerProblem, OnItsWay

MARKED = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner takes for a virus, and nothing else does."""
BLURRED = {"paper_id": "giay_chung_sinh", "reason": "Ảnh bị mờ", "how_to_fix": "Để giấy phẳng, đủ sáng."}
WRONG_NAME = {"pointer": "/ks_ho_ten", "reason": "Tên khác giấy chứng sinh"}


async def address(follower: Follower, dossier: Dossier, **words: object) -> dict[str, str]:
    """Let the office ask, and return the address of what it asks."""
    await follower.office("ask_for_items", dossier, **words)
    await follower.tracking.refresh(dossier.id)
    tracked = follower.tracking.find(dossier.id)
    assert tracked is not None
    return {"dossier_id": dossier.id, "request_id": tracked.dossier.requests[-1].id}


async def test_photos_become_the_pages_of_an_answer_and_what_was_typed_stays(follower: Follower) -> None:
    dossier = await follower.file_birth()
    asked = await address(follower, dossier, items=[BLURRED, WRONG_NAME])
    within = follower.around("vi")
    screen = await shown_page(RequestPage, **asked, within=within)
    await until(screen, lambda: says(screen, "Họ, chữ đệm, tên của trẻ"))
    await screen.write("field-/ks_ho_ten", "NGUYỄN MẪU MINH ANH")
    went: list[str] = []
    screen.page.navigate = went.append  # type: ignore[method-assign, assignment] # the client would change the route
    await screen.press("Chụp, ghép từng trang: Giấy chứng sinh")
    assert went == [f"/dossiers/{asked['dossier_id']}/requests/{asked['request_id']}/papers/giay_chung_sinh/pages"]

    pages = await shown_page(PagesPage, "giay_chung_sinh", **asked, within=within)
    await until(pages, lambda: says(pages, "Thêm ảnh hoặc tệp"))
    follower.device.picks_many = tuple(PickedFile(name, photo(size=(900, 1300))) for name in ("a.jpg", "b.jpg"))
    await pages.press("Thêm ảnh hoặc tệp")
    await until(pages, lambda: says(pages, "Cơ quan sẽ nhận: Giấy chứng sinh.pdf"))
    assert_whole(pages)
    pages.page.navigate = went.append  # type: ignore[method-assign, assignment] # as above
    await pages.press("Dùng 2 trang này")
    await until(pages, lambda: len(went) == 2)
    assert went[-1] == f"/dossiers/{asked['dossier_id']}/requests/{asked['request_id']}"

    again = await shown_page(RequestPage, **asked, within=within)
    await until(again, lambda: says(again, "Giấy chứng sinh.pdf"))
    assert_whole(again)
    fields = [field.value for field in again.all(ft.TextField) if field.key == "field-/ks_ho_ten"]
    assert fields == ["NGUYỄN MẪU MINH ANH"]
    (kept,) = follower.documents.of("/".join(asked.values()))
    await again.press("Gửi cơ quan")
    await until(again, lambda: says(again, "Cơ quan chưa nhận được."))

    closed = await shown_page(PagesPage, "giay_chung_sinh", **asked, within=follower.around("en"))
    await until(closed, lambda: says(closed, "This paper takes no files now"))
    assert_whole(closed)
    assert len(await follower.vault.all(BINDERS)) == 1
    await follower.send_all()
    await follower.tracking.refresh(dossier.id)
    tracked = follower.tracking.find(dossier.id)
    assert tracked is not None
    assert {file.paper_id: file.sha256 for file in tracked.dossier.files}["giay_chung_sinh"] == kept.sha256
    assert tracked.dossier.answers["ks_ho_ten"] == "NGUYỄN MẪU MINH ANH"
    for _ in range(200):
        if not await follower.vault.all(BINDERS):
            break
        await again.settle(5)
    assert await follower.vault.all(BINDERS) == []
    assert follower.documents.of("/".join(asked.values())) == ()


async def test_a_file_refused_in_an_answer_is_marked_until_another_takes_its_place(follower: Follower) -> None:
    dossier = await follower.file_birth()
    asked = await address(follower, dossier, items=[BLURRED])
    kept = await follower.box.keep(name="Giấy", kind="birth", expires_on=None, file_name="x.jpg", data=photo())
    assert isinstance(kept, BoxedPaper)
    model = await follower.request_model(dossier, "supplement")
    assert isinstance(model.state, Answering)
    slot = model.state.items[0].slot
    assert slot is not None
    bad = pdf().replace(b"%%EOF", b"%" + MARKED + b"\n%%EOF")
    await model.files.attach(slot.paper, file_name="giấy.pdf", data=bad)
    model.write_comment("Gửi lại.")
    await model.send()
    assert isinstance(model.state, OnItsWay)
    parcel = model.state.parcel
    for _ in range(40):
        await follower.outbox.step(follower.clock())
        follower.clock.move(seconds=5)
        found = follower.outbox.find(parcel.id)
        assert found is not None
        if found.state is ParcelState.NEEDS_ATTENTION:
            break
    assert found.detail

    page = await shown_page(DossierPage, dossier.id, within=follower.around("en"))
    await until(page, lambda: says(page, "The portal did not take your answer"))
    assert says(page, found.detail)
    assert says(page, "Attach this paper again")
    screen = await shown_page(RequestPage, **asked, within=follower.around("en"))
    await until(screen, lambda: says(screen, "The portal refused “giấy.pdf”"))
    assert says(screen, found.detail)
    assert says(screen, "Remove it, then attach another one.")
    assert says(screen, "Look at what is marked below")
    assert "Gửi lại." in [field.value for field in screen.all(ft.TextField)]
    assert_whole(screen)
    await follower.outbox.cancel(parcel.id)
    await until(screen, lambda: not says(screen, "Look at what is marked below"))
    assert says(screen, "The portal refused “giấy.pdf”")
    await screen.press("Send to the office")
    await until(screen, lambda: says(screen, "Remove the file that cannot be used"))
    await screen.press("Remove giấy.pdf")
    await until(screen, lambda: not says(screen, "giấy.pdf"))

    box = await shown_page(FromBoxPage, "giay_chung_sinh", **asked, within=follower.around("en"))
    await until(box, lambda: says(box, "Use: Giấy"))
    box.page.navigate = lambda _route: None  # type: ignore[method-assign, assignment] # the client would change the route
    await box.press("Use: Giấy")
    await until(box, lambda: len(follower.documents.of("/".join(asked.values()))) == 1)
    (lost,) = follower.documents.of("/".join(asked.values()))
    await follower.vault.transact([DeleteBlob(lost.id)])
    mended = await follower.request_model(dossier, "supplement")
    await mended.send()
    assert isinstance(mended.state, Answering)
    assert [item.problem for item in mended.state.items] == [AnswerProblem.USELESS_FILE]
    await mended.files.remove(lost.id)
    await mended.files.attach(slot.paper, file_name="giấy.jpg", data=photo())
    await mended.send()
    assert isinstance(mended.state, OnItsWay)
    await follower.send_all()
    await follower.tracking.refresh(dossier.id)
    tracked = follower.tracking.find(dossier.id)
    assert tracked is not None
    assert tracked.dossier.requests[-1].state == "answered"
    assert not [one for one in follower.outbox.parcels() if not one.is_delivered]
