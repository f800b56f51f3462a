"""The device authorization grant over HTTP: the terminal's endpoint, and the pages that a phone opens."""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.orm import Session

from portal.deps import Deps, DepsNow
from portal.identity import texts
from portal.identity.calls import note_call
from portal.identity.device import (
    INTERVAL_SECONDS,
    REQUEST_LIFE,
    USER_CODE_LENGTH,
    Asked,
    Miss,
    answer,
    ask,
    end_all,
    in_groups,
    look_up,
    normal_user_code,
)
from portal.identity.device_pages import gone_page, phone_page, told_page
from portal.identity.oidc import OWN_CLIENTS, PHONE_CLIENT, AuthorizationRequest, Refusal, known_scope
from portal.identity.pages import stopped_page
from portal.identity.refusals import refused
from portal.identity.requests import NO_STORE, Form, address_of, form_language
from portal.identity.service import close_sign_in, find_sign_in, open_sign_in
from portal.identity.tables import SignInRequestRow
from portal.identity.terminals import client_of
from portal.pages.frame import Page, language_of, respond
from portal.relay.service import end_papers

log = logging.getLogger("portal.identity")

router = APIRouter()


@router.post("/oauth/device_authorization")
async def device_authorization(request: Request, form: Form, deps: DepsNow) -> JSONResponse:
    """Give a registered terminal its codes (RFC 8628, 3.2); what it asked for before ends."""

    def begin(session: Session) -> Asked | Refusal:
        client_id = _terminal_of(session, request, form, otherwise="only terminals sign in by phone")
        if isinstance(client_id, Refusal):
            return client_id
        scope = known_scope(form.get("scope", ""))
        if "openid" not in scope.split():
            return Refusal("invalid_scope", "scope must contain openid")
        return ask(session, client_id, scope, chance=deps.random, now=deps.now())

    asked = await deps.database.write(begin)
    if isinstance(asked, Refusal):
        return refused(asked, what="device authorization")
    return JSONResponse(_described(asked, deps.settings.base_url), headers=NO_STORE)


@router.post("/oauth/terminal/end")
async def end_terminal(request: Request, form: Form, deps: DepsNow) -> Response:
    """End all that is signed in or asked for at the terminal that calls: a citizen left, or its power came back."""

    def end(session: Session) -> Refusal | None:
        client_id = _terminal_of(session, request, form, otherwise="only a terminal ends what is signed in at it")
        if isinstance(client_id, Refusal):
            return client_id
        end_all(session, client_id, because="the terminal was wiped", now=deps.now())
        end_papers(session, client_id, now=deps.now())
        note_call(session, client_id, calls=False, now=deps.now())
        return None

    refusal = await deps.database.write(end)
    return Response(status_code=204, headers=NO_STORE) if refusal is None else refused(refusal, what="terminal's end")


@router.post("/oauth/terminal/call")
async def call_staff(request: Request, form: Form, deps: DepsNow) -> Response:
    """Let the terminal that calls tell its office that somebody there wants help, and hear whether one comes.

    ``calls`` is ``yes``, repeated every few seconds as long as it is so, or ``no``. Nothing else is told.
    """

    def note(session: Session) -> bool | Refusal:
        client_id = _terminal_of(session, request, form, otherwise="only a terminal calls")
        if isinstance(client_id, Refusal):
            return client_id
        return note_call(session, client_id, calls=form.get("calls") == "yes", now=deps.now())

    answered = await deps.database.write(note)
    if isinstance(answered, Refusal):
        return refused(answered, what="terminal's call")
    return JSONResponse({"answered": answered}, headers=NO_STORE)


def _terminal_of(session: Session, request: Request, form: Mapping[str, str], *, otherwise: str) -> str | Refusal:
    """Return which registered terminal sends a form, by its own secret; the refusal of any other client says why."""
    client_id = client_of(session, form, request.headers.get("authorization"))
    if client_id in ("", *OWN_CLIENTS):
        return Refusal("unauthorized_client", otherwise)
    return client_id


@router.get("/oauth/device")
async def open_page(request: Request, deps: DepsNow) -> Response:
    """Open the phone's page; a code in the address is only typed in advance, it approves nothing."""
    code, language = normal_user_code(request.query_params.get("user_code", "")), language_of(request)
    wanted = AuthorizationRequest(
        client_id=PHONE_CLIENT,
        redirect_uri=f"{deps.settings.base_url}/oauth/device",
        scope="",
        state=code if len(code) == USER_CODE_LENGTH else None,
        nonce=None,
        code_challenge="",
    )
    handle = await deps.database.write(
        lambda session: open_sign_in(session, wanted, chance=deps.random, now=deps.now())
    )
    query = urlencode({"request": handle, "ui_locales": language})
    return RedirectResponse(f"/oauth/sign-in?{query}", 303, NO_STORE)


@router.post("/oauth/device")
async def take_code(request: Request, form: Form, deps: DepsNow) -> Response:
    """Take the code that the person read off the screen; ask whether the terminal is the one in front of them."""
    language, address, now = form_language(request, form), address_of(request), deps.now()

    def look(session: Session) -> tuple[Page, Miss | None] | None:
        row = _open(session, form, deps)
        if row is None or row.subject is None:
            return None
        typed = form.get("user_code", "")
        found = look_up(session, typed, subject=row.subject, address=address, now=now)
        row.state = normal_user_code(typed)
        if isinstance(found, Miss):
            problem = texts.TOO_MANY_CODES if found.too_many else texts.WRONG_CODE
            row.device_code_hash = None
            return phone_page(session, row, form["request"], language=language, problem=problem), found
        row.device_code_hash = found.device_code_hash
        return phone_page(session, row, form["request"], language=language), None

    outcome = await deps.database.write(look)
    if outcome is None:
        return _expired(language)
    page, miss = outcome
    if miss is None:
        return respond(page)
    log.warning("user code refused: %s", "too many tries" if miss.too_many else "no terminal waits for it")
    if miss.is_alarming:
        log.error("ALARM: many wrong user codes within a minute; somebody may be guessing")
    return respond(page, status=400)


@router.post("/oauth/device/answer")
async def take_answer(request: Request, form: Form, deps: DepsNow) -> Response:
    """Take the person's answer to the question that this page asked them; it counts once."""
    language, allows = form_language(request, form), form.get("answer") == "allow"

    def note(session: Session) -> bool | None:
        row = _open(session, form, deps)
        if row is None or row.subject is None or row.device_code_hash is None:
            return None
        device_code_hash, subject = row.device_code_hash, row.subject
        close_sign_in(session, row)
        return answer(session, device_code_hash, subject=subject, allows=allows, now=deps.now())

    counted = await deps.database.write(note)
    if counted is None:
        log.warning("device approval refused: no question was asked")
        return _expired(language)
    if not counted:
        log.warning("device approval discarded: the terminal does not wait any more")
        return respond(gone_page(language), status=400)
    if not allows:
        log.warning("device approval denied by the person")
    return respond(told_page(language, allows=allows))


def _open(session: Session, form: dict[str, str], deps: Deps) -> SignInRequestRow | None:
    row = find_sign_in(session, form.get("request", ""), now=deps.now())
    return row if row is not None and row.client_id == PHONE_CLIENT else None


def _described(asked: Asked, base_url: str) -> dict[str, Any]:
    address, shown = f"{base_url}/oauth/device", in_groups(asked.user_code)
    return {
        "device_code": asked.device_code,
        "user_code": shown,
        "verification_uri": address,
        "verification_uri_complete": f"{address}?user_code={shown}",
        "expires_in": int(REQUEST_LIFE.total_seconds()),
        "interval": INTERVAL_SECONDS,
    }


def _expired(language: str) -> Response:
    return respond(stopped_page(texts.EXPIRED_TITLE, texts.PHONE_EXPIRED, language=language), status=400)
