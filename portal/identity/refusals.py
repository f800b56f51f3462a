"""How the endpoints that clients call say no (RFC 6749, 5.2; RFC 8628, 3.5), with one line in the log for each."""

import logging

from fastapi.responses import JSONResponse

from portal.identity.oidc import Refusal
from portal.identity.requests import NO_STORE

log = logging.getLogger("portal.identity")


def refused(refusal: Refusal, *, what: str) -> JSONResponse:
    """Return the error; a terminal that waits as it should is nothing to log."""
    if refusal.error != "authorization_pending":
        log.warning("%s refused: %s", what, refusal.description)
    body = {"error": refusal.error, "error_description": refusal.description}
    if refusal.error == "invalid_client":
        return JSONResponse(body, 401, {**NO_STORE, "WWW-Authenticate": 'Basic realm="motcua"'})
    return JSONResponse(body, 400, NO_STORE)
