"""A draft in a sealed file: whole there, harmless when somebody made it up."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.drafts.errors import DraftLockedError
from app.drafts.service import Drafts
from app.drafts.store import encode_draft
from app.drafts.transfer import ForReceiver, NotADraftError, export_draft, import_draft, own_code
from app.vault.errors import WrongKeyError
from app.vault.recipient import seal_for
from app.vault.vault import Vault
from tests.app.conftest import MovingClock, photo, procedure
from tests.app.drafts.conftest import NewDrafts

BIRTH = procedure()


async def test_a_draft_goes_to_the_one_device_that_shows_the_code(
    shelved: Drafts, vault: Vault, tmp_path: Path, clock: MovingClock
) -> None:
    draft = await shelved.start(BIRTH, subject="child")
    shelved.set_answer(draft.id, "/name", "AN")
    await shelved.attach(draft.id, BIRTH.papers[0], file_name="giấy.jpg", data=photo())
    await shelved.shelf.rename(draft.id, "Bé An")
    there = await Vault.open(tmp_path / "there", bytes(32), clock=clock)
    receiving = Drafts(there, procedures=lambda _code: None, clock=clock, owner=lambda: "mai")
    code = await own_code(there)
    assert code == await own_code(there)
    data = await export_draft(shelved, vault, draft.id, sealed=ForReceiver(code))
    assert "giấy.jpg".encode() not in data
    with pytest.raises(WrongKeyError):
        await import_draft(shelved, vault, data)
    received = await import_draft(receiving, there, data)
    assert (received.owner, received.title, received.answers) == ("mai", "Bé An", {"name": "AN"})
    kept = shelved.find(draft.id)
    assert kept is not None
    assert kept.submission_key is not None
    assert kept.submission_key == received.submission_key  # submitted from both devices it is one dossier
    assert len(await there.get_blob(received.attachments[0].id)) == received.attachments[0].size_bytes
    await receiving.close()
    await there.close()


async def test_one_that_waits_to_be_sent_is_carried_away_only_for_the_outbox(shelved: Drafts, vault: Vault) -> None:
    draft = await shelved.start(BIRTH)
    await shelved.update(draft.id, lambda one: replace(one, parcel_id="p", submission_key="p"), freeze=True)
    sealed = ForReceiver(await own_code(vault))
    with pytest.raises(DraftLockedError):
        await export_draft(shelved, vault, draft.id, sealed=sealed)
    received = await import_draft(
        shelved, vault, await export_draft(shelved, vault, draft.id, sealed=sealed, waiting=True)
    )
    assert (received.parcel_id, received.submission_key) == (None, None)  # here it is a duplicate: "p" is a parcel's
    await shelved.update(draft.id, lambda one: replace(one, dossier_id="d"))
    with pytest.raises(DraftLockedError):
        await export_draft(shelved, vault, draft.id, sealed=sealed, waiting=True)


@pytest.mark.parametrize(
    "change",
    [
        {"answers": ["not", "by", "name"]},
        {"answers": None},
        {"sources": []},
        {"attachments": [{"id": "x"}]},
        {"procedure_code": "another"},
        {"form_version": "9"},
        {"created_at": "yesterday"},
        {"title": 5},
        {"answers": {"name": "\ud800"}},
        {"answers": {"amount": float("nan")}},
    ],
    ids=ascii,
)
async def test_a_file_that_somebody_made_up_is_refused_and_nothing_is_stored(
    shelved: Drafts, vault: Vault, change: dict[str, Any]
) -> None:
    draft = await shelved.start(BIRTH)
    record = {**encode_draft(draft), **change}
    data = await made_up(vault, {"draft": record, "procedure": BIRTH.model_dump(mode="json", by_alias=True)})
    with pytest.raises(NotADraftError):
        await import_draft(shelved, vault, data)
    for junk in ({}, [], {"draft": 1}, {"draft": record, "procedure": 1}):
        with pytest.raises(NotADraftError):
            await import_draft(shelved, vault, await made_up(vault, junk))
    assert [one.id for one in shelved.list()] == [draft.id]


async def test_a_file_changes_no_form_of_a_draft_that_is_here(
    shelved: Drafts, vault: Vault, new_drafts: NewDrafts
) -> None:
    """A save point of one form must not be loaded into another's (getodk/collect #6038): nor its form."""
    draft = await shelved.start(BIRTH)
    assert BIRTH.form is not None
    forged = BIRTH.model_copy(update={"form": BIRTH.form.model_copy(update={"texts": {"vi": {"a": "forged"}}})})
    header = {"draft": encode_draft(draft), "procedure": forged.model_dump(mode="json", by_alias=True)}
    await import_draft(shelved, vault, await made_up(vault, header))
    again = new_drafts()
    await again.load()
    assert (await again.form(draft.id)).texts == {}


async def made_up(vault: Vault, header: object) -> bytes:
    head = json.dumps(header).encode()
    return seal_for(len(head).to_bytes(8, "big") + head, await own_code(vault), purpose="draft")
