"""The terminal as the portal knows it: a client with a secret, whose sign-ins it ends itself."""

from api_client.client import PortalClient
from api_client.errors import OAuthRefused, PortalError
from api_client.identity import OAuthClient
from app.identity.model import SignInProblem
from app.identity.service import problem_of
from app.kiosk.settings import KioskSettings


def client_of(settings: KioskSettings) -> OAuthClient | None:
    """Return with what the terminal proves itself; None: it is not registered, so nobody can sign in at it."""
    secret = settings.terminal_secret.get_secret_value()
    return OAuthClient(settings.terminal_id, secret) if settings.terminal_id and secret else None


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
