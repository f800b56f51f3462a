"""Who sent a dossier for another person is on its papers and at the desk, and is not called the applicant."""

import io

import pytest
from pypdf import PdfReader

from portal.dossiers.senders import APPLICANT, SENDERS, sender_label
from tests.portal.filing import CITIZEN, get, post, submission, submit
from tests.portal.officer.at_the_desk import sign_in
from tests.portal.running import RunningPortal


@pytest.mark.parametrize("subject", ["self", "child", "business", "other"])
def test_whoever_files_their_own_is_the_applicant(subject: str) -> None:
    assert sender_label(subject) == APPLICANT


async def test_the_helper_is_named_as_helper_on_paper_and_at_the_desk(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person, subject="assisted")
    assert dossier["subject"] == "assisted"
    confirmation = next(one for one in dossier["documents"] if one["kind"] == "submission_confirmation")
    path = f"/api/v1/dossiers/{dossier['id']}"
    data = await portal.client.get(f"{path}/documents/{confirmation['id']}", headers=person)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data.content)).pages).split())
    assert SENDERS["assisted"]["vi"] in text
    assert f"{APPLICANT['vi']} " not in text.replace(SENDERS["assisted"]["vi"], "")
    browser = await sign_in(portal)
    assert SENDERS["assisted"]["vi"] in (await browser.get(f"/desk/dossiers/{dossier['id']}")).text
    await browser.aclose()
    assert (await get(portal, path, person))["subject"] == "assisted"


async def test_who_helped_is_on_paper_at_the_desk_and_hidden_from_a_look_up(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    helped = {"kind": "community_team", "name": "Phạm Thị Mẫu", "number": "TCN-3", "agreed": True}
    dossier = await submit(portal, person, help=helped, updates_to="0900 000 001")
    assert (dossier["help"]["name"], dossier["updates_to"]) == ("Phạm Thị Mẫu", "0900 000 001")
    confirmation = next(one for one in dossier["documents"] if one["kind"] == "submission_confirmation")
    path = f"/api/v1/dossiers/{dossier['id']}"
    data = await portal.client.get(f"{path}/documents/{confirmation['id']}", headers=person)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data.content)).pages).split())
    said = "Phạm Thị Mẫu, tổ công nghệ số cộng đồng, TCN-3"
    assert said in text
    browser = await sign_in(portal)
    page = (await browser.get(f"/desk/dossiers/{dossier['id']}")).text
    assert said in page
    assert "0900 000 001" in page
    await browser.aclose()
    codes = {"code": dossier["code"], "lookup_code": dossier["lookup_code"]}
    seen = (await post(portal, "/api/v1/lookup", {}, codes)).text
    assert "Phạm" not in seen
    assert "0900" not in seen


@pytest.mark.parametrize(
    "helped",
    [
        {"kind": "officer", "name": "Phạm Thị Mẫu"},
        {"kind": "officer", "name": "Phạm Thị Mẫu", "agreed": False},
        {"kind": "officer", "name": "   ", "agreed": True},
        {"kind": "boss", "name": "Phạm Thị Mẫu", "agreed": True},
    ],
)
async def test_help_is_filed_only_with_a_name_and_the_applicants_word(helped: object, portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    refused = await post(portal, "/api/v1/dossiers", person, {**await submission(portal, person), "help": helped})
    assert refused.status_code == 400
