"""Papers kept once to be used again: their file, name, kind, expiry, and whose they are."""

from datetime import date

import pytest

from app.documents.box import Box, BoxedPaper
from app.documents.model import Refused
from app.documents.service import Documents
from app.vault.model import DeleteBlob
from app.vault.vault import Vault
from tests.app.conftest import MovingClock, pdf, photo

TODAY = date(2026, 11, 22)


async def keep(box: Box, *, name: str = "Căn cước", expires_on: date | None = None, data: bytes = b"") -> BoxedPaper:
    kept = await box.keep(
        name=name, kind="identity", expires_on=expires_on, file_name="thẻ.jpg", data=data or photo(orientation=6)
    )
    assert isinstance(kept, BoxedPaper)
    return kept


async def test_a_kept_paper_is_there_after_a_restart_and_says_nothing_of_its_place(
    vault: Vault, clock: MovingClock
) -> None:
    kept = await keep(Box(vault, clock=clock, owner=lambda: None), expires_on=TODAY)
    again = Box(vault, clock=clock, owner=lambda: None)
    await again.load()
    assert again.list() == (kept,)
    assert b"CANARY" not in await again.read(kept)


async def test_only_its_owner_sees_it_and_what_a_guest_kept_is_for_all(vault: Vault, clock: MovingClock) -> None:
    who: list[str | None] = [None]
    box = Box(vault, clock=clock, owner=lambda: who[0])
    guests = await keep(box)
    who[0] = "mother"
    clock.move(seconds=1)
    hers = await keep(box)
    assert box.list() == (hers, guests)
    who[0] = "neighbour"
    assert box.list() == (guests,)
    assert box.find(hers.id) is None
    await box.remove(hers.id)
    await box.change(hers.id, name="mine", kind="other", expires_on=None)
    who[0] = "mother"
    assert box.list() == (hers, guests)


@pytest.mark.parametrize(
    ("expires_on", "expiry"),
    [
        (None, "never"),
        (date(2026, 11, 21), "expired"),
        (date(2026, 11, 22), "soon"),
        (date(2026, 12, 22), "soon"),
        (date(2026, 12, 23), "later"),
    ],
)
async def test_expiry_is_told_in_time(vault: Vault, clock: MovingClock, expires_on: date | None, expiry: str) -> None:
    kept = await keep(Box(vault, clock=clock, owner=lambda: None), expires_on=expires_on)
    assert kept.expiry(TODAY) == expiry


async def test_a_changed_paper_keeps_its_file_and_a_removed_one_leaves_nothing(
    vault: Vault, clock: MovingClock
) -> None:
    box = Box(vault, clock=clock, owner=lambda: None)
    kept = await keep(box)
    await box.change(kept.id, name="  Thẻ\u202e A/B ", kind="other", expires_on=TODAY)
    (changed,) = box.list()
    assert (changed.name, changed.kind, changed.expires_on, changed.file) == ("Thẻ A/B", "other", TODAY, kept.file)
    await box.change(kept.id, name=" ", kind="other", expires_on=None)
    assert box.list()[0].name == "Thẻ A/B"
    await box.remove(kept.id)
    assert box.list() == ()
    with pytest.raises(KeyError):
        await box.read(kept)


async def test_a_paper_without_a_name_has_its_files_and_a_useless_file_is_refused(
    vault: Vault, clock: MovingClock
) -> None:
    box = Box(vault, clock=clock, owner=lambda: None)
    assert (await keep(box, name=" ", data=pdf())).name == "thẻ.jpg"
    refused = await box.keep(name="x", kind="other", expires_on=None, file_name="a.jpg", data=b"hello")
    assert isinstance(refused, Refused)
    assert len(box.list()) == 1


async def test_a_file_gone_or_changed_since_it_was_chosen_is_noticed(vault: Vault, clock: MovingClock) -> None:
    box, documents = Box(vault, clock=clock, owner=lambda: None), Documents(vault, clock=clock, owner=lambda: None)
    here, gone, other = [(await keep(box, data=pdf(size))).file for size in (1000, 2000, 3000)]
    await vault.transact([DeleteBlob(gone.id)])
    await vault.transact([DeleteBlob(other.id)])
    await vault.put_blob(other.id, b"something else")
    assert await documents.missing([here, gone, other]) == {gone.id, other.id}
