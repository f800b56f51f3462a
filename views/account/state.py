"""What the account and sign-in screens can show."""

from dataclasses import dataclass

from app.identity.model import SignInProblem


@dataclass(frozen=True, slots=True)
class SigningIn:
    """The sign-in screen: ``is_busy`` while the provider's page is being opened, ``problem`` of the last try."""

    return_route: str
    is_busy: bool = False
    problem: SignInProblem | None = None
