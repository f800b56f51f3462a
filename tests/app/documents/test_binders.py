"""Photos and pages of PDFs put in order, turned, shrunk and bound into the file that goes with the draft."""

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from app.documents.binder_store import BINDERS
from app.documents.binders import Binders
from app.documents.binding import PdfPage, UnreadablePdfError, bind, count_pages, find_picture
from app.documents.drawing import Drawn, UndrawableError, draw
from app.documents.holders import Holders
from app.documents.model import Refused
from app.documents.pages import MAX_PAGES, Binder
from app.documents.service import Documents
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.service import Drafts
from app.vault.file import FILE_NAME
from app.vault.vault import Vault
from forms.procedure import Paper
from tests.app.conftest import MovingClock, photo, procedure

PAPER = Paper(id="birth", title={}, max_bytes=400_000, max_files=2)
PORTRAIT = Paper(id="portrait", title={}, accept=("image/jpeg",), max_bytes=60_000, max_files=2)
NOW = datetime(2026, 11, 22, 3, 42, tzinfo=UTC)


def printed(*colours: str) -> bytes:
    """Return a PDF of one picture a page, 60 wide and 80 high."""
    return bind([draw(photo(size=(60, 80), colour=colour), turns=0, detail="full") for colour in colours], now=NOW)


def noise(width: int, height: int) -> bytes:
    """Return a large photo that does not shrink for being of one colour."""
    data = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(data, "JPEG", quality=95)
    return data.getvalue()


@dataclass
class Desk:
    vault: Vault
    drafts: Drafts
    binders: Binders
    draft_id: str

    async def attach(self, *photos: bytes, paper: Paper = PAPER) -> None:
        for number, data in enumerate(photos, 1):
            kept = await self.drafts.attach(self.draft_id, paper, file_name=f"ảnh {number}.jpg", data=data)
            assert not isinstance(kept, Refused)

    async def open(self, paper: Paper = PAPER) -> Binder:
        return await self.binders.open(self.draft_id, paper)

    async def bind(self, binder: Binder, paper: Paper = PAPER) -> Any:
        return await self.binders.bind(binder, paper, await self.binders.outcome(binder, paper, name="Giấy tờ"))

    async def has_pages_of(self, *draft_ids: str) -> None:
        """Wait until pages are kept of these drafts only."""
        for _ in range(2_000):
            if [id_ for id_, _ in await self.vault.all(BINDERS)] == [f"{one}/{PAPER.id}" for one in draft_ids]:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(await self.vault.all(BINDERS))

    def files(self) -> list[tuple[str, str]]:
        draft = self.drafts.find(self.draft_id)
        assert draft is not None
        return [(one.file_name, one.media_type) for one in draft.attachments]

    async def pdf(self) -> PdfReader:
        draft = self.drafts.find(self.draft_id)
        assert draft is not None
        return PdfReader(io.BytesIO(await self.vault.get_blob(draft.attachments[-1].id)))


@pytest.fixture
async def desk(vault: Vault, clock: MovingClock) -> AsyncIterator[Desk]:
    drafts = Drafts(vault, procedures=lambda _code: None, clock=clock, owner=lambda: None)
    draft = await drafts.start(procedure())
    documents = Documents(vault, clock=clock, owner=lambda: None)
    yield Desk(vault, drafts, Binders(vault, Holders(drafts, documents), clock=clock), draft.id)
    await drafts.close()


def colours(pdf: PdfReader) -> list[str]:
    """Return the strongest colour of each page's picture."""
    means = [page.images[0].image.convert("RGB").resize((1, 1)).getpixel((0, 0)) for page in pdf.pages]
    return [("red", "green", "blue")[mean.index(max(mean))] for mean in means]


async def test_photos_become_one_pdf_in_the_order_and_the_way_up_they_were_given(desk: Desk) -> None:
    await desk.attach(photo(colour="red"), photo(colour="green"))
    binder = await desk.open()
    added = await desk.binders.add(binder, PAPER, file_name="b.jpg", data=photo(colour="blue"))
    assert isinstance(added, Binder)
    first, second, third = added.pages
    await desk.binders.outcome(added, PAPER, name="x")  # as the screen shows it before anything is arranged
    arranged = added.moved(third.id, by=-2).turned(second.id).without(first.id)
    await desk.bind(arranged)

    assert desk.files() == [("Giấy tờ.pdf", "application/pdf")]
    pdf = await desk.pdf()
    assert colours(pdf) == ["blue", "green"]
    assert [float(page.mediabox.width) > float(page.mediabox.height) for page in pdf.pages] == [True, False]


async def test_the_pdf_says_nothing_of_place_device_or_maker(desk: Desk) -> None:
    await desk.attach(photo(orientation=6))
    binder = await desk.binders.add(await desk.open(), PAPER, file_name="a.jpg", data=photo())
    assert isinstance(binder, Binder)
    assert [b"CANARY" in await desk.binders.read(source) for source in binder.sources] == [False, False]
    await desk.bind(binder.with_detail("full"))
    draft = desk.drafts.find(desk.draft_id)
    assert draft is not None
    data = await desk.vault.get_blob(draft.attachments[0].id)
    assert b"CANARY" not in data
    assert b"Exif" not in data
    assert dict(PdfReader(io.BytesIO(data)).metadata or {}).keys() <= {"/CreationDate", "/Producer"}


async def test_pages_of_a_pdf_go_between_photos_and_are_turned(desk: Desk) -> None:
    binder = await desk.open()
    for name, data in (("a.pdf", printed("red", "blue")), ("b.jpg", photo(colour="green"))):
        added = await desk.binders.add(binder, PAPER, file_name=name, data=data)
        assert isinstance(added, Binder)
        binder = added
    _, blue, green = binder.pages
    await desk.bind(binder.moved(green.id, by=-1).turned(blue.id))
    pdf = await desk.pdf()
    assert colours(pdf) == ["red", "green", "blue"]
    assert [page.rotation for page in pdf.pages] == [0, 0, 90]
    data = await desk.vault.get_blob(desk.drafts.find(desk.draft_id).attachments[0].id)  # type: ignore[union-attr] # it is there
    assert Image.open(io.BytesIO(find_picture(data, 2) or b"")).size == (80, 60)


async def test_the_arrangement_is_there_after_a_restart_and_again_after_binding(desk: Desk, clock: MovingClock) -> None:
    await desk.attach(photo(colour="red"), photo(colour="green"))
    arranged = await desk.open()
    arranged = arranged.moved(arranged.pages[1].id, by=-1).turned(arranged.pages[0].id).with_detail("small")
    await desk.binders.keep(arranged)
    holders = Holders(desk.drafts, Documents(desk.vault, clock=clock, owner=lambda: None))
    again = Binders(desk.vault, holders, clock=clock)
    assert await again.open(desk.draft_id, PAPER) == arranged

    await desk.bind(arranged)
    reopened = await again.open(desk.draft_id, PAPER)
    assert reopened.pages == arranged.pages
    one_less = reopened.without(reopened.pages[0].id)
    await desk.bind(one_less)
    assert colours(await desk.pdf()) == ["red"]
    assert len(desk.files()) == 1


async def test_a_file_added_later_becomes_a_page_and_a_removed_one_takes_its_pages_along(desk: Desk) -> None:
    await desk.attach(photo(colour="red"))
    await desk.bind(await desk.open())
    await desk.attach(photo(colour="blue"))
    binder = await desk.open()
    assert len(binder.pages) == 2
    draft = desk.drafts.find(desk.draft_id)
    assert draft is not None
    await desk.drafts.detach(desk.draft_id, draft.attachments[0].id)
    left = await desk.open()
    assert [left.source_of(page).file_name for page in left.pages] == ["ảnh 1.jpg"]
    await desk.bind(left)
    assert colours(await desk.pdf()) == ["blue"]


async def test_a_page_taken_out_does_not_come_back_by_itself(desk: Desk) -> None:
    await desk.attach(photo(colour="red"), photo(colour="blue"))
    binder = await desk.open()
    await desk.binders.keep(binder.without(binder.pages[0].id))
    assert len((await desk.open()).pages) == 1
    await desk.bind(await desk.open())
    assert len((await desk.open()).pages) == 1


async def test_a_photo_too_large_for_the_paper_is_shrunk_until_it_fits(desk: Desk) -> None:
    large = noise(2400, 3200)
    assert len(large) > PAPER.max_bytes
    binder = await desk.binders.add(await desk.open(), PAPER, file_name="lớn.jpg", data=large)
    assert isinstance(binder, Binder)
    clear = await desk.binders.outcome(binder, PAPER, name="x")
    assert clear.refusal(PAPER) == Refused("too_large", "x.pdf", limit=PAPER.max_bytes)
    assert await desk.binders.bind(binder, PAPER, clear) == clear.refusal(PAPER)
    roomy = PAPER.model_copy(update={"max_bytes": 1_500_000})
    small = await desk.binders.outcome(binder.with_detail("small"), roomy, name="x")
    assert small.size_bytes < clear.size_bytes < small.source_bytes == len(large)
    assert small.faint == ()
    assert not isinstance(await desk.binders.bind(binder.with_detail("small"), roomy, small), Refused)


async def test_a_paper_that_takes_no_pdf_gets_pictures_of_its_kind(desk: Desk) -> None:
    binder = await desk.open(PORTRAIT)
    png = io.BytesIO()
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(png, "PNG")
    for data in (png.getvalue(), photo(size=(300, 400), orientation=6)):
        added = await desk.binders.add(binder, PORTRAIT, file_name="chân dung.png", data=data)
        assert isinstance(added, Binder)
        binder = added
    await desk.bind(binder, PORTRAIT)
    assert desk.files() == [("Giấy tờ 1.jpg", "image/jpeg"), ("Giấy tờ 2.jpg", "image/jpeg")]
    draft = desk.drafts.find(desk.draft_id)
    assert draft is not None
    pictures = [Image.open(io.BytesIO(await desk.vault.get_blob(one.id))) for one in draft.attachments]
    assert [picture.size for picture in pictures] == [(300, 400), (400, 300)]
    assert pictures[0].convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert not pictures[1].getexif()
    refused = await desk.binders.add(binder, PORTRAIT, file_name="a.pdf", data=printed("red"))
    assert isinstance(refused, Refused)
    assert refused.reason == "type"


async def test_a_page_of_few_pixels_is_named(desk: Desk) -> None:
    await desk.attach(photo(size=(1240, 900)), photo(size=(1239, 900)))
    binder = await desk.open()
    outcome = await desk.binders.outcome(binder, PAPER, name="x")
    assert outcome.faint == (binder.pages[1].id,)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello", "type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (photo()[:300], "damaged"),
        (b"%PDF-1.7\n%%EOF startxref 0 %%EOF", "damaged"),
    ],
)
async def test_what_gives_no_page_is_refused_with_its_name(desk: Desk, data: bytes, reason: str) -> None:
    binder = await desk.open()
    refused = await desk.binders.add(binder, PAPER, file_name="tờ.jpg", data=data)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.file_name) == (reason, "tờ.jpg")
    assert await desk.open() == binder


async def test_there_is_a_most_to_the_pages(desk: Desk) -> None:
    many = printed(*["red"] * (MAX_PAGES - 1))
    binder = await desk.binders.add(await desk.open(), PAPER, file_name="a.pdf", data=many)
    assert isinstance(binder, Binder)
    refused = await desk.binders.add(binder, PAPER, file_name="b.pdf", data=printed("red", "blue"))
    assert refused == Refused("too_many_pages", "b.pdf", limit=MAX_PAGES)


async def test_pages_of_a_sent_or_deleted_draft_leave_nothing(desk: Desk, clock: MovingClock) -> None:
    await desk.attach(photo())
    (source,) = (await desk.open()).sources
    await desk.binders.load()
    assert await desk.vault.all(BINDERS)
    await desk.drafts.update(desk.draft_id, lambda draft: replace(draft, parcel_id="p"))
    for refused_now in (desk.open(), desk.binders.keep(Binder(desk.draft_id, "birth"))):
        with pytest.raises(DraftLockedError):
            await refused_now
    assert await desk.vault.all(BINDERS)  # it may be taken back
    await desk.drafts.update(desk.draft_id, lambda draft: replace(draft, dossier_id="d"))
    await desk.has_pages_of()
    with pytest.raises(KeyError):
        await desk.vault.get_blob(source.id)
    with pytest.raises(DraftNotFoundError):
        await desk.binders.open("no such draft", PAPER)


async def test_pages_of_a_draft_found_damaged_stay(desk: Desk, clock: MovingClock) -> None:
    await desk.attach(photo())
    (source,) = (await desk.open()).sources
    with closing(sqlite3.connect(desk.vault.path / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE records SET sealed = x'01' WHERE kind = 'drafts'")
    drafts = Drafts(desk.vault, procedures=lambda _code: None, clock=clock, owner=lambda: None)
    await drafts.load()
    assert drafts.list() == ()
    documents = Documents(desk.vault, clock=clock, owner=lambda: None)
    await Binders(desk.vault, Holders(drafts, documents), clock=clock).load()
    await desk.has_pages_of(desk.draft_id)
    assert await desk.vault.get_blob(source.id)
    await drafts.close()


@pytest.mark.parametrize("turns", range(4))
def test_a_turned_photo_lies_as_it_was_turned(turns: int) -> None:
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("red", (0, 0, 40, 40))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=95)
    drawn = Image.open(io.BytesIO(draw(data.getvalue(), turns=turns, detail="clear").jpeg))
    corners: dict[int, Callable[[int, int], tuple[int, int]]] = {
        0: lambda w, h: (5, h // 2),
        1: lambda w, h: (w // 2, 5),
        2: lambda w, h: (w - 5, h // 2),
        3: lambda w, h: (w // 2, h - 5),
    }
    red, green, _blue = drawn.getpixel(corners[turns](*drawn.size))  # type: ignore[misc] # a colour of three
    assert red > 200 > 100 > green


def test_a_photo_that_needs_nothing_keeps_its_bytes() -> None:
    data = photo(size=(900, 700))
    assert draw(data, turns=0, detail="full") == Drawn(data, 900, 700)
    assert draw(photo(size=(900, 700), orientation=6), turns=0, detail="full").width == 700
    with pytest.raises(UndrawableError):
        draw(data[:200], turns=0, detail="clear")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 junk %%EOF", printed("red")[:-200]])
def test_a_pdf_that_cannot_be_read_is_told(data: bytes) -> None:
    with pytest.raises(UnreadablePdfError):
        count_pages(data)
    with pytest.raises(UnreadablePdfError):
        bind([PdfPage(data, 0)], now=NOW)


async def test_pages_go_with_a_draft_that_is_deleted_and_another_ones_stay(desk: Desk) -> None:
    await desk.binders.load()
    other = await desk.drafts.start(procedure())
    await desk.binders.add(Binder(other.id, "birth"), PAPER, file_name="a.jpg", data=photo())
    await desk.binders.add(await desk.open(), PAPER, file_name="a.jpg", data=photo())
    await desk.drafts.shelf.delete(desk.draft_id)
    assert len(await desk.vault.all(BINDERS)) == 2  # it may be put back
    await desk.drafts.shelf.delete_for_ever(desk.draft_id)
    await desk.has_pages_of(other.id)


async def test_a_duplicate_has_the_pages_too_and_their_bytes_go_with_the_last_of_both(desk: Desk) -> None:
    await desk.binders.load()
    binder = await desk.binders.add(await desk.open(), PAPER, file_name="a.jpg", data=photo(colour="red"))
    binder = await desk.binders.add(binder, PAPER, file_name="b.jpg", data=photo(colour="blue"))
    await desk.bind(binder)
    copy = await desk.binders.duplicate(desk.draft_id, title="thứ hai")
    assert (await desk.binders.open(copy.id, PAPER)).sources == (await desk.open()).sources

    turned = binder.without(binder.pages[0].id)
    await desk.bind(turned)  # the first page is left out of the first draft only
    again = await desk.binders.open(copy.id, PAPER)
    assert [page.id for page in again.pages] == [page.id for page in binder.pages]
    assert [await desk.binders.picture(again, page) for page in again.pages] != [None, None]

    await desk.drafts.shelf.delete(desk.draft_id)
    await desk.drafts.shelf.delete_for_ever(desk.draft_id)
    await desk.has_pages_of(copy.id)
    assert all([await desk.binders.read(source) for source in again.sources])
    await desk.drafts.shelf.delete(copy.id)
    await desk.drafts.shelf.delete_for_ever(copy.id)
    await desk.has_pages_of()
    for source in again.sources:
        with pytest.raises(KeyError):
            await desk.binders.read(source)
