"""The copy of one's answers: app and portal draw the same bytes, with the network and without it."""

import io
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
from pypdf import PdfReader

from api_client.errors import Unreachable
from app.copies import AnswersCopies, file_name
from app.drafts.service import Drafts
from forms.places import Places
from forms.procedure import Procedure
from tests.contracts.conftest import AppDevice
from tests.journeys.citizen import BIRTH, Shared
from tests.portal import filing


class ShippedForms:
    """The catalogue as the app ships it, or one that has lost a procedure."""

    def __init__(self, shared: Shared, *, is_empty: bool = False) -> None:
        self._shared, self._is_empty = shared, is_empty

    def find(self, code: str) -> Procedure | None:
        return None if self._is_empty else self._shared.procedure(code)

    @property
    def lists(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return self._shared.catalogue.lists

    @property
    def places(self) -> Places:
        return self._shared.places


@pytest.fixture(scope="module")
def shared() -> Shared:
    return Shared.load()


@pytest.fixture
async def drafts(device: AppDevice, shared: Shared) -> AsyncIterator[Drafts]:
    drafts = Drafts(
        device.vault,
        procedures=lambda code: shared.procedure(code),
        clock=device.running.clock,
        owner=lambda: device.identity.session.subject if device.identity.session else None,
    )
    await drafts.load()
    yield drafts
    await drafts.close()


def _copies(device: AppDevice, drafts: Drafts, forms: ShippedForms, fetch: Any = None) -> AnswersCopies:
    fetch = fetch or device.tracking.answers_copy
    return AnswersCopies(drafts, forms, fetch=fetch, clock=device.running.clock)


async def _no_network(dossier_id: str, language: str) -> bytes:
    raise Unreachable(f"{dossier_id} {language}", may_have_arrived=False)


async def test_app_and_portal_draw_the_same_bytes(device: AppDevice, drafts: Drafts, shared: Shared) -> None:
    await device.sign_in()
    payload = await filing.submission(device.running, await device.running.bearer("sample-mai"))
    dossier = await device.portal.dossiers.submit("key-of-copy", payload)
    copies = _copies(device, drafts, ShippedForms(shared), _no_network)
    form_is_gone = _copies(device, drafts, ShippedForms(shared, is_empty=True))

    for language in ("vi", "en"):
        here = await copies.of_dossier(dossier, language)
        assert here == await device.portal.dossiers.answers_copy(dossier.id, language=language)
    assert await form_is_gone.of_dossier(dossier, "en") == here


class BrokenForms(ShippedForms):
    """A catalogue whose form this version of the app cannot use."""

    def find(self, code: str) -> Procedure | None:
        procedure = super().find(code)
        assert procedure is not None
        assert procedure.form is not None
        broken = procedure.form.model_copy(update={"schema_": {"properties": {"name": {"$ref": "#/no"}}}})
        return procedure.model_copy(update={"form": broken})


async def test_of_a_form_that_cannot_be_used_here_the_portal_draws_the_copy(
    device: AppDevice, drafts: Drafts, shared: Shared
) -> None:
    await device.sign_in()
    payload = await filing.submission(device.running, await device.running.bearer("sample-mai"))
    dossier = await device.portal.dossiers.submit("key-of-copy", payload)
    copy = await _copies(device, drafts, BrokenForms(shared)).of_dossier(dossier, "vi")
    assert copy == await device.portal.dossiers.answers_copy(dossier.id, language="vi")

    draft = await drafts.start(BrokenForms(shared).find(BIRTH) or shared.procedure(BIRTH))
    assert await _copies(device, drafts, ShippedForms(shared)).of_draft(draft, "vi") is None


async def test_a_draft_is_printed_without_a_network_and_says_that_it_is_one(
    device: AppDevice, drafts: Drafts, shared: Shared
) -> None:
    draft = await drafts.start(shared.procedure(BIRTH))
    drafts.set_answer(draft.id, "/me_ho_ten", "TRẦN THỊ MẪU HÀ")
    found = drafts.find(draft.id)
    assert found is not None

    data = await _copies(device, drafts, ShippedForms(shared), _no_network).of_draft(found, "vi")

    assert data is not None
    text = " ".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    assert "Bản nháp, chưa nộp" in text
    assert "TRẦN THỊ MẪU HÀ" in text


def test_the_file_has_no_personal_value_in_its_name() -> None:
    assert file_name("X00.01-261122-0001") == "mot-cua-X00.01-261122-0001.pdf"
    assert file_name("../é") == "mot-cua-..--.pdf"
