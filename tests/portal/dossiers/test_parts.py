"""A linked dossier's life: each office does its part in its own time; the dossier follows from its parts."""

from datetime import datetime

import pytest

from portal.application import tick
from portal.clock import HANOI
from portal.dossiers.matters import overall_status
from portal.problems import Problem
from tests.portal.dossiers.linked import INSURANCE, POLICE, at_office, file_linked, linked_answers, seen, states
from tests.portal.filing import CITIZEN, OFFICER, PAPER, desk, file_entry, new_key, post, submission
from tests.portal.running import RunningPortal


async def test_one_filing_is_done_by_three_offices_each_with_its_own_date_and_result(
    portal_on_each: RunningPortal,
) -> None:
    portal = portal_on_each
    dossier = await file_linked(portal)
    assert [part["code"] for part in dossier["parts"]] == [f"{dossier['code']}.{number}" for number in (1, 2, 3, 4)]
    assert [part["office"]["id"] for part in dossier["parts"]] == ["X00.01", "X00.03", "X00.04", "X00.03"]
    assert (dossier["status"], states(dossier)) == (1, [1, 0, 0, 0])

    accepted = await at_office(portal, dossier, "khai_sinh", "accept")
    assert (accepted["status"], states(accepted)) == (2, [2, 0, 0, 0])
    assert [bill["amount_vnd"] for bill in accepted["bills"]] == [16_000]
    whole, birth = (
        datetime.fromisoformat(said["due_at"]).astimezone(HANOI) for said in (accepted, accepted["parts"][0])
    )
    # Monday 23 November; the 24th is Vietnam Culture Day
    assert (birth.date().day, whole.date().day) == (25, 27)

    born = await at_office(portal, dossier, "khai_sinh", "return_result")
    assert (born["status"], states(born)) == (4, [10, 1, 1, 1])
    assert [entry["kind"] for entry in born["timeline"][-3:]] == ["passed_on"] * 3
    assert [entry["part_id"] for entry in born["timeline"][-3:]] == [part["id"] for part in born["parts"][1:]]

    for key in ("thuong_tru", "bao_hiem", "can_cuoc"):
        assert (await at_office(portal, dossier, key, "accept"))["status"] == 4
        await at_office(portal, dossier, key, "return_result")
    done = await seen(portal, dossier)
    assert (done["status"], states(done)) == (10, [10, 10, 10, 10])
    assert done["returned_at"] is not None
    results = [document for document in done["documents"] if document["kind"] == "result"]
    assert [document["title"]["vi"] for document in results] == [
        "Giấy khai sinh (bản mẫu)",
        "Thông báo kết quả đăng ký thường trú (bản mẫu)",
        "Thẻ bảo hiểm y tế (bản mẫu)",
        "Thẻ căn cước (bản mẫu)",
    ]
    assert [document["part_id"] for document in results] == [part["id"] for part in done["parts"]]
    assert len({document["number"] for document in done["documents"]}) == len(done["documents"])
    assert {entry["by"]["vi"] for entry in done["timeline"]} >= {part["office"]["name"]["vi"] for part in done["parts"]}


async def test_the_identity_card_is_a_part_only_where_it_is_wanted(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    files = [await file_entry(portal, person, paper_id=paper) for paper in (PAPER, "cu_tru")]
    dossier = await file_linked(portal, answers=linked_answers("with_grandparents"), files=files)
    assert [part["procedure_code"] for part in dossier["parts"]] == ["1.001193", "1.004222", "1.001939"]

    codes = {"code": dossier["code"], "lookup_code": dossier["lookup_code"]}
    found = (await post(portal, "/api/v1/lookup", {}, codes)).json()
    assert states(found) == [1, 0, 0]  # how far each part is, and nothing of the person
    assert (found["answers"], found["subject_name"], found["files"]) == ({}, "", [])


async def test_a_repeated_submission_makes_no_second_part_and_one_office_makes_none(portal: RunningPortal) -> None:
    person, key = await portal.bearer(CITIZEN), new_key()
    first = await file_linked(portal, key=key)
    said = {name: first[name] for name in ("procedure_code", "form_version")}
    files = [{**await file_entry(portal, person), "sha256": first["files"][0]["sha256"]}]
    body = await submission(portal, person, **said, answers=linked_answers(), files=files)
    again = await post(portal, "/api/v1/dossiers", person, body, key=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["parts"] == first["parts"]

    alone = (await post(portal, "/api/v1/dossiers", person, await submission(portal, person))).json()
    assert alone["parts"] == []
    assert {said["part_id"] for name in ("timeline", "documents") for said in alone[name]} <= {None}


async def test_an_office_acts_on_its_own_part_only_and_not_before_its_turn(portal: RunningPortal) -> None:
    dossier = await file_linked(portal)
    parts, dossiers, now = dossier["parts"], portal.deps.dossiers, portal.clock()
    for officer, matter_id, slug in (
        (POLICE, parts[0]["id"], "not-found"),
        (POLICE, parts[1]["id"], "state-conflict"),
        (POLICE, dossier["id"], "state-conflict"),  # it has two parts: which one?
        (INSURANCE, dossier["id"], "state-conflict"),  # its part waits
    ):
        with pytest.raises(Problem) as refused:
            await desk(portal, lambda s, i=matter_id, o=officer: dossiers.accept(s, i, officer=o, now=now))
        assert refused.value.slug == slug
    await desk(portal, lambda session: dossiers.accept(session, dossier["id"], officer=OFFICER, now=now))
    assert states(await seen(portal, dossier)) == [2, 0, 0, 0]


async def test_what_is_due_at_the_result_is_billed_once_also_when_the_last_part_is_refused(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.dossiers.service.AT_ACCEPTANCE", ())
    monkeypatch.setattr("portal.dossiers.service.AT_RESULT", ("before_submit", "at_acceptance"))
    dossier = await file_linked(portal)
    for key in ("khai_sinh", "thuong_tru", "bao_hiem"):
        await at_office(portal, dossier, key, "accept")
        assert (await at_office(portal, dossier, key, "return_result"))["bills"] == []
    ended = await at_office(portal, dossier, "can_cuoc", "refuse", reason="Thiếu ảnh")
    assert (ended["status"], states(ended)) == (10, [10, 10, 10, 3])
    assert [bill["amount_vnd"] for bill in ended["bills"]] == [16_000]


async def test_a_parts_request_pauses_that_part_and_its_answer_goes_on_with_it(portal: RunningPortal) -> None:
    dossier, person = await file_linked(portal), await portal.bearer(CITIZEN)
    for verb in ("accept", "return_result"):
        await at_office(portal, dossier, "khai_sinh", verb)
    for key in ("thuong_tru", "bao_hiem"):
        await at_office(portal, dossier, key, "accept")
    item = {"pointer": "/tt_chu_ho", "reason": "Không phải chủ hộ"}
    asked = await at_office(portal, dossier, "thuong_tru", "ask_for_items", items=[item])
    assert (asked["status"], states(asked)) == (5, [10, 5, 2, 1])
    request = asked["requests"][-1]
    assert (request["part_id"], request["on_silence"]) == (asked["parts"][1]["id"], "closed")
    # seven working days after Monday 23 November 2026, the 24th is a holiday
    assert datetime.fromisoformat(request["due_at"]).astimezone(HANOI).date().isoformat() == "2026-12-03"
    path = f"/api/v1/dossiers/{dossier['id']}/requests/{request['id']}/answer"
    answered = await post(portal, path, person, {"answers": {"tt_chu_ho": "TRẦN THỊ MẪU HÀ"}})
    assert answered.status_code == 200, answered.text
    assert (answered.json()["status"], states(answered.json())) == (4, [10, 2, 2, 1])
    assert answered.json()["answers"]["tt_chu_ho"] == "TRẦN THỊ MẪU HÀ"


async def test_silence_closes_the_part_and_what_waits_for_it(portal: RunningPortal) -> None:
    dossier = await file_linked(portal)
    await at_office(portal, dossier, "khai_sinh", "ask_for_items", items=[{"paper_id": PAPER, "reason": "Ảnh mờ"}])
    portal.clock.move(days=12)
    await tick(portal.deps)
    portal.tokens.clear()
    closed = await seen(portal, dossier)
    assert (closed["status"], states(closed)) == (8, [8, 8, 8, 8])
    assert [entry["kind"] for entry in closed["timeline"][-3:]] == ["not_begun"] * 3
    assert closed["finished_at"] is not None


async def test_a_withdrawal_is_confirmed_by_each_office_that_has_a_part(portal: RunningPortal) -> None:
    dossier, person = await file_linked(portal), await portal.bearer(CITIZEN)
    for verb in ("accept", "return_result"):
        await at_office(portal, dossier, "khai_sinh", verb)
    asked = await post(portal, f"/api/v1/dossiers/{dossier['id']}/withdrawal", person, {"reason": "Chuyển tỉnh khác"})
    assert (asked.json()["status"], states(asked.json())) == (7, [10, 7, 7, 7])
    await at_office(portal, dossier, "thuong_tru", "confirm_withdrawal")
    await at_office(portal, dossier, "bao_hiem", "decline_withdrawal", reason="Thẻ đã in")
    ended = await at_office(portal, dossier, "can_cuoc", "confirm_withdrawal")
    assert (ended["status"], states(ended)) == (4, [10, 8, 1, 8])


@pytest.mark.parametrize(
    ("statuses", "overall"),
    [
        ([1, 0, 0], 1),
        ([2, 0, 0], 2),
        ([4, 0, 0], 4),
        ([10, 1, 0], 4),
        ([10, 5, 2], 5),
        ([10, 7, 5], 7),
        ([10, 9, 10], 9),
        ([10, 8, 10], 10),
        ([3, 8, 8], 8),
        ([3, 3], 3),
    ],
)
def test_a_dossiers_status_follows_from_its_parts(statuses: list[int], overall: int) -> None:
    assert overall_status(statuses) == overall
