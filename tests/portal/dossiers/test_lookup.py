"""Tracking by code without an account: both codes, little to see, no guessing."""

from tests.portal.filing import CITIZEN, accept, new_key, post, submit
from tests.portal.running import RunningPortal


async def test_both_codes_show_how_far_it_is_and_nothing_about_the_person(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    await accept(portal, dossier["id"])
    codes = {"code": dossier["code"].lower(), "lookup_code": f" {dossier['lookup_code'].lower()} "}
    answer = await post(portal, "/api/v1/lookup", {}, codes)
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["status"], shown["code"], shown["due_at"] is not None) == (2, dossier["code"], True)
    assert (shown["answers"], shown["files"], shown["documents"]) == ({}, [], [])
    assert [(bill["amount_vnd"], bill["state"], bill["receipt"]) for bill in shown["bills"]] == [(16_000, "open", None)]
    assert (shown["key"], shown["subject_name"]) == ("", "")
    assert "NGUYỄN" not in answer.text


async def test_a_wrong_pair_answers_like_an_unknown_code_and_guessing_ends(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    wrong = {"code": dossier["code"], "lookup_code": "AAAAAA"}
    unknown = {"code": "X00.01-261123-9999", "lookup_code": "AAAAAA"}
    first, second = [await post(portal, "/api/v1/lookup", {}, codes) for codes in (wrong, unknown)]
    assert (first.status_code, first.content) == (404, second.content)
    for _ in range(9):
        assert (await post(portal, "/api/v1/lookup", {}, wrong)).status_code == 404
    right = {"code": dossier["code"], "lookup_code": dossier["lookup_code"]}
    blocked = await post(portal, "/api/v1/lookup", {}, right)
    assert blocked.status_code == 429
    portal.clock.move(seconds=int(blocked.headers["retry-after"]))
    assert (await post(portal, "/api/v1/lookup", {}, right)).status_code == 200


async def test_tries_with_the_code_of_a_bill_count_with_those_of_its_application(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    for number in range(10):
        wrong = {"code": f"{dossier['code']}-{number + 2}", "lookup_code": "AAAAAA"}
        assert (await post(portal, "/api/v1/lookup", {}, wrong)).status_code == 404
    right = {"code": f"{dossier['code']}-2", "lookup_code": dossier["lookup_code"]}
    assert (await post(portal, "/api/v1/lookup", {}, right)).status_code == 429
    portal.clock.move(minutes=16)
    assert (await post(portal, "/api/v1/lookup", {}, right)).json()["code"] == dossier["code"]


async def test_looking_often_with_the_right_codes_is_no_guessing(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    right = {"code": dossier["code"], "lookup_code": dossier["lookup_code"]}
    for _ in range(15):
        assert (await post(portal, "/api/v1/lookup", {}, right, key=new_key())).status_code == 200
