"""Who sent a dossier for another person is on its papers and at the desk, and is not called the applicant."""

import io

import pytest
from pypdf import PdfReader

from portal.dossiers.senders import APPLICANT, SENDERS, sender_label
from tests.portal.filing import CITIZEN, get, submit
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
