"""This portal's side of the gateway, and the HTTP calls between portal and sandbox gateway."""

from typing import TYPE_CHECKING, Any

from portal.deps import Deps
from portal.payments.attempts import Gateway
from portal.payments.vnpay import Merchant

if TYPE_CHECKING:
    import httpx

IPN_PATH = "/payments/ipn/vnpay"
RETURN_PATH = "/payments/return"
SANDBOX_PAY_PATH = "/sandbox/vnpay/pay"
SANDBOX_QUERY_PATH = "/sandbox/vnpay/query"
TIMEOUT_SECONDS = 10.0


def gateway_of(deps: Deps) -> Gateway:
    """Return the gateway that the settings name, else the sandbox."""
    settings = deps.settings
    return Gateway(
        merchant=Merchant(settings.payment_terminal, settings.payment_secret),
        pay_url=settings.payment_gateway_url or f"{settings.base_url}{SANDBOX_PAY_PATH}",
        return_url=f"{settings.base_url}{RETURN_PATH}",
    )


def has_sandbox(deps: Deps) -> bool:
    """Tell whether the sandboxes answer: never in production."""
    return not deps.settings.production


def caller(deps: Deps) -> "httpx.AsyncClient":
    """Return the client for calls between the sandbox gateway and this portal.

    They are real HTTP requests through the whole application; without another transport they stay inside this process,
    so they need no open port and reach the portal however it is addressed from outside.
    """
    import httpx  # a start does not wait for it

    return httpx.AsyncClient(
        transport=deps.transport or _inside(deps), base_url=deps.settings.base_url, timeout=TIMEOUT_SECONDS
    )


def remember_application(deps: Deps, app: Any) -> None:
    """Keep the application for ``caller`` (timed work has no request to take it from)."""
    deps.extras["payments.application"] = app


def _inside(deps: Deps) -> "httpx.AsyncBaseTransport | None":
    import httpx

    app = deps.extras.get("payments.application")
    return None if app is None else httpx.ASGITransport(app=app)
