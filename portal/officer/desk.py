"""The desk in a browser: signed in by cookie, every form carries the session's word (CSRF), no scripts."""

import hmac
import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from portal.deps import Deps, DepsNow, deps_of
from portal.dossiers.rendering import draw_missing
from portal.identity.calls import answer_call, calling
from portal.identity.grants import Issuer
from portal.identity.requests import Form, only_in_development
from portal.officer import pages, texts
from portal.officer.action_forms import read_form
from portal.officer.actions import ACTIONS, perform
from portal.officer.call_pages import calls_card, calls_page
from portal.officer.dossier_page import dossier_page
from portal.officer.reading import counts, money_to_look_at, view_dossier
from portal.officer.serving import Find, filed_file, hand_out, issued_document, own_office
from portal.officer.sessions import Desk, begin_sign_in, end_session, find_desk, finish_sign_in, note_seen
from portal.pages.frame import LANGUAGES, Page, language_of, respond
from portal.problems import Problem

log = logging.getLogger("portal.officer")

SESSION_COOKIE, SIGN_IN_COOKIE, LANGUAGE_COOKIE = "motcua_desk", "motcua_desk_sign_in", "motcua_language"

router = APIRouter(prefix="/desk", dependencies=[Depends(only_in_development)], include_in_schema=False)


async def _find_desk(request: Request) -> Desk | None:
    deps, cookie = deps_of(request), request.cookies.get(SESSION_COOKIE, "")
    now = deps.now()
    return await deps.database.read(lambda session: find_desk(session, cookie, now=now)) if cookie else None


async def desk_of(request: Request) -> Desk | None:
    """Return who is at the desk, and note that they are."""
    deps, cookie, desk = deps_of(request), request.cookies.get(SESSION_COOKIE, ""), await _find_desk(request)
    now = deps.now()
    if desk is not None and not desk.is_seen_lately:
        await deps.database.write(lambda session: note_seen(session, cookie, now=now))
    return desk


AtDesk = Annotated[Desk | None, Depends(desk_of)]


@router.get("")
async def queue(request: Request, deps: DepsNow, desk: AtDesk) -> Response:
    """Show the office's dossiers, or the door."""
    language = language_of(request)
    if desk is None:
        return _shown(request, pages.sign_in_page(language))
    shown = request.query_params.get("show", "1")
    statuses = pages.ENDED if shown == "ended" else (int(shown) if shown in ("1", "2", "4", "5", "7") else 1,)

    def read(session: Session) -> Page:
        found = [one for status in statuses for one in deps.dossiers.queue(session, desk.officer, status=status)]
        calls = calls_card(calling(session, desk.officer.office_id, now=deps.now()), desk=desk, language=language)
        return pages.queue_page(
            found, counts(session, desk.officer), calls, shown=shown, desk=desk, language=language, now=deps.now()
        )

    return _shown(request, await deps.database.read(read))


@router.post("/sign-in")
async def sign_in(deps: DepsNow) -> Response:
    """Send the browser to the identity provider."""
    base_url, now = deps.settings.base_url, deps.now()
    cookie, address = await deps.database.write(
        lambda session: begin_sign_in(session, base_url=base_url, chance=deps.random, now=now)
    )
    response = RedirectResponse(address, 303)
    _set_cookie(response, SIGN_IN_COOKIE, cookie, deps)
    return response


@router.get("/callback")
async def callback(request: Request, deps: DepsNow) -> Response:
    """Take the identity provider's answer; open a session for an officer, for nobody else."""
    issuer = Issuer(url=deps.settings.base_url, random=deps.random)
    answer, cookie = dict(request.query_params), request.cookies.get(SIGN_IN_COOKIE, "")
    opened = await deps.database.write(
        lambda session: finish_sign_in(session, answer, cookie, issuer=issuer, now=deps.now())
    )
    if opened is None:
        log.warning("desk sign-in refused")
        page = pages.stopped_page(texts.NOT_OFFICER_TITLE, texts.NOT_OFFICER, language=language_of(request))
        return respond(page, status=403)
    response = RedirectResponse("/desk", 303)
    response.delete_cookie(SIGN_IN_COOKIE, path="/desk")
    _set_cookie(response, SESSION_COOKIE, opened.cookie, deps)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, form: Form, deps: DepsNow, desk: AtDesk) -> Response:
    """End the session; the browser forgets the desk's pages."""
    if desk is None or not _is_own_form(form, desk):
        return _stale(request, desk)
    cookie = request.cookies.get(SESSION_COOKIE, "")
    await deps.database.write(lambda session: end_session(session, cookie, now=deps.now()))
    response = RedirectResponse("/desk", 303, {"Clear-Site-Data": '"cache"'})
    response.delete_cookie(SESSION_COOKIE, path="/desk")
    return response


@router.get("/money")
async def money(request: Request, deps: DepsNow, desk: AtDesk) -> Response:
    """Show money that is refund due or that nobody could match."""
    if desk is None:
        return _to_the_door()
    lines = await deps.database.read(lambda session: money_to_look_at(session, desk.officer))
    return _shown(request, pages.money_page(lines, desk=desk, language=language_of(request)))


@router.get("/calls")
async def calls(request: Request, deps: DepsNow) -> Response:
    """Show which terminals call; a page that looks again by itself keeps nobody signed in."""
    desk, now = await _find_desk(request), deps.now()
    if desk is None:
        return _to_the_door()
    found = await deps.database.read(lambda session: calling(session, desk.officer.office_id, now=now))
    return _shown(request, calls_page(found, desk=desk, language=language_of(request)))


@router.post("/calls/{terminal_id}")
async def answer(terminal_id: str, request: Request, form: Form, deps: DepsNow, desk: AtDesk) -> Response:
    """Let the terminal say that somebody is on the way."""
    if desk is None or not _is_own_form(form, desk):
        return _stale(request, desk)
    office_id, now = desk.officer.office_id, deps.now()
    await deps.database.write(lambda session: answer_call(session, terminal_id, office_id=office_id, now=now))
    return RedirectResponse("/desk/calls", 303)


@router.get("/dossiers/{dossier_id}")
async def dossier(dossier_id: str, request: Request, deps: DepsNow, desk: AtDesk) -> Response:
    """Show one dossier."""
    if desk is None:
        return _to_the_door()
    return await _dossier_response(request, deps, desk, dossier_id, done=request.query_params.get("done"))


@router.get("/dossiers/{dossier_id}/files/{sha256}")
async def file(dossier_id: str, sha256: str, request: Request, deps: DepsNow, desk: AtDesk) -> Response:
    """Show a file that was filed, exactly as it was sent."""
    if desk is None:
        return _to_the_door()
    return await _handed_out(request, deps, desk, dossier_id, filed_file(sha256))


@router.get("/dossiers/{dossier_id}/documents/{document_id}")
async def document(dossier_id: str, document_id: str, request: Request, deps: DepsNow, desk: AtDesk) -> Response:
    """Show a document that was issued."""
    if desk is None:
        return _to_the_door()
    return await _handed_out(request, deps, desk, dossier_id, issued_document(document_id))


@router.post("/dossiers/{dossier_id}/{word}")
async def act(dossier_id: str, word: str, request: Request, form: Form, deps: DepsNow, desk: AtDesk) -> Response:
    """Do what a form under the dossier asks for."""
    if desk is None:
        return _to_the_door()
    if not _is_own_form(form, desk) or word not in ACTIONS:
        return _stale(request, desk)

    def work(session: Session) -> str:
        matter = own_office(session, dossier_id, desk.officer)
        perform(deps.dossiers, session, matter.id, word, read_form(word, form), officer=desk.officer, now=deps.now())
        return matter.dossier.id

    try:
        drawn = await deps.database.write(work)
    except Problem as problem:
        return await _dossier_response(request, deps, desk, dossier_id, problem=problem)
    await draw_missing(deps, [drawn])
    return RedirectResponse(f"/desk/dossiers/{dossier_id}?done={word}", 303)


async def _handed_out(request: Request, deps: Deps, desk: Desk, dossier_id: str, find: Find) -> Response:
    try:
        return await hand_out(deps, dossier_id, desk.officer, find)
    except Problem as problem:
        return _not_done(request, desk, problem)


async def _dossier_response(
    request: Request,
    deps: Deps,
    desk: Desk,
    dossier_id: str,
    *,
    done: str | None = None,
    problem: Problem | None = None,
) -> Response:
    language = language_of(request)
    said = [] if problem is None else [problem.detail[language], *(fault.detail[language] for fault in problem.errors)]

    def read(session: Session) -> Page:
        view = view_dossier(deps, session, own_office(session, dossier_id, desk.officer))
        return dossier_page(view, desk=desk, language=language, now=deps.now(), done=done, problem=said)

    try:
        page = await deps.database.read(read)
    except Problem as missing:
        return _not_done(request, desk, missing)
    return _shown(request, page, status=problem.status if problem is not None else 200)


def _not_done(request: Request, desk: Desk, problem: Problem) -> Response:
    page = pages.stopped_page(texts.NOT_FOUND_TITLE, texts.NOT_FOUND, language=language_of(request), desk=desk)
    return respond(page, status=problem.status)


def _stale(request: Request, desk: Desk | None) -> Response:
    log.warning("desk form refused: not of this session")
    page = pages.stopped_page(texts.FORM_TITLE, texts.FORM_STALE, language=language_of(request), desk=desk)
    return respond(page, status=403)


def _is_own_form(form: dict[str, str], desk: Desk) -> bool:
    return hmac.compare_digest(form.get("form_token", "").encode(), desk.form_token.encode())


def _to_the_door() -> Response:
    return RedirectResponse("/desk", 303)


def _shown(request: Request, page: Page, *, status: int = 200) -> Response:
    response = respond(page, status=status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, page.language, path="/", httponly=True, samesite="lax", max_age=31_536_000)
    return response


def _set_cookie(response: Response, name: str, value: str, deps: Deps) -> None:
    is_secure = deps.settings.base_url.startswith("https:")
    response.set_cookie(name, value, path="/desk", httponly=True, samesite="lax", secure=is_secure)
