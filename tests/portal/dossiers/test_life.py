"""A dossier's life at the office: every verb, what it changes, what it refuses."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.application import tick
from portal.clock import HANOI
from portal.dossiers.tables import TimelineRow
from portal.dossiers.texts import TIMELINE
from portal.problems import Problem
from tests.portal.filing import (
    CITIZEN,
    OFFICER,
    OTHER_CITIZEN,
    OTHER_OFFICER,
    PAPER,
    accept,
    ask,
    desk,
    file_entry,
    get,
    new_key,
    photo,
    post,
    return_result,
    send_proof,
    start,
    submit,
)
from tests.portal.running import RunningPortal


async def seen(portal: RunningPortal, dossier_id: str) -> dict[str, Any]:
    """Return the dossier as its owner sees it."""
    found: dict[str, Any] = await get(portal, f"/api/v1/dossiers/{dossier_id}", await portal.bearer(CITIZEN))
    return found


def open_request(dossier: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        request for request in dossier["requests"] if (request["kind"], request["state"]) == (kind, "open")
    )
    return found


async def answer(portal: RunningPortal, dossier: dict[str, Any], kind: str, body: Any, key: str | None = None) -> Any:
    path = f"/api/v1/dossiers/{dossier['id']}/requests/{open_request(dossier, kind)['id']}/answer"
    return await post(portal, path, await portal.bearer(CITIZEN), body, key=key)


async def test_acceptance_sets_the_result_date_issues_the_slip_and_bills_the_copies(
    portal_on_each: RunningPortal,
) -> None:
    portal = portal_on_each
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    await accept(portal, dossier["id"])
    accepted = await seen(portal, dossier["id"])
    assert accepted["status"] == 2
    due = datetime.fromisoformat(accepted["due_at"]).astimezone(HANOI)
    assert due == datetime(2026, 11, 23, 17, 0, tzinfo=HANOI)
    assert accepted["documents"][-1]["kind"] == "acceptance_slip"
    assert [bill["amount_vnd"] for bill in accepted["bills"]] == [16_000]
    assert accepted["bills"][0]["reference"] == accepted["code"]
    assert open_request(accepted, "payment")["bill_id"] == accepted["bills"][0]["id"]
    assert [entry["kind"] for entry in accepted["timeline"]] == ["submitted", "accepted", "payment_requested"]


async def test_after_three_in_the_afternoon_the_result_is_due_on_the_next_working_day(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    portal.clock.now = datetime(2026, 11, 23, 15, 30, tzinfo=HANOI)
    await accept(portal, dossier["id"])
    portal.tokens.clear()
    due = datetime.fromisoformat((await seen(portal, dossier["id"]))["due_at"]).astimezone(HANOI)
    assert due.date() == datetime(2026, 11, 25).date()  # the 24th is Vietnam Culture Day  # noqa: DTZ001


async def test_no_bill_where_no_copy_is_wanted(portal: RunningPortal) -> None:
    from tests.portal.filing import answers

    dossier = await submit(portal, await portal.bearer(CITIZEN), answers={**answers(), "ban_sao": False})
    await accept(portal, dossier["id"])
    accepted = await seen(portal, dossier["id"])
    assert (accepted["bills"], accepted["requests"]) == ([], [])


@pytest.mark.parametrize("item", [{"paper_id": "giay_la"}, {"pointer": "/khong_co"}])
async def test_nothing_can_be_asked_for_that_the_application_lacks(portal: RunningPortal, item: dict[str, str]) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    with pytest.raises(Problem) as refused:
        await ask(portal, dossier["id"], {**item, "reason": "Thiếu"})
    assert refused.value.slug == "invalid-request"
    assert (await seen(portal, dossier["id"]))["status"] == 1


async def test_exactly_the_asked_paper_is_taken_and_the_dossier_waits_for_acceptance_again(
    portal_on_each: RunningPortal,
) -> None:
    portal = portal_on_each
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person)
    await ask(portal, dossier["id"], {"paper_id": PAPER, "reason": "Ảnh mờ", "how_to_fix": "Chụp lại"})
    asked = await seen(portal, dossier["id"])
    assert asked["status"] == 5
    assert open_request(asked, "supplement")["items"] == [
        {"id": "item-1", "pointer": None, "paper_id": PAPER, "reason": "Ảnh mờ", "how_to_fix": "Chụp lại"}
    ]
    assert asked["documents"][-1]["kind"] == "supplement_request"
    sharper = photo(1)
    entry = await file_entry(portal, person, data=sharper)
    body, key = {"files": [entry], "answers": {"ks_ho_ten": "TÊN KHÁC"}}, new_key()
    answered = await answer(portal, asked, "supplement", body, key)
    assert answered.status_code == 200, answered.text
    result = answered.json()
    assert result["status"] == 1
    assert [file["sha256"] for file in result["files"]] == [entry["sha256"]]
    assert result["answers"] == dossier["answers"]
    again = await answer(portal, asked, "supplement", body, key)
    assert (again.json(), again.headers["idempotent-replayed"]) == (result, "true")
    late = await answer(portal, asked, "supplement", body)
    assert (late.status_code, late.json()["type"]) == (409, "urn:motcua:problem:state-conflict")
    first = await portal.client.get(f"/api/v1/dossiers/{dossier['id']}/files/{entry['sha256']}", headers=person)
    assert first.content == sharper
    kept = dossier["files"][0]["sha256"]
    old = await portal.client.get(f"/api/v1/dossiers/{dossier['id']}/files/{kept}", headers=person)
    assert old.content == photo()


async def test_exactly_the_asked_field_is_taken_and_checked(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    await ask(portal, dossier["id"], {"pointer": "/ks_ho_ten", "reason": "Sai chính tả"})
    asked = await seen(portal, dossier["id"])
    nothing = await answer(portal, asked, "supplement", {})
    assert [fault["pointer"] for fault in nothing.json()["errors"]] == ["/ks_ho_ten"]
    wrong = await answer(portal, asked, "supplement", {"answers": {"ks_ho_ten": "AN 123"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/ks_ho_ten")
    right = await answer(
        portal, asked, "supplement", {"answers": {"ks_ho_ten": "NGUYỄN MẪU AN", "me_ho_ten": "KHÔNG ĐƯỢC HỎI"}}
    )
    assert right.json()["answers"] == {**dossier["answers"], "ks_ho_ten": "NGUYỄN MẪU AN"}


async def test_a_file_for_a_paper_nobody_asked_for_is_refused(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person)
    await ask(portal, dossier["id"], {"paper_id": PAPER, "reason": "Ảnh mờ"})
    asked = await seen(portal, dossier["id"])
    files = [await file_entry(portal, person), await file_entry(portal, person, paper_id="noi_cu_tru")]
    refused = await answer(portal, asked, "supplement", {"files": files})
    assert (refused.status_code, refused.json()["errors"][0]["id"]) == (422, "paper-unknown")
    assert (await seen(portal, dossier["id"]))["status"] == 5


async def test_days_spent_waiting_for_the_citizen_are_not_the_offices(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person)
    await accept(portal, dossier["id"])
    await start(portal, dossier["id"])
    await ask(portal, dossier["id"], {"paper_id": PAPER, "reason": "Ảnh mờ"})
    portal.clock.move(days=3)  # Thursday 26: two working days later, the 24th is a holiday
    portal.tokens.clear()
    person = await portal.bearer(CITIZEN)
    body = {"files": [await file_entry(portal, person)]}
    result = (await answer(portal, await seen(portal, dossier["id"]), "supplement", body)).json()
    assert result["status"] == 4
    assert datetime.fromisoformat(result["due_at"]) == datetime(2026, 11, 26, 17, 0, tzinfo=HANOI)


async def test_silence_about_a_proof_counts_as_agreement_after_one_day(portal_on_each: RunningPortal) -> None:
    portal = portal_on_each
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    await accept(portal, dossier["id"])
    await start(portal, dossier["id"])
    await send_proof(portal, dossier["id"])
    request = open_request(await seen(portal, dossier["id"]), "proof")
    assert request["on_silence"] == "agreed"
    assert datetime.fromisoformat(request["due_at"]) == portal.clock() + timedelta(days=1)
    portal.clock.move(hours=23, minutes=59)
    await tick(portal.deps)
    portal.tokens.clear()
    assert open_request(await seen(portal, dossier["id"]), "proof")
    portal.clock.move(minutes=1)
    await tick(portal.deps)
    after = await seen(portal, dossier["id"])
    assert [item["state"] for item in after["requests"] if item["kind"] == "proof"] == ["lapsed"]
    assert after["timeline"][-1]["kind"] == "proof_lapsed"
    await return_result(portal, dossier["id"])


async def test_a_proof_is_agreed_to_or_sent_back_with_words(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    await accept(portal, dossier["id"])
    await send_proof(portal, dossier["id"])
    first = await seen(portal, dossier["id"])
    assert first["status"] == 4
    proof = next(document for document in first["documents"] if document["kind"] == "proof")
    assert open_request(first, "proof")["document_id"] == proof["id"]
    assert (await answer(portal, first, "proof", {})).status_code == 422
    assert (await answer(portal, first, "proof", {"agree": False})).status_code == 422
    with pytest.raises(Problem, match="state-conflict"):
        await return_result(portal, dossier["id"])
    declined = await answer(portal, first, "proof", {"agree": False, "comment": "Sai dấu ở tên đệm"})
    assert declined.json()["timeline"][-1]["note"] == "Sai dấu ở tên đệm"
    await send_proof(portal, dossier["id"])
    agreed = await answer(portal, await seen(portal, dossier["id"]), "proof", {"agree": True})
    assert agreed.json()["timeline"][-1]["kind"] == "proof_agreed"
    await return_result(portal, dossier["id"])
    done = await seen(portal, dossier["id"])
    assert (done["status"], done["documents"][-1]["kind"]) == (10, "result")
    assert done["documents"][-1]["title"]["vi"].startswith("Giấy khai sinh")
    assert done["finished_at"] == done["returned_at"] is not None


async def test_a_dossier_not_accepted_says_why_and_is_final(portal: RunningPortal) -> None:
    dossier, now = await submit(portal, await portal.bearer(CITIZEN)), portal.clock()
    dossiers = portal.deps.dossiers
    with pytest.raises(Problem, match="invalid-request"):
        await desk(portal, lambda s: dossiers.refuse(s, dossier["id"], officer=OFFICER, reason=" ", now=now))
    await desk(portal, lambda s: dossiers.refuse(s, dossier["id"], officer=OFFICER, reason="Sai cơ quan", now=now))
    refused = await seen(portal, dossier["id"])
    assert (refused["status"], refused["timeline"][-1]["note"]) == (3, "Sai cơ quan")
    assert refused["documents"][-1]["kind"] == "not_accepted"
    with pytest.raises(Problem, match="state-conflict"):
        await accept(portal, dossier["id"])
    withdrawn = await post(
        portal, f"/api/v1/dossiers/{dossier['id']}/withdrawal", await portal.bearer(CITIZEN), {"reason": "x"}
    )
    assert withdrawn.status_code == 409


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_withdrawal_is_confirmed_or_declined_by_the_office(portal: RunningPortal, accepted: bool) -> None:
    person, dossiers = await portal.bearer(CITIZEN), portal.deps.dossiers
    dossier, now = await submit(portal, person), portal.clock()
    if accepted:
        await accept(portal, dossier["id"])
    path, key = f"/api/v1/dossiers/{dossier['id']}/withdrawal", new_key()
    first = await post(portal, path, person, {"reason": "Nộp nhầm"}, key=key)
    assert (first.status_code, first.json()["status"]) == (200, 7)
    assert (await post(portal, path, person, {"reason": "Nộp nhầm"}, key=key)).headers["idempotent-replayed"] == "true"
    assert (await post(portal, path, person, {"reason": "Khác"}, key=key)).status_code == 422
    await desk(
        portal, lambda s: dossiers.decline_withdrawal(s, dossier["id"], officer=OFFICER, reason="Đã ký", now=now)
    )
    assert (await seen(portal, dossier["id"]))["status"] == (2 if accepted else 1)
    await post(portal, path, person, {"reason": "Vẫn muốn rút"})
    await desk(portal, lambda s: dossiers.confirm_withdrawal(s, dossier["id"], officer=OFFICER, now=now))
    closed = await seen(portal, dossier["id"])
    assert closed["status"] == 8
    assert {request["state"] for request in closed["requests"]} <= {"withdrawn"}
    assert {bill["state"] for bill in closed["bills"]} <= {"cancelled"}


async def test_a_deadline_of_the_slip_closes_the_dossier_when_nothing_comes(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    due = portal.clock() + timedelta(days=7)
    await ask(portal, dossier["id"], {"paper_id": PAPER, "reason": "Thiếu"}, due_at=due, on_silence="closed")
    portal.clock.move(days=7)
    await tick(portal.deps)
    portal.tokens.clear()
    closed = await seen(portal, dossier["id"])
    assert (closed["status"], closed["timeline"][-1]["kind"]) == (8, "supplement_lapsed")


async def test_a_request_for_items_names_items_with_reasons(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    for items in ([], [{"reason": "x"}], [{"paper_id": PAPER, "reason": " "}]):
        with pytest.raises(Problem, match="invalid-request"):
            await ask(portal, dossier["id"], *items)
    await ask(portal, dossier["id"], {"paper_id": PAPER, "reason": "Thiếu"})
    with pytest.raises(Problem, match="state-conflict"):
        await ask(portal, dossier["id"], {"paper_id": PAPER, "reason": "Lần hai"})


async def test_an_officer_of_another_office_finds_nothing(portal: RunningPortal) -> None:
    dossier, now = await submit(portal, await portal.bearer(CITIZEN)), portal.clock()
    dossiers = portal.deps.dossiers
    with pytest.raises(Problem, match="not-found"):
        await desk(portal, lambda s: dossiers.accept(s, dossier["id"], officer=OTHER_OFFICER, now=now))
    queues = [
        await portal.deps.database.read(lambda s, who=who: [row.id for row in dossiers.queue(s, who)])  # type: ignore[misc]  # a defaulted lambda
        for who in (OFFICER, OTHER_OFFICER)
    ]
    assert queues == [[dossier["id"]], []]


async def test_every_change_counts_the_version_and_shows_in_updated_since(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    dossier = await submit(portal, person)
    await submit(portal, person)
    portal.clock.move(minutes=5)
    since = portal.clock().isoformat()
    await accept(portal, dossier["id"])
    changed = await portal.client.get("/api/v1/dossiers", params={"updated_since": since}, headers=person)
    assert [(item["id"], item["version"] > dossier["version"]) for item in changed.json()] == [(dossier["id"], True)]


async def test_another_persons_dossier_and_an_unknown_one_answer_alike(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    await ask(portal, dossier["id"], {"paper_id": PAPER, "reason": "Thiếu"})
    dossier = await seen(portal, dossier["id"])
    other = await portal.bearer(OTHER_CITIZEN)
    paths = {
        "GET /api/v1/dossiers/{id}": None,
        "GET /api/v1/dossiers/by-key/{key}": None,
        "GET /api/v1/dossiers/{id}/documents/{document}": None,
        "GET /api/v1/dossiers/{id}/files/{file}": None,
        "POST /api/v1/dossiers/{id}/withdrawal": {"reason": "x"},
        "POST /api/v1/dossiers/{id}/requests/{request}/answer": {"files": []},
    }
    theirs = {
        "id": dossier["id"],
        "key": dossier["key"],
        "document": dossier["documents"][0]["id"],
        "file": dossier["files"][0]["sha256"],
        "request": open_request(dossier, "supplement")["id"],
    }
    unknown = {name: value[:4] + "0" * (len(value) - 4) for name, value in theirs.items()}
    for line, body in paths.items():
        method, path = line.split()
        answers = [
            await portal.client.request(
                method, path.format(**ids), json=body, headers={**other, "Idempotency-Key": new_key()}
            )
            for ids in (theirs, unknown)
        ]
        assert [item.status_code for item in answers] == [404, 404], line
        assert answers[0].content == answers[1].content, line
    assert await get(portal, "/api/v1/dossiers", other) == []


async def test_an_entry_of_an_earlier_portal_is_told_in_todays_words(portal_on_each: RunningPortal) -> None:
    portal = portal_on_each
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    await accept(portal, dossier["id"])
    then = {"vi": "Có khoản phí cần nộp.", "en": "There is a fee to pay."}

    def age(session: Session) -> None:
        submitted, _, billed = session.scalars(select(TimelineRow).order_by(TimelineRow.position))
        submitted.kind, submitted.text = "of_long_ago", then
        billed.text = then

    await portal.deps.database.write(age)
    submitted, _, billed = (entry["text"] for entry in (await seen(portal, dossier["id"]))["timeline"])
    assert (submitted, billed) == (then, TIMELINE["payment_requested"])
