from collections.abc import Sequence
from typing import Any

import pytest

from app.identity.model import SignIn, SignInFailed, SignInProblem
from views.account.screen_model import PATIENT_TRIES, SignInModel


class Identity:
    """Answers a sign-in with what it is given, the last answer for ever."""

    def __init__(self, *answers: SignIn | SignInFailed) -> None:
        self._answers: Sequence[Any] = answers
        self.asked: list[str] = []

    async def begin_sign_in(self, *, redirect_uri: str, return_route: str) -> Any:
        self.asked.append(f"{redirect_uri} {return_route}")
        return self._answers[min(len(self.asked), len(self._answers)) - 1]


class Device:
    def __init__(self) -> None:
        self.opened: list[str] = []

    async def open_url(self, url: str) -> None:
        self.opened.append(url)


async def no_sleep(_seconds: float) -> None:
    pass


def model(identity: Identity, device: Device, problem: str | None = None) -> SignInModel:
    return SignInModel(
        identity,  # type: ignore[arg-type]
        device,  # type: ignore[arg-type]
        return_url="http://127.0.0.1:5/callback",
        return_route="/account",
        problem=problem,
        sleep=no_sleep,
    )


UNREACHABLE = SignInFailed(SignInProblem.UNREACHABLE, "/account")


async def test_the_providers_page_is_opened_with_the_way_back() -> None:
    identity, device = Identity(SignIn("http://portal/oauth/authorize")), Device()
    signing_in = model(identity, device)
    await signing_in.sign_in()
    assert device.opened == ["http://portal/oauth/authorize"]
    assert identity.asked == ["http://127.0.0.1:5/callback /account"]
    assert not signing_in.state.is_busy


async def test_a_portal_that_is_still_starting_is_waited_for() -> None:
    identity, device = Identity(UNREACHABLE, UNREACHABLE, SignIn("http://portal/")), Device()
    await model(identity, device).sign_in()
    assert device.opened == ["http://portal/"]


async def test_a_portal_that_never_answers_is_told() -> None:
    identity, device = Identity(UNREACHABLE), Device()
    signing_in = model(identity, device)
    await signing_in.sign_in()
    assert len(identity.asked) == PATIENT_TRIES
    assert signing_in.state.problem is SignInProblem.UNREACHABLE
    assert device.opened == []


async def test_a_full_device_is_told_at_once() -> None:
    identity = Identity(SignInFailed(SignInProblem.STORAGE))
    signing_in = model(identity, Device())
    await signing_in.sign_in()
    assert signing_in.state.problem is SignInProblem.STORAGE
    assert len(identity.asked) == 1


@pytest.mark.parametrize(("given", "shown"), [("cancelled", SignInProblem.CANCELLED), ("<script>", None), (None, None)])
def test_only_known_problems_of_the_address_are_shown(given: str | None, shown: SignInProblem | None) -> None:
    assert model(Identity(), Device(), given).state.problem is shown
