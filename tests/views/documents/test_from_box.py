"""Papers kept once go with any application: from the box, asked about when expired or issued, kept from a draft."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from api_client.models import Document
from app.documents.box import BoxedPaper
from app.vault.model import DeleteBlob
from tests.app.conftest import pdf, photo
from tests.app.documents.test_binders import noise
from tests.harness import shown_page
from tests.views.dossier_samples import NOW, dossier
from tests.views.following import FakeDevice
from tests.views.forms.device import MARRIED, Device, around
from tests.views.screens import assert_whole, says, until
from views.documents.box_model import BoxChoiceModel
from views.documents.box_screen import FromBoxPage
from views.documents.box_state import Choosing
from views.documents.holding import DraftHolding
from views.documents.screen import PapersPage
from views.forms.state import Absent
from views.platform.device import PickedFile

BIRTH_PROOF = "giay_chung_sinh"


async def keep(device: Device, *, expires_on: date | None = None, data: bytes = b"") -> BoxedPaper:
    kept = await device.box.keep(
        name="Giấy A/B", kind="birth", expires_on=expires_on, file_name="x.pdf", data=data or pdf()
    )
    assert isinstance(kept, BoxedPaper)
    return kept


def model_of(device: Device, draft_id: str, tracking: Any = None) -> BoxChoiceModel:
    return BoxChoiceModel(
        DraftHolding(draft_id, device.drafts, device.catalogue),
        BIRTH_PROOF,
        holders=device.holders,
        box=device.box,
        tracking=tracking or SimpleNamespace(list=tuple),
        clock=device.clock,
        name_of=lambda text: text["vi"],
    )


async def test_a_kept_paper_is_used_and_stays_in_the_box(device: Device) -> None:
    draft, kept = await device.begin(MARRIED), await keep(device)
    model = model_of(device, draft.id)
    await model.open()
    assert await model.take(kept) == f"/drafts/{draft.id}/papers"
    (attachment,) = device.draft(draft.id).attachments
    assert (attachment.file_name, attachment.sha256) == ("Giấy A-B.pdf", kept.file.sha256)
    await device.drafts.detach(draft.id, attachment.id)
    assert await device.box.read(kept) == pdf()


async def test_an_expired_paper_is_used_only_when_the_person_says_so(device: Device) -> None:
    draft, kept = await device.begin(MARRIED), await keep(device, expires_on=date(2026, 11, 21))
    model = model_of(device, draft.id)
    await model.open()
    assert await model.take(kept) is None
    assert isinstance(model.state, Choosing)
    assert model.state.asked == kept
    model.leave_it()
    assert await model.take(kept) is None
    assert device.draft(draft.id).attachments == ()
    assert await model.take(kept) is not None
    assert len(device.draft(draft.id).attachments) == 1


async def test_an_issued_result_goes_along_only_by_consent(device: Device) -> None:
    draft = await device.begin(MARRIED)
    issued = Document(
        id="result-1",
        kind="result",
        number="12/2026",
        title={"vi": "Giấy khai sinh", "en": "Birth certificate"},
        issued_at=NOW,
        media_type="application/pdf",
        size_bytes=3000,
        sha256="0" * 64,
    )
    found = dossier(8, documents=(issued,))

    class Tracking:
        def list(self) -> tuple[Any, ...]:
            return (SimpleNamespace(dossier=found),)

        async def document(self, dossier_id: str, document_id: str) -> bytes:
            assert (dossier_id, document_id) == (found.id, issued.id)
            return pdf(3000)

    model = model_of(device, draft.id, Tracking())
    await model.open()
    assert isinstance(model.state, Choosing)
    (result,) = model.state.issued
    assert await model.take(result) is None
    assert device.draft(draft.id).attachments == ()
    assert await model.take(result) is not None
    assert len(device.draft(draft.id).attachments) == 1


async def test_a_kept_paper_that_is_gone_is_told(device: Device) -> None:
    draft, kept = await device.begin(MARRIED), await keep(device)
    model = model_of(device, draft.id)
    await model.open()
    await device.vault.transact([DeleteBlob(kept.id)])
    assert await model.take(kept) is None
    assert isinstance(model.state, Choosing)
    assert model.state.has_failed
    nobody = model_of(device, "none")
    await nobody.open()
    assert isinstance(nobody.state, Absent)


async def test_expiry_is_said_where_a_paper_is_chosen(device: Device) -> None:
    draft = await device.begin(MARRIED)
    await keep(device, expires_on=date(2026, 11, 30))
    screen = await shown_page(FromBoxPage, BIRTH_PROOF, draft_id=draft.id, within=around(device, device=FakeDevice()))
    await until(screen, lambda: says(screen, "Hết hạn ngày 30/11/2026, còn 8 ngày"))
    assert_whole(screen)
    await screen.press("Dùng: Giấy A/B")
    await until(screen, lambda: bool(device.draft(draft.id).attachments))


async def test_a_file_of_a_draft_is_kept_for_next_time_once(device: Device) -> None:
    draft = await device.begin(MARRIED)
    paper = next(one for one in device.catalogue.get("1.001193").papers if one.id == BIRTH_PROOF)
    await device.drafts.attach(draft.id, paper, file_name="a.jpg", data=photo())
    screen = await shown_page(PapersPage, draft.id, within=around(device, device=FakeDevice()))
    await until(screen, lambda: says(screen, "Giữ cho lần sau: a.jpg"))
    await screen.press("Giữ cho lần sau: a.jpg")
    await until(screen, lambda: says(screen, "Đã giữ trong kho giấy tờ: a.jpg"))
    assert not says(screen, "Giữ cho lần sau: a.jpg")
    assert_whole(screen)
    assert [kept.name for kept in device.box.list()] == ["Giấy chứng sinh"]


async def test_a_file_gone_since_it_was_chosen_is_told_and_must_be_chosen_again(device: Device) -> None:
    draft = await device.begin(MARRIED)
    paper = next(one for one in device.catalogue.get("1.001193").papers if one.id == BIRTH_PROOF)
    kept = await device.drafts.attach(draft.id, paper, file_name="a.pdf", data=pdf())
    await device.vault.transact([DeleteBlob(kept.id)])  # type: ignore[union-attr] # it was taken
    screen = await shown_page(PapersPage, draft.id, within=around(device, device=FakeDevice()))
    await until(screen, lambda: says(screen, "Tệp “a.pdf” không còn nguyên trên máy này"))
    assert_whole(screen)
    await screen.press("Tiếp tục")
    await until(screen, lambda: says(screen, "Đính kèm giấy này: Giấy chứng sinh"))
    await screen.press("Bỏ tệp a.pdf")
    await until(screen, lambda: not device.draft(draft.id).attachments)


async def test_a_photo_above_the_limit_is_made_smaller_instead_of_refused(device: Device) -> None:
    procedure = device.catalogue.get("1.001193")
    small = tuple(one.model_copy(update={"max_bytes": 100_000}) for one in procedure.papers)
    draft = await device.drafts.start(procedure.model_copy(update={"papers": small}), answers=MARRIED)
    paper = next(one for one in small if one.id == BIRTH_PROOF)
    chooser = FakeDevice()
    chooser.picks = PickedFile("chân dung.jpg", noise(500, 700))
    screen = await shown_page(PapersPage, draft.id, within=around(device, device=chooser))
    title = paper.title["vi"]
    await until(screen, lambda: says(screen, f"Chọn ảnh hoặc tệp: {title}"))
    await screen.press(f"Chọn ảnh hoặc tệp: {title}")
    await until(screen, lambda: says(screen, "Thu nhỏ: chân dung.jpg"))
    assert_whole(screen)
    await screen.press("Thu nhỏ: chân dung.jpg")
    await until(screen, lambda: not says(screen, "Thu nhỏ: chân dung.jpg"))
    assert len((await device.binders.open(draft.id, paper)).pages) == 1
