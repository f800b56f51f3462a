"""Officers of three offices do their parts of one linked dossier at their desks."""

from typing import Any

from tests.portal.dossiers.linked import LINKED, file_linked, linked_answers, seen, states
from tests.portal.filing import CITIZEN, PAPER, file_entry, get, photo, post
from tests.portal.officer.at_the_desk import presses, sign_in
from tests.portal.running import RunningPortal

POLICE, INSURANCE = "sample-officer-4", "sample-officer-5"


async def test_each_desk_shows_its_own_part_when_its_turn_has_come(portal: RunningPortal) -> None:
    dossier = await file_linked(portal)
    birth, residence, insurance, card = (part["id"] for part in dossier["parts"])
    commune, police = await sign_in(portal), await sign_in(portal, POLICE)
    assert "Không có hồ sơ nào ở mục này." in (await police.get("/desk")).text

    page = (await commune.get(f"/desk/dossiers/{birth}")).text
    assert f"Đăng ký khai sinh · {dossier['code']}.1" in page
    assert "Chờ phần trước" in page  # how the other parts stand
    assert "Thông tin của mẹ" in page
    assert "hạn là 7 ngày làm việc theo quy định" in page
    assert "Chủ hộ" not in page  # what the police asks is not the commune's
    for word in ("accept", "return-result"):
        await presses(commune, birth, word)

    queue = (await police.get("/desk")).text
    assert f"{dossier['code']}.2" in queue
    assert f"{dossier['code']}.4" in queue
    page = await presses(police, residence, "accept")
    assert "Họ tên chủ hộ" in page
    assert "Nơi khám chữa bệnh ban đầu" not in page
    assert (await police.get(f"/desk/dossiers/{insurance}")).status_code == 404
    await presses(police, card, "refuse", reason="Gia đình không cần nữa")
    assert states(await seen(portal, dossier)) == [10, 2, 1, 3]
    for browser in (commune, police):
        await browser.aclose()


async def test_an_agencys_system_acts_on_its_part_by_code(portal: RunningPortal) -> None:
    dossier = await file_linked(portal)
    at = "/api/v1/officer/dossiers"
    commune, police = await portal.bearer("sample-officer-1"), await portal.bearer(POLICE)
    for word in ("accept", "return-result"):
        answer = await post(portal, f"{at}/{dossier['code']}/{word}", commune, {})
        assert answer.status_code == 200, answer.text
    queue = (await portal.client.get(at, params={"status": 1}, headers=police)).json()
    assert [(found["code"], found["procedure_code"]) for found in queue] == [(dossier["code"], LINKED)]
    which = await post(portal, f"{at}/{dossier['code']}/accept", police, {})
    assert which.json()["type"] == "urn:motcua:problem:state-conflict"  # it has two parts here
    done = await post(portal, f"{at}/{dossier['code']}.2/accept", police, {}, key="one")
    again = await post(portal, f"{at}/{dossier['code']}.2/accept", police, {}, key="one")
    assert (done.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert states(again.json()) == [10, 2, 1, 1]
    foreign = await post(portal, f"{at}/{dossier['code']}.3/accept", police, {})
    assert foreign.status_code == 404


async def test_an_office_gets_nothing_of_the_parts_of_others(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    home_photo = photo(1, width=80)
    files = [await file_entry(portal, person), await file_entry(portal, person, paper_id="cu_tru", data=home_photo)]
    dossier = await file_linked(portal, answers=linked_answers("with_grandparents"), files=files)
    home, copy = dossier["files"][1]["sha256"], find_copy(await seen(portal, dossier))
    at, commune = "/api/v1/officer/dossiers", await portal.bearer("sample-officer-1")
    for word, said in (("accept", {}), ("request-payment", {"amount_vnd": 8_000}), ("return-result", {})):
        done = await post(portal, f"{at}/{dossier['code']}/{word}", commune, said)
        assert done.status_code == 200, done.text
    assert [bill["amount_vnd"] for bill in done.json()["bills"]] == [8_000]
    assert "tt_chu_ho" in dossier["answers"]
    assert not {"tt_chu_ho", "the_noi_kham"} & done.json()["answers"].keys()
    assert [file["paper_id"] for file in done.json()["files"]] == [PAPER]

    insurance = await portal.bearer(INSURANCE)
    found = await get(portal, f"{at}/{dossier['code']}", insurance)
    assert "ks_ho_ten" in found["answers"]
    assert not [name for name in found["answers"] if name.startswith(("me_", "cha_", "tt_"))]
    assert {document["kind"] for document in found["documents"]} == {"submission_confirmation"}
    assert found["bills"] == []
    desk = await sign_in(portal, INSURANCE)
    page = (await desk.get(f"/desk/dossiers/{dossier['parts'][2]['id']}")).text
    assert copy["number"] not in page
    for path in (f"files/{home}", f"documents/{copy['id']}"):
        assert (await portal.client.get(f"{at}/{dossier['code']}/{path}", headers=insurance)).status_code == 404, path
        assert (await desk.get(f"/desk/dossiers/{dossier['parts'][2]['id']}/{path}")).status_code == 404
    police = await portal.bearer(POLICE)
    answer = await portal.client.get(f"{at}/{dossier['code']}/files/{home}", headers=police)
    assert answer.status_code == 200
    await desk.aclose()


def find_copy(dossier: dict[str, Any]) -> dict[str, Any]:
    return next(document for document in dossier["documents"] if document["kind"] == "submitted_copy")
