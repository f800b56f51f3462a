"""The development identity provider over HTTP, and ``/api/v1/me``. Every door of the provider is shut in production."""

import logging
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.orm import Session

from portal.deps import CurrentPerson, DepsNow, deps_of
from portal.identity import device_routes, oidc, pages, sign_in_routes, texts
from portal.identity.device import end_by_device_code, exchange_device_code
from portal.identity.device_pages import phone_page
from portal.identity.grants import Issued, Issuer, exchange_code, issue_code, refresh, revoke_token
from portal.identity.keys import public_keys
from portal.identity.oidc import (
    PHONE_CLIENT,
    AuthorizationRequest,
    Refusal,
    discovery,
    read_authorization_request,
    redirect_with,
)
from portal.identity.refusals import refused
from portal.identity.requests import NO_STORE, Form, form_language, issuer_of, only_in_development
from portal.identity.schemas import Person, Tokens
from portal.identity.service import (
    close_sign_in,
    describe_person,
    find_person_by_pin,
    find_sign_in,
    offered_people,
    open_sign_in,
)
from portal.identity.tables import PersonRow
from portal.identity.terminals import client_of
from portal.pages.frame import Page, language_of, respond
from portal.problems import Problem

log = logging.getLogger("portal.identity")

router = APIRouter()
provider = APIRouter(dependencies=[Depends(only_in_development)], include_in_schema=False)


@router.get("/api/v1/me", tags=["identity"], summary="The signed-in person and what the registers hold about them")
async def me(person: CurrentPerson, deps: DepsNow) -> Person:
    """Return the person with known values, each with its source."""
    described = await deps.database.read(lambda session: describe_person(session, person.subject))
    return Person.model_validate({**described, "role": person.role})


@provider.get("/.well-known/openid-configuration")
async def openid_configuration(deps: DepsNow) -> dict[str, Any]:
    """Return the provider's metadata."""
    return discovery(deps.settings.base_url)


@provider.get("/oauth/jwks")
async def jwks(deps: DepsNow) -> dict[str, Any]:
    """Return the keys that verify ID tokens."""
    return {"keys": await deps.database.read(public_keys)}


@provider.get("/oauth/authorize")
async def authorize(request: Request, deps: DepsNow) -> Response:
    """Open the sign-in page, or refuse the request."""
    pairs = list(request.query_params.multi_items())
    wanted = read_authorization_request(pairs, base_url=deps.settings.base_url)
    if isinstance(wanted, Refusal):
        return _refuse(request, wanted)
    handle = await deps.database.write(
        lambda session: open_sign_in(session, wanted, chance=deps.random, now=deps.now())
    )
    return await _choice(request, handle)


@provider.get("/oauth/sign-in")
async def sign_in_again(request: Request) -> Response:
    """Show an open sign-in page again, in another language."""
    return await _choice(request, request.query_params.get("request", ""))


@provider.post("/oauth/sign-in")
async def sign_in(request: Request, form: Form, deps: DepsNow) -> Response:
    """Take who is signing in; ask for consent."""
    handle, language = form.get("request", ""), form_language(request, form)

    def choose_person(session: Session) -> Page | texts.Text | None:
        row = find_sign_in(session, handle, now=deps.now())
        if row is None:
            return None
        person = _chosen(session, form, deps)
        if not isinstance(person, PersonRow):
            log.warning("sign-in refused: %s", "too many tries" if isinstance(person, Problem) else "wrong pair")
            return texts.TOO_MANY if isinstance(person, Problem) else texts.WRONG_PAIR
        row.subject = person.subject
        if row.client_id == PHONE_CLIENT:
            return phone_page(session, row, handle, language=language)
        return pages.consent_page(row, handle, person, language=language)

    outcome = await deps.database.write(choose_person)
    if isinstance(outcome, Page):
        return respond(outcome)
    return await _choice(request, handle, problem=outcome, language=language)


@provider.post("/oauth/consent")
async def consent(request: Request, form: Form, deps: DepsNow) -> Response:
    """Send the browser back to the client: with a code, or with the refusal."""
    issuer = issuer_of(request)

    def answer(session: Session) -> str | None:
        row = find_sign_in(session, form.get("request", ""), now=deps.now())
        if row is None or row.client_id == PHONE_CLIENT:
            return None
        subject, wanted = row.subject, close_sign_in(session, row)
        if form.get("answer") != "allow" or subject is None:
            return _answer_address(wanted, issuer, error="access_denied")
        code = issue_code(session, wanted, subject, issuer=issuer, now=deps.now())
        return _answer_address(wanted, issuer, code=code)

    address = await deps.database.write(answer)
    if address is None:
        return _expired(form_language(request, form))
    return RedirectResponse(address, 303, {**NO_STORE, "Referrer-Policy": "no-referrer"})


@provider.post("/oauth/token")
async def token(request: Request, form: Form, deps: DepsNow) -> JSONResponse:
    """Return tokens for a code, a refresh token or a device code (public clients: PKCE instead of a secret)."""
    issuer, now = issuer_of(request), deps.now()

    def exchange(session: Session) -> Issued | Refusal:
        client_id = client_of(session, form, request.headers.get("authorization"))
        if isinstance(client_id, Refusal):
            return client_id
        match form.get("grant_type"):
            case "authorization_code":
                return exchange_code(
                    session,
                    form.get("code", ""),
                    client_id=client_id,
                    redirect_uri=form.get("redirect_uri", ""),
                    verifier=form.get("code_verifier", ""),
                    issuer=issuer,
                    now=now,
                )
            case "refresh_token":
                return refresh(session, form.get("refresh_token", ""), client_id=client_id, issuer=issuer, now=now)
            case oidc.DEVICE_GRANT:
                code = form.get("device_code", "")
                return exchange_device_code(session, code, terminal_id=client_id, issuer=issuer, now=now)
            case _:
                return Refusal("unsupported_grant_type", "no such grant type")

    if request.url.query:
        return refused(Refusal("invalid_request", "parameters belong in the body"), what="token request")
    outcome = await deps.database.write(exchange)
    if isinstance(outcome, Refusal):
        return refused(outcome, what="token request")
    tokens = Tokens(
        access_token=outcome.access_token,
        refresh_token=outcome.refresh_token,
        id_token=outcome.id_token,
        expires_in=outcome.expires_in,
        scope=outcome.scope,
    )
    return JSONResponse(tokens.model_dump(exclude_none=True), headers=NO_STORE)


@provider.post("/oauth/revoke")
async def revoke(request: Request, form: Form, deps: DepsNow) -> Response:
    """End the sign-in of a token or a device code; 200 whether it was known or not (RFC 7009)."""

    def end(session: Session) -> Refusal | None:
        client_id = client_of(session, form, request.headers.get("authorization"))
        if isinstance(client_id, Refusal):
            return client_id
        revoke_token(session, form.get("token", ""), client_id=client_id, now=deps.now())
        end_by_device_code(session, form.get("token", ""), terminal_id=client_id, now=deps.now())
        return None

    refusal = await deps.database.write(end)
    return Response(status_code=200, headers=NO_STORE) if refusal is None else refused(refusal, what="revocation")


async def _choice(
    request: Request, handle: str, *, problem: texts.Text | None = None, language: str | None = None
) -> Response:
    deps, language = deps_of(request), language or language_of(request)

    def draw(session: Session) -> Page | None:
        row = find_sign_in(session, handle, now=deps.now())
        if row is None:
            return None
        if row.client_id == PHONE_CLIENT and row.subject is not None:
            return phone_page(session, row, handle, language=language)
        people = offered_people(session, role="officer" if row.client_id == "motcua-desk" else None)
        return pages.choice_page(row, handle, people, language=language, problem=problem)

    page = await deps.database.read(draw)
    return _expired(language) if page is None else respond(page, status=400 if problem else 200)


def _chosen(session: Session, form: dict[str, str], deps: DepsNow) -> PersonRow | Problem | None:
    if "subject" in form:
        person = session.get(PersonRow, form["subject"])
        return person if person is not None and person.shown_rank is not None else None
    return find_person_by_pin(session, form.get("personal_id", "").strip(), form.get("pin", ""), now=deps.now())


def _answer_address(wanted: AuthorizationRequest, issuer: Issuer, **values: str) -> str:
    return redirect_with(wanted.redirect_uri, issuer=issuer.url, state=wanted.state, **values)


def _refuse(request: Request, refusal: Refusal) -> Response:
    log.warning("authorization request refused: %s", refusal.description)
    if refusal.redirect_uri is None:
        return respond(
            pages.stopped_page(texts.REFUSED_TITLE, texts.REFUSED, language=language_of(request)), status=400
        )
    address = redirect_with(
        refusal.redirect_uri,
        issuer=issuer_of(request).url,
        state=refusal.state,
        error=refusal.error,
        error_description=refusal.description,
    )
    return RedirectResponse(address, 303, NO_STORE)


def _expired(language: str) -> Response:
    return respond(pages.stopped_page(texts.EXPIRED_TITLE, texts.EXPIRED, language=language), status=400)


provider.include_router(device_routes.router)
router.include_router(provider)
router.include_router(sign_in_routes.router)
