"""The terminal as the portal knows it: a client with a secret, whose sign-ins it ends itself."""

from pathlib import Path

from pydantic import BaseModel, SecretStr

from api_client.client import PortalClient
from api_client.errors import OAuthRefused, PortalError
from api_client.identity import OAuthClient
from app.identity.model import SignInProblem
from app.identity.service import problem_of
from app.kiosk.settings import KioskSettings, Language

SAMPLE_FILE = "sample-terminal.json"
"""What ``motcua-portal serve --sample-terminal`` leaves in its folder for whoever started it."""

SAMPLE_ID = "X00.01-K0"


class _SampleTerminal(BaseModel):
    id: str
    secret: SecretStr
    name: str
    office: dict[Language, str]


def client_of(settings: KioskSettings) -> OAuthClient | None:
    """Return with what the terminal proves itself; None: it is not registered, so nobody can sign in at it."""
    secret = settings.terminal_secret.get_secret_value()
    return OAuthClient(settings.terminal_id, secret) if settings.terminal_id and secret else None


def with_sample_terminal(settings: KioskSettings, portal_folder: Path) -> KioskSettings:
    """Return the settings with the terminal that the portal of a first look has registered by itself, if it did.

    Settings that name a terminal or a portal of their own stay as they are.
    """
    if settings.terminal_id not in ("", SAMPLE_ID) or settings.portal_url:
        return settings
    try:
        sample = _SampleTerminal.model_validate_json((portal_folder / SAMPLE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return settings
    found = {"terminal_id": sample.id, "terminal_secret": sample.secret}
    named = {"name": settings.name or sample.name, "office": settings.office or sample.office}
    return settings.model_copy(update=found | named)


async def end_sign_ins(portal: PortalClient, settings: KioskSettings) -> SignInProblem | None:
    """End whatever is signed in or asked for at this terminal, of whomever; None: nothing is, by the portal's word.

    What it could not end now ends by itself twenty minutes after its sign-in; ask again until it answers.
    """
    client = client_of(settings)
    if client is None:
        return None  # nobody was ever signed in here
    try:
        await portal.identity.end_terminal(client=client)
    except OAuthRefused:
        return SignInProblem.NOT_REGISTERED
    except PortalError as error:
        return problem_of(error)
    return None
