"""What every door of the provider reads of a request, and how it is kept shut in production."""

from ipaddress import ip_network
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from portal.deps import deps_of
from portal.identity.grants import Issuer
from portal.pages.frame import language_of
from portal.problems import Problem, not_found

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
FORM = "application/x-www-form-urlencoded"


def only_in_development(request: Request) -> None:
    """Answer 404 in production: the real identity provider lives elsewhere."""
    if deps_of(request).settings.production:
        raise not_found()


async def form_of(request: Request) -> dict[str, str]:
    """Return a form body's fields.

    Raises:
        Problem: ``unsupported-media-type`` for another content type, ``invalid-request`` for a field given twice.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise Problem("unsupported-media-type")
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise Problem("invalid-request") from error
    if len(dict(pairs)) != len(pairs):
        raise Problem("invalid-request")
    return dict(pairs)


Form = Annotated[dict[str, str], Depends(form_of)]


def form_language(request: Request, form: dict[str, str]) -> str:
    """Return the language a page's form was shown in."""
    return form["ui_locales"] if form.get("ui_locales") in ("vi", "en") else language_of(request)


def issuer_of(request: Request) -> Issuer:
    """Return what issues tokens at this portal."""
    deps = deps_of(request)
    return Issuer(url=deps.settings.base_url, random=deps.random)


def address_of(request: Request) -> str:
    """Return the address a request comes from; of IPv6 the first 64 bits, for one line has all the others.

    Behind a proxy on this machine it is the address that the proxy forwards (uvicorn).
    """
    host = request.client.host if request.client is not None else "unknown"
    try:
        return str(ip_network(f"{host}/64", strict=False)) if ":" in host else host
    except ValueError:
        return host
