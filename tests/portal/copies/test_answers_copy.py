"""A copy of the answers: for the person who filed the dossier, in the language they ask for."""

import io

from pypdf import PdfReader

from tests.portal.filing import CITIZEN, OTHER_CITIZEN, answers, submit
from tests.portal.running import RunningPortal


def _text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


async def test_the_person_gets_every_answer_in_the_language_they_ask_for(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person, answers={**answers(), "kh_so": None})
    path = f"/api/v1/dossiers/{dossier['id']}/answers.pdf"

    vi, en = [await portal.client.get(path, headers=person, params={"language": code}) for code in ("vi", "en")]

    assert vi.status_code == en.status_code == 200
    assert vi.headers["content-type"] == "application/pdf"
    assert dossier["code"] in vi.headers["content-disposition"]
    assert vi.headers["content-security-policy"].startswith("sandbox")
    for shown in (dossier["code"], "NGUYỄN MẪU MINH AN", "02/11/2026", "giấy chứng sinh.jpg", "SAMPLE", "Đã cam đoan"):
        assert shown in _text(vi.content)
    assert "2 November 2026" in _text(en.content)
    assert (await portal.client.get(path, headers=person)).content == vi.content
    confirmation = next(one for one in dossier["documents"] if one["kind"] == "submission_confirmation")
    slip = f"/api/v1/dossiers/{dossier['id']}/documents/{confirmation['id']}"
    for paper in (vi.content, (await portal.client.get(slip, headers=person)).content):
        assert "Sẽ bổ sung sau" in _text(paper)
        assert "Chưa có số giấy chứng nhận kết hôn." in _text(paper)


async def test_nobody_else_gets_it(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    path = f"/api/v1/dossiers/{dossier['id']}/answers.pdf"
    other = await portal.bearer(OTHER_CITIZEN)

    assert (await portal.client.get(path, headers=other)).status_code == 404
    assert (await portal.client.get("/api/v1/dossiers/none/answers.pdf", headers=other)).status_code == 404
    assert (await portal.client.get(path)).status_code == 401
    assert (await portal.client.get(path, headers=other, params={"language": "fr"})).status_code == 400
