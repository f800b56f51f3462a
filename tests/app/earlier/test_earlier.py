"""Answers of filed applications offered again: with consent, one's own, nothing private, forgotten at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.catalogue.service import CatalogueService
from app.drafts.model import Draft, Subject
from app.drafts.service import Drafts
from app.earlier.model import key_of
from app.earlier.service import MOST_OFFERED, Earlier
from app.vault.errors import VaultFullError
from app.vault.vault import Vault
from forms.flow import BrokenFormError, Field, Form
from forms.procedure import Procedure
from tests.app.conftest import MovingClock, SignedInAs

BIRTH, CARD = "1.001193", "1.002759"
ANSWERS: dict[str, Any] = {
    "yc_quan_he": "me",
    "yc_ho_ten": "TRẦN THỊ MẪU HÀ",
    "yc_dien_thoai": "0912345678",
    "yc_noi_cu_tru": {"province": "01", "commune": "00070", "detail": "Số 12 phố Mẫu"},
    "me_dan_toc": "tay",
}


class Life:
    """A person's applications on one device."""

    def __init__(self, vault: Vault, catalogue: CatalogueService, clock: MovingClock, identity: SignedInAs) -> None:
        self.vault, self.catalogue, self.clock, self.identity = vault, catalogue, clock, identity
        self.drafts = Drafts(vault, procedures=catalogue.find, clock=clock, owner=self.owner)
        self.earlier = self.remembering(vault)

    def remembering(self, vault: Vault | None, *, forms: Callable[[Procedure], Form] | None = None) -> Earlier:
        return Earlier(vault, self.drafts, forms=forms or self.form_of, owner=self.owner, clock=self.clock)

    def owner(self) -> str | None:
        return self.identity.session.subject if self.identity.session else None

    def form_of(self, procedure: Procedure) -> Form:
        assert procedure.form is not None
        return Form(procedure.form, self.catalogue.lists, places=self.catalogue.places)

    async def file(self, code: str = BIRTH, *, subject: Subject = "self", **answers: Any) -> Draft:
        draft = await self.begin(code, subject=subject, answers={**(ANSWERS if code == BIRTH else {}), **answers})
        self.clock.move(hours=1)
        return await self.drafts.update(draft.id, lambda known: replace(known, parcel_id="p", dossier_id=known.id))

    async def begin(self, code: str, *, subject: Subject = "self", answers: Any = None) -> Draft:
        return await self.drafts.start(self.catalogue.get(code), subject=subject, answers=answers)

    def steps(self, draft: Draft) -> dict[str, tuple[Field, ...]]:
        steps = self.form_of(self.catalogue.get(draft.procedure_code)).steps(draft.answers, today=self.clock().date())
        return {step.id: step.fields for step in steps}

    def fields(self, draft: Draft) -> list[Field]:
        return [field for fields in self.steps(draft).values() for field in fields]

    def offered(self, draft: Draft) -> dict[str, list[Any]]:
        offers = self.earlier.offers(draft, self.fields(draft))
        return {pointer: [answer.value for answer in answers] for pointer, answers in offers.items()}


@pytest.fixture(scope="module")
def catalogue(project_root: Path) -> CatalogueService:
    return CatalogueService(None, project_root / "assets" / "catalogue.json.gz")


@pytest.fixture
async def life(
    vault: Vault, catalogue: CatalogueService, clock: MovingClock, identity: SignedInAs
) -> AsyncIterator[Life]:
    identity.sign_in("citizen-1")
    life = Life(vault, catalogue, clock, identity)
    yield life
    await life.drafts.close()


async def test_nothing_is_kept_before_the_person_agrees(life: Life) -> None:
    assert not life.earlier.can_ask()
    await life.file()
    await life.earlier.learn()
    assert life.earlier.can_ask()
    assert life.offered(await life.begin(CARD)) == {}
    assert await life.vault.all("earlier") == []


async def test_what_was_given_is_offered_in_another_application_that_asks_the_same(life: Life) -> None:
    await life.file()
    await life.earlier.agree()
    draft = await life.begin(CARD)
    assert life.offered(draft) == {
        "/i01": ["TRẦN THỊ MẪU HÀ"],
        "/i07": ["0912345678"],
        "/i11": [ANSWERS["yc_noi_cu_tru"]],
    }
    assert draft.answers == {}
    (phone,) = life.earlier.offers(draft, life.fields(draft))["/i07"]
    assert (phone.procedure["en"], phone.given_on) == ("Birth registration", "2026-11-22")


async def test_an_answered_question_gets_no_offer(life: Life) -> None:
    await life.file()
    await life.earlier.agree()
    draft = await life.begin(CARD)
    life.drafts.set_answer(draft.id, "/i07", "0987654321")
    assert "/i07" not in life.offered(life.drafts.held(draft.id) or draft)


async def test_several_answers_are_offered_the_newest_first_each_once(life: Life) -> None:
    for number in ("0912345671", "0912345672", "0912345671", "0912345673", "0912345674"):
        await life.file(yc_dien_thoai=number)
    await life.earlier.agree()
    offered = life.offered(await life.begin(CARD))["/i07"]
    assert offered == ["0912345674", "0912345673", "0912345671"]
    assert len(offered) == MOST_OFFERED


async def test_ethnicity_religion_and_family_are_never_kept(life: Life) -> None:
    await life.file()
    await life.earlier.agree()
    assert not any("ethnic" in answer.key or answer.value == "tay" for answer in life.earlier.answers)
    field = life.fields(await life.begin(CARD))[0]
    assert key_of(replace(field, prefill="person.religion")) is None
    assert key_of(replace(field, options={"remember": "mother.ethnicity"})) is None
    assert key_of(replace(field, options={"remember": False})) is None
    assert key_of(replace(field, options={"remember": "shop.address"})) == "shop.address"


@pytest.mark.parametrize("subject", ["assisted", "authorised", "other"])
async def test_what_was_filled_in_for_another_person_is_not_kept(life: Life, subject: Subject) -> None:
    await life.file(subject=subject)
    await life.earlier.agree()
    assert life.earlier.answers == ()


async def test_of_a_child_s_application_only_the_parent_s_own_answers_are_kept(life: Life) -> None:
    await life.file(subject="child")
    await life.file(CARD, subject="child", i01="NGUYỄN MẪU MINH AN", i07="0987654321")
    await life.earlier.agree()
    assert {answer.value for answer in life.earlier.answers if answer.key == "person.full_name"} == {"TRẦN THỊ MẪU HÀ"}
    draft = await life.begin(CARD, subject="child")
    offered = life.offered(draft)
    assert "/i01" not in offered
    assert offered["/i07"] == ["0987654321", "0912345678"]


async def test_nothing_is_offered_in_an_application_for_another_person(life: Life) -> None:
    await life.file()
    await life.earlier.agree()
    assert life.offered(await life.begin(CARD, subject="assisted")) == {}


async def test_another_person_and_a_guest_see_nothing(life: Life) -> None:
    await life.file()
    await life.earlier.agree()
    for subject in ("citizen-2", None):
        life.identity.sign_in(subject)
        assert life.earlier.answers == ()
        assert not life.earlier.can_ask()
        assert life.offered(await life.begin(CARD)) == {}


async def test_who_signs_in_meanwhile_gets_nothing_of_the_one_before(life: Life) -> None:
    def read_while_another_signs_in(procedure: Procedure) -> Form:
        life.identity.sign_in("citizen-2")
        return life.form_of(procedure)

    await life.file()
    earlier = life.remembering(life.vault, forms=read_while_another_signs_in)
    life.identity.sign_in("citizen-2")
    await earlier.agree()
    life.identity.sign_in("citizen-1")
    await earlier.agree()
    assert (life.owner(), earlier.answers) == ("citizen-2", ())
    assert [record["answers"] for _id, record in await life.vault.all("earlier")] == [[], []]


async def test_what_is_forgotten_while_it_is_read_does_not_come_back(life: Life) -> None:
    loop = asyncio.get_running_loop()

    def read_while_all_is_forgotten(procedure: Procedure) -> Form:
        asyncio.run_coroutine_threadsafe(earlier.forget(), loop).result(5)
        return life.form_of(procedure)

    await life.file()
    earlier = life.remembering(life.vault, forms=read_while_all_is_forgotten)
    await earlier.agree()
    assert (earlier.consent, earlier.answers) == (True, ())


async def test_an_application_whose_form_is_broken_gives_nothing_and_holds_nothing_up(life: Life) -> None:
    def only_the_birth(procedure: Procedure) -> Form:
        if procedure.code != BIRTH:
            raise BrokenFormError
        return life.form_of(procedure)

    await life.file(CARD, i07="0987654321")
    await life.file()
    earlier = life.remembering(life.vault, forms=only_the_birth)
    await earlier.agree()
    assert {answer.value for answer in earlier.answers if answer.key == "person.phone"} == {"0912345678"}


async def test_all_is_forgotten_at_once_and_does_not_come_back(life: Life) -> None:
    await life.file()
    await life.earlier.agree()
    await life.earlier.forget()
    await life.earlier.learn()
    assert life.earlier.answers == ()
    ((_id, record),) = await life.vault.all("earlier")
    assert record["answers"] == []
    await life.file(yc_dien_thoai="0987654321")
    await life.earlier.learn()
    assert {answer.value for answer in life.earlier.answers if answer.key == "person.phone"} == {"0987654321"}


async def test_what_could_not_be_forgotten_is_not_said_to_be(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_writes: Any) -> None:
        raise VaultFullError

    await life.file()
    await life.earlier.agree()
    kept = life.earlier.answers
    monkeypatch.setattr(life.vault, "transact", full)
    await life.earlier.forget()
    assert (life.earlier.is_in_trouble, life.earlier.answers) == (True, kept)
    monkeypatch.undo()
    await life.earlier.forget()
    assert (life.earlier.is_in_trouble, life.earlier.answers) == (False, ())


async def test_one_is_asked_where_one_s_own_answers_are_wanted(life: Life) -> None:
    await life.file()
    draft = await life.begin(CARD, subject="child")
    steps = life.steps(draft)
    assert not life.earlier.can_ask_at(draft, steps["nguoi_tham_gia"])
    assert life.earlier.can_ask_at(draft, steps["lien_he"])


async def test_who_refused_is_not_asked_again_and_may_change_their_mind(life: Life) -> None:
    await life.file()
    await life.earlier.refuse()
    await life.file()
    await life.earlier.learn()
    assert (life.earlier.can_ask(), life.earlier.answers) == (False, ())
    await life.earlier.agree()
    assert life.earlier.answers


async def test_it_is_there_after_a_restart(life: Life) -> None:
    await life.file()
    await life.earlier.agree()
    again = life.remembering(life.vault)
    await again.load()
    assert (again.consent, again.answers) == (True, life.earlier.answers)


async def test_a_kiosk_keeps_nothing(life: Life) -> None:
    kiosk = life.remembering(None)
    await kiosk.load()
    await life.file()
    await kiosk.agree()
    assert (kiosk.can_ask(), kiosk.consent, kiosk.answers) == (False, None, ())
    assert await life.vault.all("earlier") == []
