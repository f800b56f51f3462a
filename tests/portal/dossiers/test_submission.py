"""Submitting: one intent, one dossier, with its files, or a reason for everything that stops it."""

import asyncio
import re

import pytest

from tests.portal.filing import CITIZEN, OTHER_CITIZEN, file_entry, get, new_key, photo, post, submission, submit
from tests.portal.running import RunningPortal


async def test_a_submission_becomes_a_dossier_that_waits_for_acceptance(portal_on_each: RunningPortal) -> None:
    person = await portal_on_each.bearer(CITIZEN)
    dossier = await submit(portal_on_each, person, key="my-key-1")
    assert re.fullmatch(r"X00\.01-261123-0001", dossier["code"])
    assert re.fullmatch(r"[ACDEFGHJKMNPQRTUVWXY34679]{6}", dossier["lookup_code"])
    assert (dossier["status"], dossier["key"], dossier["due_at"], dossier["accepted_at"]) == (1, "my-key-1", None, None)
    assert [entry["kind"] for entry in dossier["timeline"]] == ["submitted"]
    assert [document["kind"] for document in dossier["documents"]] == ["submission_confirmation", "submitted_copy"]
    assert [file["sha256"] for file in dossier["files"]] == [__import__("hashlib").sha256(photo()).hexdigest()]
    assert dossier["answers"]["ks_ho_ten"] == "NGUYỄN MẪU MINH AN"
    assert dossier["subject_name"] == "NGUYỄN MẪU MINH AN"
    assert dossier == await get(portal_on_each, f"/api/v1/dossiers/{dossier['id']}", person)
    assert [dossier] == await get(portal_on_each, "/api/v1/dossiers", person)


async def test_codes_count_up_within_a_day_and_begin_again_on_the_next(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    first, second = await submit(portal, person), await submit(portal, person)
    portal.clock.move(days=1)
    portal.tokens.clear()
    third = await submit(portal, await portal.bearer(CITIZEN))
    assert [item["code"][-11:] for item in (first, second, third)] == ["261123-0001", "261123-0002", "261124-0001"]


async def test_the_same_key_and_content_answer_with_the_same_dossier(portal_on_each: RunningPortal) -> None:
    person = await portal_on_each.bearer(CITIZEN)
    body, key = await submission(portal_on_each, person), new_key()
    first = await post(portal_on_each, "/api/v1/dossiers", person, body, key=key)
    again = await post(portal_on_each, "/api/v1/dossiers", person, body, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert {**again.json(), "documents": []} == {**first.json(), "documents": []}
    assert len(await get(portal_on_each, "/api/v1/dossiers", person)) == 1


async def test_a_replay_does_not_mind_that_the_files_were_sent_again(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    body, key = await submission(portal, person), new_key()
    first = await post(portal, "/api/v1/dossiers", person, body, key=key)
    body["files"] = [await file_entry(portal, person)]
    again = await post(portal, "/api/v1/dossiers", person, body, key=key)
    assert again.json()["id"] == first.json()["id"]


async def test_the_same_key_with_another_content_is_refused(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    body, key = await submission(portal, person), new_key()
    await post(portal, "/api/v1/dossiers", person, body, key=key)
    other = await post(portal, "/api/v1/dossiers", person, {**body, "subject": "other"}, key=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:motcua:problem:idempotency-key-reused")


async def test_the_same_key_of_two_people_is_two_intents(portal: RunningPortal) -> None:
    one, two = await portal.bearer(CITIZEN), await portal.bearer(OTHER_CITIZEN)
    first, second = await submit(portal, one, key="shared"), await submit(portal, two, key="shared")
    assert first["id"] != second["id"]
    for person, dossier in ((one, first), (two, second)):
        assert (await get(portal, "/api/v1/dossiers/by-key/shared", person))["id"] == dossier["id"]


async def test_twenty_at_once_with_one_key_make_one_dossier(portal_on_each: RunningPortal) -> None:
    person = await portal_on_each.bearer(CITIZEN)
    body, key = await submission(portal_on_each, person), new_key()
    answers = await asyncio.gather(
        *(post(portal_on_each, "/api/v1/dossiers", person, body, key=key) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
    assert len(await get(portal_on_each, "/api/v1/dossiers", person)) == 1


async def test_twenty_at_once_with_their_own_keys_get_their_own_codes(portal_on_each: RunningPortal) -> None:
    person = await portal_on_each.bearer(CITIZEN)
    bodies = [await submission(portal_on_each, person) for _ in range(20)]
    answers = await asyncio.gather(*(post(portal_on_each, "/api/v1/dossiers", person, body) for body in bodies))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 20


async def test_one_upload_goes_into_one_dossier_only(portal_on_each: RunningPortal) -> None:
    person = await portal_on_each.bearer(CITIZEN)
    body = await submission(portal_on_each, person)
    answers = await asyncio.gather(*(post(portal_on_each, "/api/v1/dossiers", person, body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["type"] == "urn:motcua:problem:upload-incomplete"
    assert refused["errors"][0]["pointer"] == "/files/0"
    assert len(await get(portal_on_each, "/api/v1/dossiers", person)) == 1


async def test_a_refused_submission_may_be_mended_and_sent_with_the_same_key(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    body, key = await submission(portal, person), new_key()
    refused = await post(portal, "/api/v1/dossiers", person, {**body, "declared": False}, key=key)
    assert refused.status_code == 422
    assert (await post(portal, "/api/v1/dossiers", person, body, key=key)).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"answers": {"ks_ho_ten": ""}}, "/ks_ho_ten"),
        ({"answers": {"ks_ngay_sinh": "2026-12-24"}}, "/ks_ngay_sinh"),
        ({"answers": {"so_ban_sao": 999}}, "/so_ban_sao"),
        ({"answers": {"kinh_gui": {"province": "01", "commune": "99999"}}}, "/kinh_gui"),
        ({"declared": False}, "/declared"),
        ({"files": []}, "/files/giay_chung_sinh"),
    ],
)
async def test_what_stops_a_submission_is_named_at_its_place_in_both_languages(
    portal: RunningPortal, change: dict[str, object], pointer: str
) -> None:
    person = await portal.bearer(CITIZEN)
    body = await submission(portal, person)
    changed = {**body, **change}
    if isinstance(change.get("answers"), dict):
        changed["answers"] = {**body["answers"], **change["answers"]}  # type: ignore[dict-item]  # it is a dict here
    said = []
    for language in ("vi", "en"):
        answer = await post(portal, "/api/v1/dossiers", {**person, "Accept-Language": language}, changed)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:motcua:problem:invalid-answers"
        fault = next(fault for fault in answer.json()["errors"] if fault["pointer"] == pointer)
        said.append(fault["detail"])
    assert said[0]
    assert said[0] != said[1]
    assert await get(portal, "/api/v1/dossiers", person) == []


async def test_a_contradiction_is_asked_to_be_confirmed_not_refused(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    body = await submission(portal, person)
    body["answers"]["yc_so_dinh_danh"] = "001196900001"
    body["answers"]["yc_ngay_sinh"] = "1990-08-14"
    refused = await post(portal, "/api/v1/dossiers", person, body)
    assert refused.status_code == 422
    checks = [fault["id"] for fault in refused.json()["errors"]]
    taken = await post(portal, "/api/v1/dossiers", person, {**body, "confirmations": checks})
    assert taken.status_code == 201, taken.text
    assert taken.json()["confirmations"] == checks


async def test_hidden_and_unknown_answers_are_not_filed(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    body = await submission(portal, person)
    body["answers"] = {**body["answers"], "ban_sao": False, "so_ban_sao": 2, "la": "một ô lạ"}
    dossier = (await post(portal, "/api/v1/dossiers", person, body)).json()
    assert "so_ban_sao" not in dossier["answers"]
    assert "la" not in dossier["answers"]


@pytest.mark.parametrize("change", [{"procedure_code": "9.999999"}, {"form_version": "1999-01-01"}])
async def test_an_unknown_form_is_said_so(portal: RunningPortal, change: dict[str, str]) -> None:
    person = await portal.bearer(CITIZEN)
    answer = await post(portal, "/api/v1/dossiers", person, {**await submission(portal, person), **change})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:motcua:problem:form-version-unknown")


async def test_another_persons_upload_cannot_be_filed(portal: RunningPortal) -> None:
    mine, theirs = await portal.bearer(CITIZEN), await portal.bearer(OTHER_CITIZEN)
    body = await submission(portal, mine, files=[await file_entry(portal, theirs)])
    answer = await post(portal, "/api/v1/dossiers", mine, body)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:motcua:problem:upload-incomplete")


async def test_a_file_that_is_no_image_is_refused_with_the_reason(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    body = await submission(portal, person, files=[await file_entry(portal, person, data=b"<html>hello</html>")])
    answer = await post(portal, "/api/v1/dossiers", person, body)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:motcua:problem:file-refused")
    assert "JPEG" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("headers", "status", "slug"),
    [
        ({}, 401, "unauthenticated"),
        ({"Authorization": "Bearer nobody"}, 401, "unauthenticated"),
        ({"Authorization": "Basic abc"}, 401, "unauthenticated"),
    ],
)
async def test_nobody_files_without_signing_in(
    portal: RunningPortal, headers: dict[str, str], status: int, slug: str
) -> None:
    answer = await portal.client.post("/api/v1/dossiers", json={}, headers={"Idempotency-Key": "k", **headers})
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:motcua:problem:{slug}")


async def test_a_key_is_required_and_must_be_plain(portal: RunningPortal) -> None:
    person = await portal.bearer(CITIZEN)
    body = await submission(portal, person)
    missing = await portal.client.post("/api/v1/dossiers", json=body, headers=person)
    assert (missing.status_code, missing.json()["type"]) == (400, "urn:motcua:problem:idempotency-key-missing")
    too_long = await post(portal, "/api/v1/dossiers", person, body, key="k" * 256)
    assert too_long.status_code == 400


async def test_an_unknown_key_is_said_so(portal: RunningPortal) -> None:
    answer = await portal.client.get("/api/v1/dossiers/by-key/none", headers=await portal.bearer(CITIZEN))
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:motcua:problem:not-found")
