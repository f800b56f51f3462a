"""``/api/v1/officer``: the desk's verbs as JSON, for scripts and for agencies' systems."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from portal.deps import CurrentOfficer, Deps, DepsNow
from portal.dossiers.describing import describe_all
from portal.dossiers.matters import Matter
from portal.dossiers.rendering import draw_missing
from portal.dossiers.schemas import Dossier
from portal.idempotency import IdempotencyKey, Outcome, fingerprint_of, once
from portal.officer.actions import ACTIONS, perform
from portal.officer.concerns import concern_of
from portal.officer.serving import filed_file, hand_out, issued_document, own_office
from portal.problems import Fault, Problem, not_found

router = APIRouter(prefix="/api/v1/officer", tags=["officer"])


def _for_officers(deps: Deps, session: Session, matters: Sequence[Matter]) -> list[Dossier]:
    """Return dossiers without what is the applicant's alone (the key, the second factor) and other offices' parts."""
    shown = []
    for matter, dossier in zip(matters, describe_all(session, [matter.dossier for matter in matters]), strict=True):
        concern = concern_of(deps.catalogue, matter)
        form = (
            deps.catalogue.find_form(session, dossier.procedure_code, dossier.form_version) if concern.steps else None
        )
        hidden = {"key": "", "lookup_code": ""}
        shown.append(concern.limited(dossier, form).model_copy(update=hidden))
    return shown


@router.get("/dossiers", summary="The office's dossiers, the one that waits longest first")
async def list_dossiers(
    officer: CurrentOfficer, deps: DepsNow, status: Annotated[int | None, Query(ge=1, le=10)] = None
) -> list[Dossier]:
    """Return the queue of the officer's own office; a linked dossier stands there when a part of it does."""

    def read(session: Session) -> list[Dossier]:
        matters = deps.dossiers.queue(session, officer, status=status)
        return _for_officers(deps, session, [*{matter.dossier.id: matter for matter in matters}.values()])

    return await deps.database.read(read)


@router.get("/dossiers/{reference}", summary="One dossier of the office, by id or code")
async def get_dossier(reference: str, officer: CurrentOfficer, deps: DepsNow) -> Dossier:
    """Return a dossier of the officer's own office, by its own id or code or by those of the office's part."""

    def read(session: Session) -> Dossier:
        return _for_officers(deps, session, [own_office(session, reference, officer)])[0]

    return await deps.database.read(read)


@router.get("/dossiers/{reference}/files/{sha256}", summary="A file that was filed")
async def get_file(reference: str, sha256: str, officer: CurrentOfficer, deps: DepsNow) -> Response:
    """Return the bytes of a file exactly as they were sent."""
    return await hand_out(deps, reference, officer, filed_file(sha256))


@router.get("/dossiers/{reference}/documents/{document_id}", summary="A document that was issued")
async def get_document(reference: str, document_id: str, officer: CurrentOfficer, deps: DepsNow) -> Response:
    """Return the PDF of a slip, proof or result."""
    return await hand_out(deps, reference, officer, issued_document(document_id))


@router.post(
    "/dossiers/{reference}/{word}",
    summary="Do something to a dossier: accept, ask, refuse, start, send-proof, request-payment, return-result, close, "
    "confirm-withdrawal, decline-withdrawal",
    response_model=Dossier,
)
async def act(
    reference: str,
    word: str,
    request: Request,
    officer: CurrentOfficer,
    key: IdempotencyKey,
    deps: DepsNow,
    wish: dict[str, Any] | None = None,
) -> JSONResponse:
    """Do it once for this key and return the dossier as it is now."""
    if word not in ACTIONS:
        raise not_found()
    said, now = _read(word, wish or {}), deps.now()

    def work(session: Session) -> tuple[Outcome, str]:
        matter_id = _meant(own_office(session, reference, officer), reference)

        def action() -> tuple[int, Any]:
            perform(deps.dossiers, session, matter_id, word, said, officer=officer, now=now)
            session.flush()
            shown = _for_officers(deps, session, [own_office(session, reference, officer)])
            return 200, shown[0].model_dump(mode="json")

        outcome = once(
            session,
            action,
            person=officer.subject,
            route=request.url.path[:200],
            key=key,
            fingerprint=fingerprint_of(wish or {}),
            now=now,
        )
        return outcome, own_office(session, reference, officer).dossier.id

    outcome, dossier_id = await deps.database.write(work)
    await draw_missing(deps, [dossier_id])
    return outcome.response()


def _meant(matter: Matter, reference: str) -> str:
    """Return the id to act on: of the part where the reference names it, else of the dossier."""
    return matter.id if reference in (matter.id, matter.code) else matter.dossier.id


def _read(word: str, wish: dict[str, Any]) -> Any:
    try:
        return ACTIONS[word][0].model_validate(wish)
    except ValidationError as error:
        said = {"vi": "Giá trị không đúng định dạng.", "en": "The value is missing or malformed."}
        faults = [
            Fault("".join(f"/{part}" for part in item["loc"]), str(item["type"]), said) for item in error.errors()[:50]
        ]
        raise Problem("invalid-request", errors=faults) from error
