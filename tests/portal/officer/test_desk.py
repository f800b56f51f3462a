from datetime import timedelta

import pytest

from tests.portal.filing import CITIZEN, PAPER, file_entry, get, photo, post, submit
from tests.portal.officer.at_the_desk import form_token, go_through_sign_in, press, presses, sign_in
from tests.portal.payments.paying import order_of
from tests.portal.running import RunningPortal


async def test_an_officer_takes_a_birth_from_the_queue_to_the_signed_result(portal: RunningPortal) -> None:
    mai = await portal.bearer(CITIZEN)
    dossier = await submit(portal, mai)
    at, address = dossier["id"], f"/api/v1/dossiers/{dossier['id']}"
    browser = await sign_in(portal)

    queue = (await browser.get("/desk")).text
    assert dossier["code"] in queue
    page = (await browser.get(f"/desk/dossiers/{at}")).text
    assert "NGUYỄN MINH AN" in page or dossier["subject_name"] in page
    assert "Giấy chứng sinh" in page
    picture = await browser.get(f"/desk/dossiers/{at}/files/{dossier['files'][0]['sha256']}")
    assert picture.content == photo()
    assert picture.headers["content-type"] == "image/jpeg"

    said = {f"paper:{PAPER}": "1", f"reason:{PAPER}": "Ảnh bị mờ", f"fix:{PAPER}": "Chụp đủ sáng"}
    assert "Đã ghi nhận" in await presses(browser, at, "ask", **said)
    asked = (await get(portal, address, mai))["requests"][-1]
    assert (asked["kind"], asked["state"], asked["due_at"]) == ("supplement", "open", None)
    assert [(item["paper_id"], item["reason"], item["how_to_fix"]) for item in asked["items"]] == [
        (PAPER, "Ảnh bị mờ", "Chụp đủ sáng")
    ]
    sharper = await file_entry(portal, mai, data=photo(7))
    answer = await post(portal, f"{address}/requests/{asked['id']}/answer", mai, {"files": [sharper]})
    assert answer.status_code == 200, answer.text
    page = (await browser.get(f"/desk/dossiers/{at}")).text
    assert "Tệp cũ đã được thay" in page
    assert sharper["sha256"] in page

    await presses(browser, at, "accept")
    accepted = await get(portal, address, mai)
    assert (accepted["status"], accepted["due_at"] is not None) == (2, True)
    assert "acceptance_slip" in [document["kind"] for document in accepted["documents"]]
    await presses(browser, at, "start")
    await presses(browser, at, "send-proof", note="Xem kỹ tên và ngày sinh")
    proof = next(r for r in (await get(portal, address, mai))["requests"] if r["kind"] == "proof")
    assert (proof["on_silence"], proof["state"]) == ("agreed", "open")
    assert "return-result" not in (await browser.get(f"/desk/dossiers/{at}")).text
    agreed = await post(portal, f"{address}/requests/{proof['id']}/answer", mai, {"agree": True})
    assert agreed.status_code == 200
    await presses(browser, at, "return-result")

    done = await get(portal, address, mai)
    assert done["status"] == 10
    result = next(document for document in done["documents"] if document["kind"] == "result")
    assert result["statement"].count(".") == 2
    paper = await browser.get(f"/desk/dossiers/{at}/documents/{result['id']}")
    assert paper.content.startswith(b"%PDF")
    assert "Hồ sơ này đã kết thúc" in (await browser.get(f"/desk/dossiers/{at}")).text
    await browser.aclose()


async def test_the_copies_fee_is_billed_at_acceptance_paid_and_receipted(portal: RunningPortal) -> None:
    mai = await portal.bearer(CITIZEN)
    answers = (await _submission_answers()) | {"ban_sao": True, "so_ban_sao": 2}
    dossier = await submit(portal, mai, answers=answers)
    address = f"/api/v1/dossiers/{dossier['id']}"
    browser = await sign_in(portal)
    await presses(browser, dossier["id"], "accept")
    (bill,) = (await get(portal, address, mai))["bills"]
    assert (bill["amount_vnd"], bill["state"], bill["reference"]) == (16_000, "open", dossier["code"])

    started = (await post(portal, "/api/v1/payments", mai, {"bill_id": bill["id"], "method": "gateway"})).json()
    assert dossier["code"] in order_of(started)["vnp_OrderInfo"]
    page = await portal.client.get(started["redirect_url"])
    order = page.text.split('name="order" value="')[1].split('"')[0].replace("&amp;", "&")
    await portal.client.post("/sandbox/vnpay/pay", data={"order": order, "choice": "approve", "notice": "now"})

    paid = await get(portal, address, mai)
    assert [request["state"] for request in paid["requests"] if request["kind"] == "payment"] == ["answered"]
    assert "paid" in [entry["kind"] for entry in paid["timeline"]]
    receipt = next(document for document in paid["documents"] if document["kind"] == "receipt")
    assert receipt["number"] == "MAU-2026-00000001"
    assert paid["bills"][0]["receipt"]["id"] == receipt["id"]
    pdf = await portal.client.get(f"{address}/documents/{receipt['id']}", headers=mai)
    assert pdf.content.startswith(b"%PDF")
    assert "đã trả" in (await browser.get(f"/desk/dossiers/{dossier['id']}")).text
    await browser.aclose()


async def _submission_answers() -> dict[str, object]:
    from tests.portal.filing import answers

    return answers()


async def test_a_deadline_is_the_end_of_that_day_and_silence_then_closes(portal: RunningPortal) -> None:
    mai = await portal.bearer(CITIZEN)
    dossier = await submit(portal, mai)
    browser = await sign_in(portal)
    said = {f"paper:{PAPER}": "1", f"reason:{PAPER}": "Mờ", "due": "2026-11-30"}
    await presses(browser, dossier["id"], "ask", **said)
    asked = (await get(portal, f"/api/v1/dossiers/{dossier['id']}", mai))["requests"][-1]
    assert asked["due_at"].startswith("2026-11-30T10:00:00")  # 17:00 in Hà Nội
    assert asked["on_silence"] == "closed"
    await browser.aclose()


async def test_a_field_can_be_asked_for_beside_papers(portal: RunningPortal) -> None:
    mai = await portal.bearer(CITIZEN)
    dossier = await submit(portal, mai)
    browser = await sign_in(portal)
    said = {"field:1": "/ks_ho_ten", "field_reason:1": "Thiếu chữ đệm", "field_fix:1": "Ghi đủ như giấy chứng sinh"}
    await presses(browser, dossier["id"], "ask", **said)
    asked = (await get(portal, f"/api/v1/dossiers/{dossier['id']}", mai))["requests"][-1]
    assert [(item["pointer"], item["paper_id"]) for item in asked["items"]] == [("/ks_ho_ten", None)]
    await browser.aclose()


@pytest.mark.parametrize(
    ("word", "fields", "said"),
    [
        ("ask", {}, "Hãy chọn ít nhất một mục."),
        ("ask", {f"paper:{PAPER}": "1"}, "Mỗi mục cần một giấy tờ hoặc một ô, và lý do."),
        ("ask", {f"paper:{PAPER}": "1", f"reason:{PAPER}": "Mờ", "due": "tomorrow"}, "Hãy xem lại ngày"),
        ("refuse", {"reason": "   "}, "Hãy ghi lý do."),
    ],
)
async def test_a_form_with_something_missing_says_what_and_does_nothing(
    portal: RunningPortal, word: str, fields: dict[str, str], said: str
) -> None:
    mai = await portal.bearer(CITIZEN)
    dossier = await submit(portal, mai)
    browser = await sign_in(portal)
    answer = await press(browser, dossier["id"], word, **fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert (await get(portal, f"/api/v1/dossiers/{dossier['id']}", mai))["status"] == 1
    await browser.aclose()


async def test_a_refusal_reaches_the_applicant_with_its_reason(portal: RunningPortal) -> None:
    mai = await portal.bearer(CITIZEN)
    dossier = await submit(portal, mai)
    browser = await sign_in(portal)
    await presses(browser, dossier["id"], "refuse", reason="Không thuộc thẩm quyền")
    now = await get(portal, f"/api/v1/dossiers/{dossier['id']}", mai)
    assert now["status"] == 3
    assert now["timeline"][-1]["note"] == "Không thuộc thẩm quyền"
    await browser.aclose()


async def test_the_same_button_pressed_twice_is_told_and_changes_nothing(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    browser = await sign_in(portal)
    page = (await browser.get(f"/desk/dossiers/{dossier['id']}")).text
    form = {"form_token": form_token(page)}
    first = await browser.post(f"/desk/dossiers/{dossier['id']}/accept", data=form)
    second = await browser.post(f"/desk/dossiers/{dossier['id']}/accept", data=form)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "đã được tiếp nhận" in second.text
    await browser.aclose()


# Who may, and from where


@pytest.mark.parametrize("subject", ["sample-mai", "sample-business", "sample-helper"])
async def test_nobody_but_an_officer_gets_a_session(portal: RunningPortal, subject: str) -> None:
    browser = portal.browser()
    redirect = await browser.post("/desk/sign-in")
    page = await browser.get(redirect.headers["location"])
    assert "Trịnh Thị Vân" in page.text
    assert "Nguyễn Thị Mai" not in page.text
    from tests.portal.running import answer_sign_in

    answer = await answer_sign_in(browser, page.text, subject=subject)
    refused = await browser.get(answer.headers["location"])
    assert refused.status_code == 403
    assert "motcua_desk" not in browser.cookies
    await browser.aclose()


async def test_without_a_session_every_page_is_the_door(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    at = f"/desk/dossiers/{dossier['id']}"
    assert "Đăng nhập" in (await portal.client.get("/desk")).text
    for path in (at, f"{at}/files/{dossier['files'][0]['sha256']}", "/desk/money"):
        answer = await portal.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk"), path
    assert (await portal.client.post(f"{at}/accept", data={"form_token": "x"})).status_code == 303
    assert (await get(portal, f"/api/v1/dossiers/{dossier['id']}", await portal.bearer(CITIZEN)))["status"] == 1


async def test_another_offices_dossier_looks_like_an_unknown_one(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    browser = await sign_in(portal, "sample-officer-3")
    assert dossier["code"] not in (await browser.get("/desk")).text
    theirs = await browser.get(f"/desk/dossiers/{dossier['id']}")
    unknown = await browser.get("/desk/dossiers/dos_0")
    assert (theirs.status_code, unknown.status_code) == (404, 404)
    assert theirs.text == unknown.text
    file = await browser.get(f"/desk/dossiers/{dossier['id']}/files/{dossier['files'][0]['sha256']}")
    assert file.status_code == 404
    form = {"form_token": form_token(theirs.text)}
    assert (await browser.post(f"/desk/dossiers/{dossier['id']}/accept", data=form)).status_code == 404
    await browser.aclose()


@pytest.mark.parametrize("token", [None, "", "x" * 43, "tiếng việt"])
async def test_a_form_without_the_sessions_word_does_nothing(portal: RunningPortal, token: str | None) -> None:
    mai = await portal.bearer(CITIZEN)
    dossier = await submit(portal, mai)
    browser = await sign_in(portal)
    form = {} if token is None else {"form_token": token}
    for path in (f"/desk/dossiers/{dossier['id']}/accept", "/desk/sign-out"):
        answer = await browser.post(path, data={"other": "1", **form})
        assert answer.status_code == 403
        assert "Chưa làm gì cả" in answer.text
    assert (await get(portal, f"/api/v1/dossiers/{dossier['id']}", mai))["status"] == 1
    assert (await browser.get(f"/desk/dossiers/{dossier['id']}")).status_code == 200
    await browser.aclose()


async def test_another_officers_form_word_does_not_fit(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    van, huy = await sign_in(portal, "sample-officer-1"), await sign_in(portal, "sample-officer-2")
    stolen = form_token((await huy.get(f"/desk/dossiers/{dossier['id']}")).text)
    answer = await van.post(f"/desk/dossiers/{dossier['id']}/accept", data={"form_token": stolen})
    assert answer.status_code == 403
    await van.aclose()
    await huy.aclose()


async def test_a_callback_that_this_browser_did_not_ask_for_is_refused(portal: RunningPortal) -> None:
    attacker, victim = portal.browser(), portal.browser()
    redirect = await attacker.post("/desk/sign-in")
    page = await attacker.get(redirect.headers["location"])
    from tests.portal.running import answer_sign_in

    answer = await answer_sign_in(attacker, page.text, subject="sample-officer-1")
    address = answer.headers["location"]
    assert (await victim.get(address)).status_code == 403
    forged = address.replace("state=", "state=x")
    assert (await attacker.get(forged)).status_code == 403
    other_issuer = address.replace("iss=http", "iss=https")
    assert (await attacker.get(other_issuer)).status_code == 403
    assert (await attacker.get(address)).status_code == 303
    assert (await attacker.get(address)).status_code == 403
    await attacker.aclose()
    await victim.aclose()


async def test_signing_out_ends_the_session_on_the_server(portal: RunningPortal) -> None:
    browser = await sign_in(portal)
    cookie = browser.cookies["motcua_desk"]
    page = await browser.get("/desk")
    out = await browser.post("/desk/sign-out", data={"form_token": form_token(page.text)})
    assert out.status_code == 303
    answer = await portal.client.get("/desk/money", headers={"Cookie": f"motcua_desk={cookie}"})
    assert answer.status_code == 303
    await browser.aclose()


async def test_a_session_ends_after_half_an_hour_of_rest_and_after_ten_hours(portal: RunningPortal) -> None:
    browser = await sign_in(portal)
    for _ in range(21):
        portal.clock.move(minutes=29)
        last = await browser.get("/desk/money")
    assert last.status_code == 303
    await go_through_sign_in(browser, "sample-officer-1")
    assert (await browser.get("/desk/money")).status_code == 200
    portal.clock.now += timedelta(minutes=30)
    assert (await browser.get("/desk/money")).status_code == 303
    await browser.aclose()


async def test_the_cookie_is_for_the_desk_only_and_out_of_reach_of_scripts(portal: RunningPortal) -> None:
    browser = portal.browser()
    answer = await go_through_sign_in(browser, "sample-officer-1")
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("motcua_desk="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/desk" in cookie
    await browser.aclose()


async def test_the_desk_speaks_english_and_remembers_it(portal: RunningPortal) -> None:
    dossier = await submit(portal, await portal.bearer(CITIZEN))
    browser = await sign_in(portal)
    await browser.get("/desk?lang=en")
    page = await browser.get(f"/desk/dossiers/{dossier['id']}")
    assert '<html lang="en">' in page.text
    for words in ("What you can do", "Accept the application", "Certificate of live birth", "Submitted"):
        assert words in page.text
    assert "Việc có thể làm" not in page.text
    await browser.aclose()


async def test_what_a_citizen_wrote_cannot_become_markup(portal: RunningPortal) -> None:
    mai = await portal.bearer(CITIZEN)
    entry = await file_entry(portal, mai)
    entry["file_name"] = '"><script>alert(1)</script>.jpg'
    dossier = await submit(portal, mai, files=[entry])
    browser = await sign_in(portal)
    page = await browser.get(f"/desk/dossiers/{dossier['id']}")
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    await browser.aclose()


async def test_every_control_of_a_dossier_has_a_name_of_its_own(portal: RunningPortal) -> None:
    import re

    dossier = await submit(portal, await portal.bearer(CITIZEN))
    browser = await sign_in(portal)
    page = (await browser.get(f"/desk/dossiers/{dossier['id']}")).text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    visible = [tag for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page) if 'type="hidden"' not in tag]
    boxes = [tag for tag in visible if 'type="checkbox"' not in tag]
    labels = re.findall(r'<label for="([^"]+)">([^<]+)</label>', page)
    assert {name for name, _ in labels} == {re.search(r' id="([^"]+)"', tag)[1] for tag in boxes}  # type: ignore[index]
    by_form: dict[str, list[str]] = {}
    for form in re.findall(r"<form.*?</form>", page, re.S):
        by_form[form[:80]] = re.findall(r"<label for=\"[^\"]+\">([^<]+)</label>", form)
    for names in by_form.values():
        assert len(names) == len(set(names))
    buttons = re.findall(r"<button[^>]*>([^<]+)</button>", page)
    assert len(buttons) == len(set(buttons))
    await browser.aclose()
