"""Sign-in at a public terminal by one's own phone, as RFC 8628 has it."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from portal.application import tick
from portal.cli import main
from portal.identity.device import USER_CODE_BITS, USER_CODE_LETTERS, normal_user_code
from portal.identity.oidc import DESK_CLIENT, OWN_CLIENTS
from portal.identity.terminals import TERMINAL_ID
from tests.portal.running import BASE_URL, RunningPortal, running_portal
from tests.portal.terminals import NAME, TERMINAL, Phone, Terminal, register, shown_code


@pytest.fixture
async def terminal(portal: RunningPortal) -> Terminal:
    return await register(portal)


async def _me(portal: RunningPortal, access_token: str) -> int:
    answer = await portal.client.get("/api/v1/me", headers={"Authorization": f"Bearer {access_token}"})
    return answer.status_code


async def test_a_terminal_gets_its_codes_and_discovery_names_the_door(
    portal: RunningPortal, terminal: Terminal
) -> None:
    metadata = (await portal.client.get("/.well-known/openid-configuration")).json()
    assert metadata["device_authorization_endpoint"] == f"{BASE_URL}/oauth/device_authorization"
    assert "urn:ietf:params:oauth:grant-type:device_code" in metadata["grant_types_supported"]
    answer = await terminal.post("/oauth/device_authorization", scope="openid profile secrets")
    asked = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert (asked["expires_in"], asked["interval"]) == (600, 5)
    assert asked["verification_uri"] == f"{BASE_URL}/oauth/device"
    assert asked["verification_uri_complete"] == f"{BASE_URL}/oauth/device?user_code={asked['user_code']}"
    assert re.fullmatch(f"[{USER_CODE_LETTERS}]{{4}}-[{USER_CODE_LETTERS}]{{4}}", asked["user_code"])
    assert asked["device_code"] not in str({**asked, "device_code": ""})


def test_a_user_code_has_34_bits_of_20_letters_that_make_no_words_and_look_like_no_digit() -> None:
    assert USER_CODE_BITS >= 34
    assert len(set(USER_CODE_LETTERS)) == 20
    assert not set(USER_CODE_LETTERS) & set("AEIOUY0123456789")


async def test_the_phone_is_asked_about_terminal_office_and_time_before_anything_is_granted(
    portal: RunningPortal, terminal: Terminal
) -> None:
    asked = await terminal.ask()
    phone = Phone(portal, "vi")
    portal.clock.move(seconds=40)
    first = await phone.open(asked)
    assert "Chọn một người mẫu" in first.text
    code = await phone.post("/oauth/sign-in", first, subject="sample-mai")
    assert shown_code(code) == asked["user_code"]
    question = await phone.post("/oauth/device", code, user_code=asked["user_code"])
    for words in (
        "Đây có phải màn hình trước mặt bạn không?", f"{TERMINAL} – {NAME}", "UBND xã Mẫu", "Số 1 đường Mẫu",
        "09:00:00, 23/11/2026", asked["user_code"], "Nguyễn Thị Mai", "lừa đảo",
    ):  # fmt: skip
        assert words in question.text, words
    assert await terminal.poll_error(asked) == "authorization_pending"  # looking grants nothing
    portal.clock.move(seconds=5)
    done = await phone.post("/oauth/device/answer", question, answer="allow")
    assert "Đã đồng ý" in done.text
    tokens = (await terminal.poll(asked)).json()
    assert await _me(portal, tokens["access_token"]) == 200


async def test_the_same_question_stands_when_the_code_is_typed_and_in_english(
    portal: RunningPortal, terminal: Terminal
) -> None:
    asked, phone = await terminal.ask(), Phone(portal, "en")
    page = await phone.identify(asked, "sample-mai", scanned=False)
    assert shown_code(page) is None
    wrong = await phone.post("/oauth/device", page, user_code="bcd fg")
    assert shown_code(wrong) == "BCDF-G"
    typed = f" {asked['user_code'].lower().replace('-', ' ')} "
    question = await phone.post("/oauth/device", page, user_code=typed)
    assert "Is this the screen in front of you?" in question.text
    assert "One-stop counter" in question.text
    other = re.search(r'href="(/oauth/sign-in[^"]+)"', question.text)
    assert other is not None
    vietnamese = await phone._send("GET", other[1].replace("&amp;", "&"))
    assert "Đây có phải màn hình trước mặt bạn không?" in vietnamese.text
    policy = question.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in question.text


def test_what_a_vietnamese_keyboard_makes_of_a_code_is_read_as_meant() -> None:
    for typed in ("ưdjb-mjht", "ƯDJB MJHT", "WDJBMJHT"):
        assert normal_user_code(typed) == "WDJBMJHT"
    assert normal_user_code("bđb-mjht") == "BDDBMJHT"
    assert normal_user_code("đ" * 100) == "D" * 9  # longer than any code: none


async def test_the_tokens_carry_the_terminal_and_last_twenty_minutes_at_most(
    portal: RunningPortal, terminal: Terminal
) -> None:
    _asked, tokens = await terminal.sign_in()
    keys = KeySet.import_key_set((await portal.client.get("/oauth/jwks")).json())
    claims = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims
    assert (claims["aud"], claims["sub"]) == (TERMINAL, "sample-mai")
    assert tokens["expires_in"] == 15 * 60
    portal.clock.move(minutes=14)
    fresh = (await terminal.refresh(tokens["refresh_token"])).json()
    assert fresh["expires_in"] == 6 * 60
    portal.clock.move(minutes=6)
    assert await _me(portal, fresh["access_token"]) == 401
    assert (await terminal.refresh(fresh["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_terminal_that_asks_too_often_must_wait_five_seconds_more_each_time(
    portal: RunningPortal, terminal: Terminal
) -> None:
    asked = await terminal.ask()
    answers = [await terminal.poll_error(asked)]
    for seconds in (4, 9, 14, 20, 19):
        portal.clock.move(seconds=seconds)
        answers.append(await terminal.poll_error(asked))
    assert answers == [
        "authorization_pending", "slow_down", "slow_down", "slow_down", "authorization_pending", "slow_down",
    ]  # fmt: skip


async def test_the_person_says_no(portal: RunningPortal, terminal: Terminal) -> None:
    asked = await terminal.ask()
    page = await Phone(portal).approve(asked, answer="refuse")
    assert "Nobody was signed in" in page.text
    assert await terminal.poll_error(asked) == "access_denied"


async def test_codes_end_after_ten_minutes(portal: RunningPortal, terminal: Terminal) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    portal.clock.move(minutes=9)
    page = await phone.identify(asked, "sample-mai")
    portal.clock.move(seconds=60)
    assert await terminal.poll_error(asked) == "expired_token"
    late = await phone.post("/oauth/device", page, user_code=asked["user_code"])
    assert late.status_code == 400
    assert "No terminal is waiting for this code" in late.text


async def test_the_terminal_ends_the_session_with_any_of_its_secrets(portal: RunningPortal, terminal: Terminal) -> None:
    for word in ("access_token", "refresh_token", "device_code"):
        asked, tokens = await terminal.sign_in()
        assert (await terminal.post("/oauth/revoke", token={**asked, **tokens}[word])).status_code == 200
        assert await _me(portal, tokens["access_token"]) == 401, word
        assert (await terminal.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant", word


async def test_a_terminal_that_begins_anew_ends_the_session_it_had_when_it_was_switched_off(
    portal: RunningPortal, terminal: Terminal
) -> None:
    _asked, tokens = await terminal.sign_in()
    other = await register(portal, "X00.01-K2")
    _asked, elsewhere = await other.sign_in("sample-ha")
    await terminal.ask()
    assert await _me(portal, tokens["access_token"]) == 401
    assert await _me(portal, elsewhere["access_token"]) == 200


async def test_an_officer_at_a_terminal_is_a_citizen(portal: RunningPortal, terminal: Terminal) -> None:
    _asked, tokens = await terminal.sign_in("sample-officer-1")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await portal.client.get("/api/v1/me", headers=bearer)).json()["role"] == "citizen"
    assert (await portal.client.get("/api/v1/officer/dossiers", headers=bearer)).status_code == 403


async def test_what_a_terminal_asked_for_is_forgotten(portal: RunningPortal, terminal: Terminal) -> None:
    from portal.identity.tables import DeviceRequestRow

    await terminal.ask()
    portal.clock.move(minutes=71)
    await tick(portal.deps)
    assert await portal.deps.database.read(lambda session: session.query(DeviceRequestRow).count()) == 0


async def test_codes_work_once_on_each_database(portal_on_each: RunningPortal) -> None:
    terminal = await register(portal_on_each)
    asked = await terminal.ask()
    await Phone(portal_on_each).approve(asked)
    answers = await asyncio.gather(*(terminal.poll(asked) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
    tokens = next(answer.json() for answer in answers if answer.status_code == 200)
    assert await _me(portal_on_each, tokens["access_token"]) == 401
    assert "No terminal is waiting" in (await Phone(portal_on_each).look(asked, "sample-ha")).text
    _asked, tokens = await terminal.sign_in()
    assert await _me(portal_on_each, tokens["access_token"]) == 200
    await asyncio.gather(*(terminal.ask() for _ in range(3)))
    assert await _me(portal_on_each, tokens["access_token"]) == 401


def test_terminals_are_added_listed_and_removed_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, list[dict[str, str]]]:
        code = main(["terminal", *words, "--data-dir", str(tmp_path)])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    code, [first] = run("add", "--office", "X00.01", "--name", NAME)
    assert (code, first["id"], first["name"]) == (0, "X00.01-K1", NAME)
    assert run("add", "--office", "X00.01", "--name", "Máy 2")[1][0]["id"] == "X00.01-K2"
    code, listed = run("list")
    assert [(row["id"], row["office"]) for row in listed] == [("X00.01-K1", "X00.01"), ("X00.01-K2", "X00.01")]
    assert first["secret"] not in str(listed)
    assert run("remove", "X00.01-K1")[0] == 0
    assert run("remove", "X00.01-K1")[0] == 1
    assert run("add", "--office", "X00.01", "--name", "again", "--id", "X00.01-K1")[0] == 1
    assert run("add", "--office", "X00.01", "--name", "small", "--id", "motcua-app")[0] == 1
    assert [row["id"] for row in run("list")[1]] == ["X00.01-K2"]
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("portal.sqlite3*"))
    assert first["secret"].encode() not in stored
    with pytest.raises(SystemExit):
        run("add", "--office", "Z99", "--name", "nowhere")


def test_no_client_of_the_provider_itself_is_written_like_a_terminal() -> None:
    assert DESK_CLIENT in OWN_CLIENTS
    assert not any(TERMINAL_ID.fullmatch(client) for client in OWN_CLIENTS)


async def test_no_terminal_signs_in_through_the_development_provider_in_production(tmp_path: Path) -> None:
    async with running_portal(tmp_path / "production", production=True) as portal:
        terminal = await register(portal)
        assert (await terminal.post("/oauth/device_authorization", scope="openid")).status_code == 404
        assert (await portal.client.get("/oauth/device")).status_code == 404
