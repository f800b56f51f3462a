"""A copy of a dossier's answers as PDF (``/api/v1/dossiers/{dossier_id}/answers.pdf``), for the person who filed it."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from portal.deps import CurrentPerson, Deps, DepsNow
from portal.dossiers.offices import office_by_id
from portal.dossiers.tables import DossierRow
from portal.identity.signed_in import SignedIn
from portal.problems import not_found

if TYPE_CHECKING:
    from forms.answers_paper import AnswersCopy
    from forms.flow import Form  # the form language comes with the first form, not with the start

router = APIRouter(prefix="/api/v1", tags=["dossiers"])

AT_ONCE = 2
"""Drawings at the same time in one process; more would only slow each other."""


@router.get(
    "/dossiers/{dossier_id}/answers.pdf",
    summary="A copy of the answers",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def answers_copy(
    dossier_id: str,
    deps: DepsNow,
    person: CurrentPerson,
    language: Annotated[Literal["vi", "en"] | None, Query(description="That of the dossier where left out.")] = None,
) -> Response:
    """Return the answers as they are now, in words, step by step; the app draws the same bytes without a network."""
    form, copy = await deps.database.read(
        lambda session: _copy(deps, session, dossier_id, person=person, language=language)
    )
    async with _turn(deps):
        data = await asyncio.to_thread(_draw, form, copy)
    headers = {
        "Content-Disposition": f"attachment; filename={copy.code}-{copy.language}.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(data, media_type="application/pdf", headers=headers)


def _copy(
    deps: Deps, session: Session, dossier_id: str, *, person: SignedIn, language: str | None
) -> "tuple[Form, AnswersCopy]":
    from forms.answers_paper import AnswersCopy

    dossier = session.get(DossierRow, dossier_id)
    if dossier is None or dossier.owner != person.subject:
        raise not_found()
    procedure = deps.catalogue.find(dossier.procedure_code)
    form = deps.catalogue.find_form(session, dossier.procedure_code, dossier.form_version)
    if procedure is None or form is None:
        raise not_found()
    asked, office = language or dossier.language, office_by_id(dossier.office_id)
    return form, AnswersCopy(
        language=asked,
        procedure_name=dossier.procedure_name,
        procedure_code=dossier.procedure_code,
        made_at=dossier.submitted_at,
        answers=dossier.answers,
        code=dossier.code,
        office=f"{office.name[asked]}, {office.address[asked]}",
        confirmed=frozenset(dossier.confirmations),
        files=tuple((file.paper_id, file.file_name) for file in dossier.files),
        papers=procedure.papers,
    )


def _draw(form: "Form", copy: "AnswersCopy") -> bytes:
    from forms.answers_paper import draw_answers
    from portal.dossiers.drawing import FONTS

    return draw_answers(form, copy, fonts=FONTS)


def _turn(deps: Deps) -> asyncio.Semaphore:
    turn: asyncio.Semaphore = deps.extras.setdefault("copies", asyncio.Semaphore(AT_ONCE))
    return turn
