import pytest

from portal.officer.actions import ACTIONS
from tests.portal.filing import CITIZEN, PAPER, get, photo, post, submit
from tests.portal.running import RunningPortal

OFFICER, COLLEAGUE, ELSEWHERE = "sample-officer-1", "sample-officer-2", "sample-officer-3"


async def test_an_officer_works_by_code_over_json(portal: RunningPortal) -> None:
    mai, van = await portal.bearer(CITIZEN), await portal.bearer(OFFICER)
    dossier = await submit(portal, mai)
    at = f"/api/v1/officer/dossiers/{dossier['code']}"
    assert [entry["code"] for entry in await get(portal, "/api/v1/officer/dossiers?status=1", van)] == [dossier["code"]]
    seen = await get(portal, at, van)
    assert (seen["key"], seen["lookup_code"]) == ("", "")
    file = await portal.client.get(f"{at}/files/{seen['files'][0]['sha256']}", headers=van)
    assert file.content == photo()
    statuses = []
    for word, wish in (("accept", {}), ("start", {}), ("send-proof", {"note": "Xem tên"})):
        answer = await post(portal, f"{at}/{word}", van, wish)
        assert answer.status_code == 200, answer.text
        statuses.append(answer.json()["status"])
    assert statuses == [2, 4, 4]
    portal.clock.move(days=2)
    portal.tokens.clear()
    from portal.application import tick

    await tick(portal.deps)
    returned = await post(portal, f"{at}/return-result", await portal.bearer(COLLEAGUE), {})
    assert returned.json()["status"] == 10
    kinds = [document["kind"] for document in (await get(portal, at, await portal.bearer(OFFICER)))["documents"]]
    assert kinds[-2:] == ["proof", "result"]


async def test_the_same_key_does_it_once(portal: RunningPortal) -> None:
    mai, van = await portal.bearer(CITIZEN), await portal.bearer(OFFICER)
    dossier = await submit(portal, mai)
    at = f"/api/v1/officer/dossiers/{dossier['id']}"
    await post(portal, f"{at}/accept", van, {})
    fee = {"amount_vnd": 5_000, "title": {"vi": "Trích lục", "en": "Extract"}}
    first, again = [await post(portal, f"{at}/request-payment", van, fee, key="fee-1") for _ in range(2)]
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    amounts = [bill["amount_vnd"] for bill in (await get(portal, at, van))["bills"]]
    assert amounts.count(5_000) == 1
    other = await post(portal, f"{at}/request-payment", van, {"amount_vnd": 6_000}, key="fee-1")
    assert other.json()["type"] == "urn:motcua:problem:idempotency-key-reused"


@pytest.mark.parametrize("word", ACTIONS)
async def test_no_verb_is_open_to_anyone_else(portal: RunningPortal, word: str) -> None:
    mai = await portal.bearer(CITIZEN)
    dossier = await submit(portal, mai)
    at = f"/api/v1/officer/dossiers/{dossier['id']}/{word}"
    wish = {
        "reason": "x",
        "note": "x",
        "amount_vnd": 1,
        "items": [{"paper_id": PAPER, "reason": "x"}],
    }
    answers = {who: await post(portal, at, await portal.bearer(who), wish) for who in (CITIZEN, "sample-helper")}
    assert {answer.status_code for answer in answers.values()} == {403}
    assert (await post(portal, at, {}, wish)).status_code == 401
    elsewhere = await post(portal, at, await portal.bearer(ELSEWHERE), wish)
    unknown = await post(portal, f"/api/v1/officer/dossiers/dos_0/{word}", await portal.bearer(ELSEWHERE), wish)
    assert (elsewhere.status_code, elsewhere.json()) == (404, unknown.json())
    assert (await get(portal, f"/api/v1/dossiers/{dossier['id']}", mai))["version"] == dossier["version"]


async def test_another_office_sees_nothing(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    truc = await portal.bearer(ELSEWHERE)
    assert await get(portal, "/api/v1/officer/dossiers", truc) == []
    sha256 = dossier["files"][0]["sha256"]
    for path in (dossier["id"], dossier["code"], f"{dossier['id']}/files/{sha256}"):
        answer = await portal.client.get(f"/api/v1/officer/dossiers/{path}", headers=truc)
        assert answer.status_code == 404, path


@pytest.mark.parametrize(
    ("word", "wish"),
    [
        ("ask", {}),
        ("ask", {"items": [{"paper_id": PAPER}]}),
        ("ask", {"items": [{"paper_id": PAPER, "reason": "x"}], "due_at": "2026-11-30"}),
        ("refuse", {}),
        ("refuse", {"reason": ""}),
        ("request-payment", {"amount_vnd": 0}),
        ("request-payment", {"amount_vnd": "1e6"}),
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused(portal: RunningPortal, word: str, wish: dict[str, object]) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    answer = await post(portal, f"/api/v1/officer/dossiers/{dossier['id']}/{word}", await portal.bearer(OFFICER), wish)
    assert (answer.status_code, answer.json()["type"]) in [
        (400, "urn:motcua:problem:invalid-request"),
        (409, "urn:motcua:problem:state-conflict"),
    ]


async def test_an_unknown_verb_and_a_missing_key_are_told(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    van, at = await portal.bearer(OFFICER), f"/api/v1/officer/dossiers/{dossier['id']}"
    assert (await post(portal, f"{at}/delete", van, {})).status_code == 404
    answer = await portal.client.post(f"{at}/accept", json={}, headers=van)
    assert answer.json()["type"] == "urn:motcua:problem:idempotency-key-missing"
