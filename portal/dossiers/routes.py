"""Dossiers over HTTP."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import AwareDatetime
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.deps import CurrentPerson, Deps, DepsNow
from portal.dossiers import filing
from portal.dossiers.describing import describe, describe_all, reduced
from portal.dossiers.looking_up import look_up
from portal.dossiers.rendering import draw_missing, is_busy
from portal.dossiers.schemas import AnswerInput, Dossier, LookupInput, SubmissionInput, WithdrawalInput
from portal.dossiers.tables import DossierRow
from portal.idempotency import REPLAYED, IdempotencyKey, Outcome, fingerprint_of, once
from portal.identity.signed_in import SignedIn
from portal.problems import Problem, not_found
from portal.uploads.sweeping import forget_lost

router = APIRouter(prefix="/api/v1", tags=["dossiers"])

DRAWING_WAIT_SECONDS = 2.0
DRAWN_FOR_A_LIST = 4
"""A list draws the documents of so many dossiers at most; the timed work draws the others."""


@router.post("/dossiers", status_code=201, summary="Submit a dossier", response_model=Dossier)
async def submit(
    submission: SubmissionInput, key: IdempotencyKey, deps: DepsNow, person: CurrentPerson
) -> JSONResponse:
    """File a dossier with its files, once for each key, for ever.

    Repeated with the same key and content it answers with the same dossier as it is now (``Idempotent-Replayed``).
    """
    now = deps.now()
    fingerprint = filing.submission_fingerprint(submission)

    def check(session: Session) -> filing.CheckedSubmission | str:
        found = filing.replayed(session, person.subject, key, fingerprint)
        return found.id if found else filing.check_submission(session, deps.catalogue, submission, now=now)

    checked = await deps.database.read(check)
    if isinstance(checked, str):
        return await _submitted(deps, checked, replayed=True)
    passed = checked
    await forget_lost(deps, person, [file.upload_id for file in submission.files])

    def work(session: Session) -> tuple[str, bool]:
        found = filing.replayed(session, person.subject, key, fingerprint)
        if found is not None:
            return found.id, True
        made = filing.create(session, deps.dossiers.records, submission, passed, person=person, key=key, now=now)
        return made.id, False

    dossier_id, was_there = await deps.database.write(work)
    return await _submitted(deps, dossier_id, replayed=was_there)


async def _submitted(deps: Deps, dossier_id: str, *, replayed: bool) -> JSONResponse:
    """Answer a submission; its documents are awaited for a moment only, they come with the next request otherwise."""
    await _draw_for_a_moment(deps, [dossier_id])
    dossier = await deps.database.read(lambda session: describe(session, session.get_one(DossierRow, dossier_id)))
    headers = {"Location": f"/api/v1/dossiers/{dossier_id}", **({REPLAYED: "true"} if replayed else {})}
    return JSONResponse(dossier.model_dump(mode="json"), 201, headers)


async def _draw_for_a_moment(deps: Deps, dossier_ids: list[str]) -> None:
    """Draw missing documents, but let nobody wait long: what is not ready goes on being drawn."""
    if not is_busy(deps):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(draw_missing(deps, dossier_ids), DRAWING_WAIT_SECONDS)


@router.get("/dossiers", summary="My dossiers")
async def list_own(
    deps: DepsNow,
    person: CurrentPerson,
    updated_since: Annotated[AwareDatetime | None, Query(description="Only those changed at or after it.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> list[Dossier]:
    """Return the signed-in person's dossiers, the last changed first."""
    query = select(DossierRow).where(DossierRow.owner == person.subject)
    if updated_since is not None:
        query = query.where(DossierRow.updated_at >= updated_since)
    query = query.order_by(DossierRow.updated_at.desc(), DossierRow.id).limit(limit)

    def work(session: Session) -> tuple[list[Dossier], list[str]]:
        rows = list(session.execute(query).scalars())
        undrawn = [row.id for row in rows if any(document.sha256 is None for document in row.documents)]
        return describe_all(session, rows), undrawn

    dossiers, undrawn = await deps.database.read(work)
    if undrawn:
        await _draw_for_a_moment(deps, undrawn[:DRAWN_FOR_A_LIST])
        dossiers, _ = await deps.database.read(work)
    return dossiers


@router.get("/dossiers/by-key/{key}", summary="The dossier submitted with a key")
async def by_key(key: str, deps: DepsNow, person: CurrentPerson) -> Dossier:
    """Return the dossier that this Idempotency-Key made; 404 means the portal has none."""
    return await _own(deps, person, lambda session: filing.find_by_key(session, person.subject, key))


@router.get("/dossiers/{dossier_id}", summary="One dossier")
async def get(dossier_id: str, deps: DepsNow, person: CurrentPerson) -> Dossier:
    """Return one of the signed-in person's dossiers."""
    return await _own(deps, person, lambda session: session.get(DossierRow, dossier_id))


@router.post("/dossiers/{dossier_id}/requests/{request_id}/answer", summary="Answer a request", response_model=Dossier)
async def answer(
    dossier_id: str,
    request_id: str,
    given: AnswerInput,
    key: IdempotencyKey,
    deps: DepsNow,
    person: CurrentPerson,
    request: Request,
) -> JSONResponse:
    """Send what the office asked for: items (all in one return), or agreement to a proof."""
    now = deps.now()
    payload = given.model_dump(mode="json")
    for file in payload["files"]:
        file.pop("upload_id")
    await forget_lost(deps, person, [file.upload_id for file in given.files])

    def act(session: Session) -> DossierRow:
        return deps.dossiers.answer(session, dossier_id, request_id, given, person=person, now=now)

    return await _change(deps, act, person=person, route=request.url.path, key=key, payload=payload)


@router.post("/dossiers/{dossier_id}/withdrawal", summary="Ask to withdraw", response_model=Dossier)
async def withdraw(
    dossier_id: str,
    wish: WithdrawalInput,
    key: IdempotencyKey,
    deps: DepsNow,
    person: CurrentPerson,
    request: Request,
) -> JSONResponse:
    """Ask for a dossier to be withdrawn; an officer confirms."""
    now = deps.now()

    def act(session: Session) -> DossierRow:
        return deps.dossiers.withdraw(session, dossier_id, person=person, reason=wish.reason, now=now)

    return await _change(
        deps, act, person=person, route=request.url.path, key=key, payload=wish.model_dump(mode="json")
    )


@router.get("/dossiers/{dossier_id}/documents/{document_id}", summary="A document of a dossier")
async def document(dossier_id: str, document_id: str, deps: DepsNow, person: CurrentPerson) -> Response:
    """Return the bytes of a slip, proof, result or copy."""
    await _own(deps, person, lambda session: session.get(DossierRow, dossier_id))

    def find(session: Session) -> tuple[str, str, str] | None:
        dossier = session.get_one(DossierRow, dossier_id)
        found = next((row for row in dossier.documents if row.id == document_id and row.storage_name), None)
        return (found.storage_name or "", found.media_type, _file_name(found.number)) if found else None

    return await _attachment(deps, await deps.database.read(find))


@router.get("/dossiers/{dossier_id}/files/{sha256}", summary="A file that was filed")
async def file(dossier_id: str, sha256: str, deps: DepsNow, person: CurrentPerson) -> Response:
    """Return the bytes of a file of the dossier, exactly as they were sent."""

    def find(session: Session) -> tuple[str, str, str] | None:
        dossier = session.get(DossierRow, dossier_id)
        if dossier is None or dossier.owner != person.subject:
            return None
        found = next((row for row in dossier.files if row.sha256 == sha256), None)
        return (found.storage_name, found.media_type, found.file_name) if found else None

    return await _attachment(deps, await deps.database.read(find))


@router.post("/lookup", summary="Track by code, without an account")
async def lookup(codes: LookupInput, key: IdempotencyKey, deps: DepsNow) -> Dossier:  # noqa: ARG001  every POST has a key
    """Return how far a dossier is and what it costs to whoever holds both its codes; nothing about the person."""
    now = deps.now()

    def work(session: Session) -> tuple[Dossier, bool] | Problem:
        found = look_up(session, codes, now=now)
        if isinstance(found, Problem):
            return found
        shown = reduced(session, found)
        return shown, any(bill.state == "paid" and bill.receipt is None for bill in shown.bills)

    result = await deps.database.write(work)
    if isinstance(result, Problem):
        raise result
    dossier, is_undrawn = result
    if is_undrawn:
        await _draw_for_a_moment(deps, [dossier.id])
        dossier = await deps.database.read(lambda session: reduced(session, session.get_one(DossierRow, dossier.id)))
    return dossier


async def _own(deps: Deps, person: SignedIn, find: Callable[[Session], DossierRow | None]) -> Dossier:
    """Return a dossier if it is the person's, with every document drawn."""

    def work(session: Session) -> tuple[Dossier, bool]:
        row = find(session)
        if row is None or row.owner != person.subject:
            raise not_found()
        return describe(session, row), any(document.sha256 is None for document in row.documents)

    dossier, is_undrawn = await deps.database.read(work)
    if is_undrawn:
        await draw_missing(deps, [dossier.id])
        dossier, _ = await deps.database.read(work)
    return dossier


async def _change(
    deps: Deps, act: Callable[[Session], DossierRow], *, person: SignedIn, route: str, key: str, payload: Any
) -> JSONResponse:
    """Do something to a dossier once for this key and answer with the dossier."""
    now = deps.now()

    def work(session: Session) -> Outcome:
        def action() -> tuple[int, Any]:
            dossier = act(session)
            session.flush()
            return 200, describe(session, dossier).model_dump(mode="json")

        return once(
            session,
            action,
            person=person.subject,
            route=route,
            key=key,
            fingerprint=fingerprint_of(payload),
            now=now,
        )

    return (await deps.database.write(work)).response()


async def _attachment(deps: Deps, found: tuple[str, str, str] | None) -> Response:
    if found is None:
        raise not_found()
    name, media_type, shown = found
    size = await asyncio.to_thread(deps.storage.find_size, name)
    if size is None:
        raise not_found()
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(shown, safe='')}",
        "Content-Length": str(size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return StreamingResponse(deps.storage.read(name), media_type=media_type, headers=headers)


def _file_name(number: str) -> str:
    return f"{number.replace('/', '-')}.pdf"
