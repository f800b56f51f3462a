"""Attacks on sign-in by phone: each is refused, and said once in the log without a code or a name."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session

from portal.identity.device import ALARMING_WRONG_CODES, look_up, remove_terminal
from tests.portal.running import RunningPortal, handle_in
from tests.portal.terminals import GRANT, TERMINAL, Phone, Terminal, register

Events = Callable[[], list[str]]


@pytest.fixture
async def terminal(portal: RunningPortal) -> Terminal:
    return await register(portal)


@pytest.fixture
def events(caplog: pytest.LogCaptureFixture) -> Events:
    """Return what the portal logged since the last call."""
    caplog.set_level("WARNING", logger="portal")

    def since() -> list[str]:
        said = [record.getMessage() for record in caplog.records if record.name.startswith("portal")]
        caplog.clear()
        return said

    return since


async def _works(portal: RunningPortal, access_token: str) -> bool:
    answer = await portal.client.get("/api/v1/me", headers={"Authorization": f"Bearer {access_token}"})
    return answer.status_code == 200


# --- who is no terminal -----------------------------------------------------------------------------------------------


async def test_an_unregistered_terminal_gets_nothing(portal: RunningPortal, terminal: Terminal, events: Events) -> None:
    claims: list[tuple[tuple[str, str] | None, dict[str, str]]] = [
        (("X00.01-K9", "secret"), {}),
        ((TERMINAL, "wrong"), {}),
        ((TERMINAL, ""), {}),
        (("", ""), {}),
        ((TERMINAL, terminal.secret), {"client_id": "motcua-app"}),
        (None, {"client_id": TERMINAL}),
        (None, {"client_id": "evil"}),
    ]
    for auth, form in claims:
        for path in ("/oauth/device_authorization", "/oauth/token", "/oauth/revoke"):
            answer = await portal.client.post(path, data={"scope": "openid", "grant_type": GRANT, **form}, auth=auth)
            assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), (path, auth, form)
            assert answer.headers["www-authenticate"].startswith("Basic")
            assert len(events()) == 1, (path, auth, form)


async def test_a_damaged_proof_is_no_proof(portal: RunningPortal, terminal: Terminal, events: Events) -> None:
    for header in ("Basic", "Basic !!!", "Basic /w==", "Bearer abc", ""):
        answer = await portal.client.post(
            "/oauth/device_authorization", data={"scope": "openid"}, headers={"Authorization": header}
        )
        assert answer.json()["error"] == "invalid_client", header
        assert events() == ["device authorization refused: not a registered terminal"]


async def test_the_app_itself_has_no_codes_to_show(portal: RunningPortal, events: Events) -> None:
    for client_id in ("motcua-app", "motcua-desk", "motcua-phone", ""):
        answer = await portal.client.post(
            "/oauth/device_authorization", data={"scope": "openid", "client_id": client_id}
        )
        assert answer.json()["error"] == "unauthorized_client"
        assert events() == ["device authorization refused: only terminals sign in by phone"]


async def test_a_terminal_cannot_use_the_other_ways_in(portal: RunningPortal, terminal: Terminal) -> None:
    page = await portal.client.get(
        "/oauth/authorize", params={"client_id": TERMINAL, "redirect_uri": "motcua://callback"}
    )
    assert (page.status_code, "location" in page.headers) == (400, False)
    for scope in ("", "profile", "OPENID"):
        answer = await terminal.post("/oauth/device_authorization", scope=scope)
        assert answer.json()["error"] == "invalid_scope"


async def test_a_removed_terminal_is_out_at_once(portal: RunningPortal, terminal: Terminal, events: Events) -> None:
    _asked, tokens = await terminal.sign_in()
    await portal.deps.database.write(lambda session: remove_terminal(session, TERMINAL, now=portal.clock()))
    assert not await _works(portal, tokens["access_token"])
    assert (await terminal.refresh(tokens["refresh_token"])).json()["error"] == "invalid_client"
    assert events() == ["token request refused: not a registered terminal"]


# --- stolen and replayed codes ----------------------------------------------------------------------------------------


async def test_a_device_code_is_worth_nothing_at_another_terminal(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked, other = await terminal.ask(), await register(portal, "X00.01-K2")
    await Phone(portal).approve(asked)
    assert await other.poll_error(asked) == "invalid_grant"
    public = {"grant_type": GRANT, "device_code": asked["device_code"], "client_id": "motcua-app"}
    assert (await portal.client.post("/oauth/token", data=public)).json()["error"] == "invalid_grant"
    assert events() == ["token request refused: unknown device code"] * 2
    await other.post("/oauth/revoke", token=asked["device_code"])
    assert (await terminal.poll(asked)).status_code == 200


async def test_a_device_code_used_again_revokes_what_it_gave(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked, tokens = await terminal.sign_in()
    assert await terminal.poll_error(asked) == "invalid_grant"
    assert events() == ["token request refused: device code already used"]
    assert not await _works(portal, tokens["access_token"])


async def test_a_refresh_token_of_a_terminal_is_bound_to_it(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    _asked, tokens = await terminal.sign_in()
    other = await register(portal, "X00.01-K2")
    assert (await other.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    for client_id, error in (("motcua-app", "invalid_grant"), (TERMINAL, "invalid_client")):
        answer = await portal.client.post("/oauth/token", data={**form, "client_id": client_id})
        assert answer.json()["error"] == error
    assert len(events()) == 3
    await other.post("/oauth/revoke", token=tokens["refresh_token"])
    assert await _works(portal, tokens["access_token"])


async def test_replaying_a_refresh_token_at_the_terminal_ends_the_session(
    portal: RunningPortal, terminal: Terminal
) -> None:
    _asked, tokens = await terminal.sign_in()
    fresh = (await terminal.refresh(tokens["refresh_token"])).json()
    assert (await terminal.refresh(tokens["refresh_token"])).status_code == 400
    assert not await _works(portal, fresh["access_token"])


async def test_a_user_code_answered_once_opens_nothing_more(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked = await terminal.ask()
    await Phone(portal).approve(asked)
    page = await Phone(portal).look(asked, "sample-ha")
    assert "No terminal is waiting for this code" in page.text
    assert events() == ["user code refused: no terminal waits for it"]


# --- guessing ---------------------------------------------------------------------------------------------------------


async def test_five_wrong_codes_a_minute_close_the_door_for_the_account_and_for_the_address(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked = await terminal.ask()
    guesser = Phone(portal, address="2001:db8:1:2::1")
    page = await guesser.identify(asked, "sample-mai")
    for number in range(5):
        guesser.address = f"2001:db8:1:2::{number}"  # one line has them all
        page = await guesser.post("/oauth/device", page, user_code="BBBB-BBBB")
        assert page.status_code == 400
    assert events() == ["user code refused: no terminal waits for it"] * 5
    elsewhere = Phone(portal, address="198.51.100.20")
    for phone, subject in ((guesser, "sample-mai"), (guesser, "sample-ha"), (elsewhere, "sample-mai")):
        assert "Too many codes were wrong" in (await phone.look(asked, subject)).text
        assert events() == ["user code refused: too many tries"]
    assert "Is this the screen" in (await elsewhere.look(asked, "sample-ha")).text
    portal.clock.move(seconds=61)
    assert "Is this the screen" in (await guesser.look(asked, "sample-mai")).text
    assert events() == []


async def test_guessing_from_many_places_raises_one_alarm_a_minute(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    def guess(session: Session) -> None:
        for number in range(ALARMING_WRONG_CODES - 2):
            look_up(session, "BBBB-BBBB", subject=f"s{number}", address=f"198.51.100.{number}", now=portal.clock())

    asked = await terminal.ask()
    page = await Phone(portal).identify(asked, "sample-mai")
    alarm = "ALARM: many wrong user codes within a minute; somebody may be guessing"
    for said_again in ([alarm], [alarm]):
        await portal.deps.database.write(guess)
        events()
        for expected in ([], said_again, [], []):
            page = await Phone(portal).post("/oauth/device", page, user_code="BBBB-BBBB")
            assert events() == ["user code refused: no terminal waits for it", *expected]
        portal.clock.move(seconds=61)


async def test_nobody_tries_a_code_without_saying_who_they_are(portal: RunningPortal, terminal: Terminal) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    first = await phone.open(asked)
    answer = await phone.post("/oauth/device", first, user_code=asked["user_code"])
    assert (answer.status_code, asked["user_code"] in answer.text) == (400, False)
    assert TERMINAL not in answer.text


# --- phishing ---------------------------------------------------------------------------------------------------------


async def test_opening_the_link_of_a_qr_approves_nothing(portal: RunningPortal, terminal: Terminal) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    await phone.open(asked)
    await phone.identify(asked, "sample-mai")
    await phone.look(asked)
    assert await terminal.poll_error(asked) == "authorization_pending"


async def test_agreeing_to_a_question_that_was_not_asked_grants_nothing(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    page = await phone.identify(asked, "sample-mai")
    early = await phone.post("/oauth/device/answer", page, answer="allow", user_code=asked["user_code"])
    assert early.status_code == 400
    assert events() == ["device approval refused: no question was asked"]
    question = await phone.look(asked)
    wrong = await phone.post("/oauth/device", question, user_code="BBBB-BBBB")
    events()
    await phone.post("/oauth/device/answer", wrong, answer="allow")
    assert events() == ["device approval refused: no question was asked"]
    assert await terminal.poll_error(asked) == "authorization_pending"


async def test_a_question_is_answered_once(portal: RunningPortal, terminal: Terminal, events: Events) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    question = await phone.look(asked)
    await phone.post("/oauth/device/answer", question, answer="refuse")
    assert events() == ["device approval denied by the person"]
    assert (await phone.post("/oauth/device/answer", question, answer="allow")).status_code == 400
    assert events() == ["device approval refused: no question was asked"]
    assert await terminal.poll_error(asked) == "access_denied"


async def test_of_two_people_with_one_code_the_first_answer_counts(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked, first, second = await terminal.ask(), Phone(portal), Phone(portal)
    questions = [await first.look(asked, "sample-mai"), await second.look(asked, "sample-ha")]
    await first.post("/oauth/device/answer", questions[0], answer="allow")
    for answer in ("allow", "refuse"):
        late = await second.post("/oauth/device/answer", questions[1], answer=answer)
        assert late.status_code == 400
    assert events()[0] == "device approval discarded: the terminal does not wait any more"
    tokens = (await terminal.poll(asked)).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await portal.client.get("/api/v1/me", headers=bearer)).json()["subject"] == "sample-mai"


async def test_an_answer_to_a_code_that_expired_meanwhile_is_discarded(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    portal.clock.move(minutes=9)
    question = await phone.look(asked)
    portal.clock.move(minutes=1)
    assert "no longer waiting" in (await phone.post("/oauth/device/answer", question, answer="allow")).text
    assert events() == ["device approval discarded: the terminal does not wait any more"]
    assert await terminal.poll_error(asked) == "expired_token"


async def test_the_phones_page_gives_no_codes_of_other_clients_and_theirs_no_terminal(
    portal: RunningPortal, terminal: Terminal
) -> None:
    from tests.portal.running import authorization

    asked, phone = await terminal.ask(), Phone(portal)
    question = await phone.look(asked)
    consent = await phone.post("/oauth/consent", question, answer="allow")
    assert (consent.status_code, "code=" in str(consent.url)) == (400, False)
    page = await portal.client.get("/oauth/authorize", params=authorization())
    await portal.client.post("/oauth/sign-in", data={"request": handle_in(page.text), "subject": "sample-mai"})
    for path in ("/oauth/device", "/oauth/device/answer"):
        form = {"request": handle_in(page.text), "user_code": asked["user_code"], "answer": "allow"}
        assert (await portal.client.post(path, data=form)).status_code == 400
    refused = await portal.client.get("/oauth/authorize", params=authorization(client_id="motcua-phone"))
    assert (refused.status_code, "location" in refused.headers) == (400, False)


# --- the citizen left -------------------------------------------------------------------------------------------------


async def test_an_approval_after_the_terminal_was_wiped_is_discarded(
    portal: RunningPortal, terminal: Terminal, events: Events
) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    question = await phone.look(asked)
    await terminal.post("/oauth/revoke", token=asked["device_code"])
    late = await phone.post("/oauth/device/answer", question, answer="allow")
    assert "The terminal is no longer waiting" in late.text
    assert events() == ["device approval discarded: the terminal does not wait any more"]
    assert await terminal.poll_error(asked) == "invalid_grant"


async def test_an_approval_that_came_just_before_the_wipe_is_taken_back(
    portal: RunningPortal, terminal: Terminal
) -> None:
    asked = await terminal.ask()
    await Phone(portal).approve(asked)
    await terminal.post("/oauth/revoke", token=asked["device_code"])
    assert await terminal.poll_error(asked) == "invalid_grant"


async def test_an_approval_that_nobody_fetches_within_a_minute_is_void(
    portal: RunningPortal, terminal: Terminal
) -> None:
    asked = await terminal.ask()
    await Phone(portal).approve(asked)
    portal.clock.move(seconds=60)
    assert await terminal.poll_error(asked) == "expired_token"


async def test_the_next_citizens_code_does_not_bring_the_last_ones_approval(
    portal: RunningPortal, terminal: Terminal
) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    question = await phone.look(asked)
    following = await terminal.ask()
    assert "no longer waiting" in (await phone.post("/oauth/device/answer", question, answer="allow")).text
    assert await terminal.poll_error(following) == "authorization_pending"
    assert await terminal.poll_error(asked) == "invalid_grant"


# --- secrets ----------------------------------------------------------------------------------------------------------


async def test_no_code_and_no_secret_is_shown_logged_or_kept_in_clear(
    portal: RunningPortal, terminal: Terminal, events: Events, tmp_path: Path
) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    pages = [await phone.look(asked)]
    pages.append(await phone.post("/oauth/device/answer", pages[0], answer="allow"))
    await terminal.poll(asked)
    await terminal.poll(asked)
    secrets = (asked["device_code"], terminal.secret)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "portal").glob("portal.sqlite3*"))
    seen = "".join(page.text + str(page.url) for page in pages) + "".join(events())
    assert TERMINAL.encode() in stored
    for secret in secrets:
        assert secret not in seen
        assert secret.encode() not in stored
    query = await portal.client.post(
        f"/oauth/token?device_code={asked['device_code']}",
        data={"grant_type": GRANT},
        auth=(terminal.id, terminal.secret),
    )
    assert query.json()["error"] == "invalid_request"


async def test_odd_user_codes_are_only_wrong(portal: RunningPortal, terminal: Terminal) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    page = await phone.identify(asked, "sample-mai")
    almost = asked["user_code"][:-1]
    for typed in ("", "-", almost, asked["user_code"] + "B", "B" * 5_000, "ＢＢＢＢ-ＢＢＢＢ", "' OR 1=1 --", "\ufffd"):
        page = await phone.post("/oauth/device", page, user_code=typed)
        assert (page.status_code, "No terminal is waiting" in page.text) == (400, True), typed
        portal.clock.move(seconds=61)


async def test_the_address_of_a_qr_is_never_repeated_as_it_came(portal: RunningPortal) -> None:
    page: httpx.Response = await Phone(portal)._send("GET", '/oauth/device?user_code="><script>alert(1)</script>')
    assert page.status_code == 200
    assert "script" not in page.text
    assert str(page.url).count("user_code") == 0
