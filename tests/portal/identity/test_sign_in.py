from joserfc import jwt
from joserfc.jwk import KeySet

from tests.portal.running import (
    BASE_URL,
    CALLBACK,
    RunningPortal,
    answer_sign_in,
    authorization,
    code_for,
    fields_of,
    handle_in,
    redeem,
)


async def test_a_sample_person_signs_in_and_is_described_with_known_values(portal: RunningPortal) -> None:
    answer = await portal.client.get("/api/v1/me", headers=await portal.bearer("sample-mai"))
    person = answer.json()
    assert (person["subject"], person["name"], person["role"], person["level"]) == (
        "sample-mai",
        "Nguyễn Thị Mai",
        "citizen",
        2,
    )
    assert person["known"]["person.full_name"] == {
        "value": "NGUYỄN THỊ MAI",
        "source": "population_register",
        "as_of": "2026-10-01",
    }
    assert person["known"]["person.residence"]["value"]["province"] == "01"
    assert person["known"]["person.phone"]["source"] == "account"


async def test_the_answer_carries_state_and_issuer(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization(state="my state & more"))
    redirect = await answer_sign_in(portal.client, page.text, subject="sample-binh")
    assert redirect.headers["location"].startswith(CALLBACK + "?")
    fields = fields_of(redirect)
    assert (fields["state"], fields["iss"]) == ("my state & more", BASE_URL)


async def test_the_id_token_is_signed_and_bound_to_client_nonce_and_person(portal: RunningPortal) -> None:
    tokens = (await redeem(portal.client, await code_for(portal.client, "sample-mai", nonce="n-17"))).json()
    keys = (await portal.client.get("/oauth/jwks")).json()
    token = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=["ES256"])
    now = int(portal.clock.now.timestamp())
    assert {name: token.claims[name] for name in ("iss", "aud", "sub", "nonce", "iat", "auth_time", "acr")} == {
        "iss": BASE_URL,
        "aud": "motcua-app",
        "sub": "sample-mai",
        "nonce": "n-17",
        "iat": now,
        "auth_time": now,
        "acr": "urn:motcua:level:2",
    }
    assert token.header["alg"] == "ES256"
    assert "d" not in keys["keys"][0]
    assert tokens["expires_in"] == 900


async def test_signing_in_with_personal_id_and_pin(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization())
    redirect = await answer_sign_in(portal.client, page.text, personal_id="000196000001", pin="246810")
    tokens = (await redeem(portal.client, fields_of(redirect)["code"])).json()
    me = await portal.client.get("/api/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert me.json()["subject"] == "sample-mai"


async def test_a_wrong_pin_is_said_plainly_and_the_page_stays_open(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization(ui_locales="en"))
    wrong = await portal.client.post(
        "/oauth/sign-in",
        data={"request": handle_in(page.text), "personal_id": "000196000001", "pin": "111111", "ui_locales": "en"},
    )
    assert wrong.status_code == 400
    assert "The ID number or the PIN is not right" in wrong.text
    assert 'role="alert"' in wrong.text
    redirect = await answer_sign_in(portal.client, wrong.text, subject="sample-mai")
    assert "code" in fields_of(redirect)


async def test_guessing_a_pin_stops_after_five_tries_a_minute(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization(ui_locales="vi"))
    form = {"request": handle_in(page.text), "personal_id": "000196000001", "ui_locales": "vi"}
    for guess in range(5):
        answer = await portal.client.post("/oauth/sign-in", data={**form, "pin": f"11111{guess}"})
        assert "không đúng" in answer.text
    right_but_late = await portal.client.post("/oauth/sign-in", data={**form, "pin": "246810"})
    assert "quá nhiều lần" in right_but_late.text
    portal.clock.move(seconds=61)
    again = await portal.client.post("/oauth/sign-in", data={**form, "pin": "246810"})
    assert again.status_code == 200


async def test_refusing_consent_returns_access_denied_and_no_code(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization())
    chosen = await portal.client.post("/oauth/sign-in", data={"request": handle_in(page.text), "subject": "sample-mai"})
    redirect = await portal.client.post("/oauth/consent", data={"request": handle_in(chosen.text), "answer": "refuse"})
    fields = fields_of(redirect)
    assert fields["error"] == "access_denied"
    assert fields["state"] == "state-1"
    assert "code" not in fields


async def test_the_pages_speak_both_languages_and_name_themselves_a_sample(portal: RunningPortal) -> None:
    vietnamese = (await portal.client.get("/oauth/authorize", params=authorization(ui_locales="vi"))).text
    english = (await portal.client.get("/oauth/authorize", params=authorization(ui_locales="en"))).text
    assert "Chọn một người mẫu" in vietnamese
    assert "BẢN MẪU" in vietnamese
    assert "Đây không phải VNeID" in vietnamese
    assert "Choose a sample person" in english
    assert "SAMPLE – NOT VALID" in english
    assert "This is not VNeID" in english
    other = f"/oauth/sign-in?request={handle_in(vietnamese)}&ui_locales=en"
    assert "Choose a sample person" in (await portal.client.get(other)).text


async def test_the_pages_load_nothing_from_elsewhere_and_cannot_be_framed(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization())
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:51234" in policy
    assert "script" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text
    assert (await portal.client.get("/pages/style.css")).status_code == 200


async def test_a_sign_in_page_ends_after_ten_minutes(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization())
    portal.clock.move(minutes=10)
    late = await portal.client.post("/oauth/sign-in", data={"request": handle_in(page.text), "subject": "sample-mai"})
    assert late.status_code == 400
    assert "hết hạn" in late.text


async def test_refreshing_gives_new_tokens_and_ends_with_the_grant(portal: RunningPortal) -> None:
    tokens = await portal.sign_in("sample-mai")
    portal.clock.move(minutes=16)
    me = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await portal.client.get("/api/v1/me", headers=me)).status_code == 401
    form = {"grant_type": "refresh_token", "client_id": "motcua-app", "refresh_token": tokens["refresh_token"]}
    fresh = (await portal.client.post("/oauth/token", data=form)).json()
    me = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert (await portal.client.get("/api/v1/me", headers=me)).status_code == 200
    portal.clock.move(days=31)
    form["refresh_token"] = fresh["refresh_token"]
    ended = await portal.client.post("/oauth/token", data=form)
    assert (ended.status_code, ended.json()["error"]) == (400, "invalid_grant")


async def test_discovery_names_what_the_provider_does(portal: RunningPortal) -> None:
    metadata = (await portal.client.get("/.well-known/openid-configuration")).json()
    assert metadata["issuer"] == BASE_URL
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"):
        assert metadata[name].startswith(f"{BASE_URL}/oauth/")
