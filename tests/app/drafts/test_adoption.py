import asyncio
from dataclasses import replace
from datetime import date

import pytest

from app.drafts.adoption import plain_form
from app.drafts.errors import DraftLockedError
from app.drafts.service import Drafts
from app.vault.vault import Vault
from forms.procedure import FormDefinition, Procedure
from tests.app.conftest import photo, procedure
from tests.forms.sketches import control, definition

TEXT = {"type": "string"}


def versioned(version: str, *names: str, form: FormDefinition | None = None) -> Procedure:
    properties = dict.fromkeys(names, TEXT)
    made = form or definition({"properties": properties}, [control(name) for name in names], version=version)
    return procedure().model_copy(update={"form": made})


OLD, NEW = versioned("1", "name", "gone"), versioned("2", "name", "asked")


class Today:
    """Today's catalogue: one procedure."""

    def __init__(self) -> None:
        self.procedure: Procedure | None = OLD

    def find(self, _code: str) -> Procedure | None:
        return self.procedure


@pytest.fixture
def catalogue() -> Today:
    return Today()


@pytest.fixture
async def drafts(vault, clock, catalogue):
    drafts = Drafts(vault, procedures=catalogue.find, clock=clock, owner=lambda: None, autosave_seconds=0.05)
    await drafts.load()
    yield drafts
    await drafts.close()


async def begun(drafts: Drafts) -> str:
    draft = await drafts.start(OLD)
    drafts.prefill(draft.id, {"/name": ("AN", "population_register"), "/gone": ("x", "population_register")})
    return draft.id


async def test_there_is_no_newer_form_until_the_catalogue_has_one(drafts, catalogue):
    draft_id = await begun(drafts)
    assert await drafts.newer_form(draft_id) is None
    catalogue.procedure = None
    assert await drafts.newer_form(draft_id) is None
    before = drafts.find(draft_id)
    assert await drafts.adopt(draft_id) == before


async def test_a_newer_form_is_offered_with_what_differs_and_nothing_changes_yet(drafts, catalogue):
    draft_id = await begun(drafts)
    catalogue.procedure = NEW
    newer = await drafts.newer_form(draft_id)
    assert [(one.pointer, one.what) for one in newer.migration.differences] == [
        ("/asked", "added"),
        ("/gone", "removed"),
    ]
    assert [one.pointer for one in newer.migration.dropped] == ["/gone"]
    assert [field.pointer for field in newer.migration.newly_asked] == ["/asked"]
    assert drafts.find(draft_id).form_version == "1"
    assert drafts.find(draft_id).answers == {"name": "AN", "gone": "x"}


async def test_a_draft_that_took_the_newer_form_over_keeps_it_after_a_restart(vault: Vault, drafts, catalogue, clock):
    draft_id = await begun(drafts)
    catalogue.procedure = NEW
    adopted = await drafts.adopt(draft_id)
    assert (adopted.form_version, adopted.answers) == ("2", {"name": "AN"})
    assert adopted.sources == {"/name": "population_register"}
    assert await drafts.newer_form(draft_id) is None

    again = Drafts(vault, procedures=lambda _code: None, clock=clock, owner=lambda: None)
    await again.load()
    assert again.find(draft_id).answers == {"name": "AN"}
    assert (await again.form(draft_id)).version == "2"
    await again.close()


async def test_what_is_typed_while_the_newer_form_is_stored_is_kept(drafts, catalogue):
    draft_id = await begun(drafts)
    catalogue.procedure = NEW
    adopting = asyncio.create_task(drafts.adopt(draft_id))
    while not adopting.done():
        drafts.set_answer(draft_id, "/name", f"{drafts.find(draft_id).answers['name']}N")
        await asyncio.sleep(0)
    adopted = await adopting
    assert adopted.answers["name"].startswith("ANN")
    assert "gone" not in adopted.answers


async def test_a_broken_older_form_does_not_stand_in_the_way(drafts, catalogue):
    broken = versioned("0", form=definition({"properties": {"name": {"$ref": "#/no"}}}, version="0"))
    draft = await drafts.start(broken)
    drafts.set_answer(draft.id, "/name", "AN")
    catalogue.procedure = NEW
    assert (await drafts.adopt(draft.id)).answers == {"name": "AN"}


async def test_a_broken_newer_form_is_not_offered(drafts, catalogue):
    draft_id = await begun(drafts)
    catalogue.procedure = versioned("3", form=definition({"properties": {"name": {"$ref": "#/no"}}}, version="3"))
    assert await drafts.newer_form(draft_id) is None


async def test_a_draft_on_its_way_is_left_as_it_is(drafts, catalogue):
    draft_id = await begun(drafts)
    await drafts.update(draft_id, lambda draft: type(draft)(**{**_fields(draft), "parcel_id": "p"}), freeze=True)
    catalogue.procedure = NEW
    assert await drafts.newer_form(draft_id) is None
    with pytest.raises(DraftLockedError):
        await drafts.adopt(draft_id)


async def test_a_draft_that_is_submitted_meanwhile_is_left_as_it_is(vault, clock, catalogue):
    loop, submitting = asyncio.get_running_loop(), []

    def form_while_it_is_submitted(newer):
        if not submitting:  # behind a write that is under way, as a press on Submit is right after a key
            asyncio.run_coroutine_threadsafe(drafts.flush(draft_id), loop)
            submit = drafts.update(draft_id, lambda draft: replace(draft, parcel_id="p"), freeze=True)
            submitting.append(asyncio.run_coroutine_threadsafe(submit, loop))
        return plain_form(newer)

    drafts = Drafts(
        vault, procedures=catalogue.find, clock=clock, owner=lambda: None, form_of=form_while_it_is_submitted
    )
    draft_id = await begun(drafts)
    catalogue.procedure = NEW
    with pytest.raises(DraftLockedError):
        await drafts.adopt(draft_id)
    submitted = await asyncio.wrap_future(submitting[0])
    assert (submitted.parcel_id, drafts.find(draft_id)) == ("p", submitted)
    assert submitted.form_version == "1"
    await drafts.close()


def _fields(draft):
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


async def test_what_was_confirmed_is_asked_again_and_files_stay_with_the_papers_that_are_still_asked(
    drafts, catalogue, vault
):
    draft_id = await begun(drafts)
    paper, other = OLD.papers
    kept = await drafts.attach(draft_id, paper, file_name="a.jpg", data=photo())
    gone = await drafts.attach(draft_id, other, file_name="b.jpg", data=photo())
    drafts.confirm(draft_id, "c", given=True)
    catalogue.procedure = NEW.model_copy(update={"papers": (paper,)})
    newer = await drafts.newer_form(draft_id)
    assert newer.files_without_place == (gone,)
    assert drafts.find(draft_id).attachments == (kept, gone)  # nothing has changed yet
    adopted = await drafts.adopt(draft_id)
    assert (adopted.attachments, adopted.confirmations) == ((kept,), frozenset())
    assert len(await vault.get_blob(kept.id)) == kept.size_bytes
    with pytest.raises(KeyError):
        await vault.get_blob(gone.id)


@pytest.mark.parametrize(("today", "is_offered"), [(20, False), (21, True), (22, True)])
async def test_the_form_of_an_older_catalogue_is_not_offered_as_the_newer_one(
    vault, clock, catalogue, today, is_offered
):
    days = [date(2026, 11, 21)]
    drafts = Drafts(vault, procedures=catalogue.find, clock=clock, owner=lambda: None, catalogue_on=lambda: days[-1])
    draft = await drafts.start(OLD)
    assert draft.form_on == date(2026, 11, 21)
    days.append(date(2026, 11, today))
    catalogue.procedure = NEW
    assert (await drafts.newer_form(draft.id) is not None) == is_offered
    assert (await drafts.adopt(draft.id)).form_version == ("2" if is_offered else "1")
    await drafts.close()
