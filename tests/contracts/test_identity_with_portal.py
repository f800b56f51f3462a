"""The app's sign-in against the portal's identity provider."""

import pytest

from api_client.errors import OAuthRefused, Unauthenticated
from app.identity.model import Session, SignInFailed, SignInProblem
from app.identity.sign_in import CLIENT_ID, THIS_APP, refresh_grant
from tests.contracts.conftest import AppDevice
from tests.portal.running import RunningPortal


async def test_a_sample_person_signs_in_and_the_registers_answer(device: AppDevice) -> None:
    await device.sign_in("sample-mai")
    session = device.identity.session
    assert session is not None
    assert (session.subject, session.role, session.needs_sign_in) == ("sample-mai", "citizen", False)
    known = device.identity.known_values()
    assert known["person.full_name"].value == session.name.upper()
    assert known["person.full_name"].source == "population_register"


async def test_the_refresh_token_rotates_and_its_replay_ends_the_session(
    device: AppDevice, running: RunningPortal
) -> None:
    await device.sign_in()
    first = (await device.vault.get("identity", "session") or {})["refresh_token"]
    running.clock.move(minutes=20)
    assert await device.identity.access_token() is not None
    second = (await device.vault.get("identity", "session") or {})["refresh_token"]
    assert first != second
    metadata = await device.portal.identity.metadata()
    with pytest.raises(OAuthRefused) as caught:
        await device.portal.identity.tokens(metadata, refresh_grant(first), client=THIS_APP)
    assert caught.value.error == "invalid_grant"
    running.clock.move(minutes=20)
    assert await device.identity.access_token() is None
    assert device.identity.session is not None
    assert device.identity.session.needs_sign_in


async def test_signing_out_ends_the_access_token_too(device: AppDevice) -> None:
    await device.sign_in()
    token = await device.identity.access_token()
    assert token is not None
    await device.identity.sign_out()
    with pytest.raises(Unauthenticated):
        await device.portal.identity.me(access_token=token)


async def test_a_code_is_good_once_and_only_for_its_verifier(device: AppDevice, other_device: AppDevice) -> None:
    stolen = await device.redirect("sample-mai")
    own = await other_device.redirect("sample-ha")
    outcome = await other_device.identity.finish_sign_in({**own, "code": stolen["code"]})
    assert outcome == SignInFailed(SignInProblem.REFUSED, "/")
    assert other_device.identity.session is not None
    assert other_device.identity.session.subject == "sample-ha"


async def test_saying_no_at_the_page_comes_back_as_cancelled(device: AppDevice) -> None:
    from app.identity.model import SignIn
    from tests.portal.running import CALLBACK, fields_of, handle_in

    begun = await device.identity.begin_sign_in(redirect_uri=CALLBACK, return_route="/account")
    assert isinstance(begun, SignIn)
    async with device.running.browser() as browser:
        page = await browser.get(begun.url)
        chosen = await browser.post("/oauth/sign-in", data={"request": handle_in(page.text), "subject": "sample-mai"})
        answer = await browser.post("/oauth/consent", data={"request": handle_in(chosen.text), "answer": "deny"})
    assert await device.identity.finish_sign_in(fields_of(answer)) == SignInFailed(SignInProblem.CANCELLED, "/account")


async def test_an_access_token_that_ended_early_is_replaced(device: AppDevice, running: RunningPortal) -> None:
    await device.sign_in()
    before = await device.identity.access_token()
    device.identity.reject(before or "")
    after = await device.identity.access_token()
    assert after not in (None, before)
    assert (await device.portal.identity.me()).subject == "sample-mai"


async def test_a_guest_is_told_to_sign_in(device: AppDevice) -> None:
    assert device.identity.session is None
    with pytest.raises(Unauthenticated) as caught:
        await device.portal.dossiers.list()
    assert caught.value.title


async def test_the_session_says_who_acts_for_whom(device: AppDevice) -> None:
    people = {
        subject: device.identity.session
        for subject in ("sample-mai", "sample-ha")
        if await device.sign_in(subject) is None
    }
    assert all(isinstance(session, Session) for session in people.values())
    assert {subject: session.subject for subject, session in people.items() if session} == {s: s for s in people}
    assert CLIENT_ID == "motcua-app"
