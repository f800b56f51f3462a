"""What the desk and the JSON API both do over HTTP: act once, draw what was issued, hand out files."""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.dossiers.finding import find_matter
from portal.dossiers.matters import Matter
from portal.dossiers.tables import DossierRow
from portal.identity.signed_in import SignedIn
from portal.officer.concerns import Concern, concern_of
from portal.problems import not_found

SHOWN = {"image/jpeg": "image/jpeg", "image/png": "image/png", "application/pdf": "application/pdf"}
"""Types that may be shown in the browser; everything else is only saved."""

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
PDF_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""A browser's PDF viewer does not start in a sandbox; a PDF with code was refused when it came."""

Find = Callable[[DossierRow, Concern], tuple[str, str, str] | None]
"""From a dossier, and what of it concerns the office, to storage name, media type and shown name."""


def own_office(session: Session, reference: str, officer: SignedIn) -> Matter:
    """Return a dossier of the officer's office, or its part of one, by id or code.

    Raises:
        Problem: ``not-found``, for unknown and foreign ones alike (I9).
    """
    matter = find_matter(session, reference, officer)
    if matter is None:
        raise not_found()
    return matter


def filed_file(sha256: str) -> Find:
    """Return what finds a file of the dossier by its hash, replaced ones too."""

    def find(row: DossierRow, concern: Concern) -> tuple[str, str, str] | None:
        for file in row.files:
            if file.sha256 == sha256 and concern.has_paper(file.paper_id):
                return file.storage_name, file.media_type, file.file_name
        return None

    return find


def issued_document(document_id: str) -> Find:
    """Return what finds a drawn document of the dossier."""

    def find(row: DossierRow, concern: Concern) -> tuple[str, str, str] | None:
        for document in row.documents:
            if document.id == document_id and document.storage_name and concern.has_document(document):
                return document.storage_name, document.media_type, f"{document.number.replace('/', '-')}.pdf"
        return None

    return find


async def hand_out(deps: Deps, reference: str, officer: SignedIn, find: Find) -> Response:
    """Return a file of a dossier of the officer's office, kept from running anything or being framed elsewhere."""

    def look(session: Session) -> tuple[str, str, str] | None:
        matter = own_office(session, reference, officer)
        return find(matter.dossier, concern_of(deps.catalogue, matter))

    found = await deps.database.read(look)
    if found is None or await asyncio.to_thread(deps.storage.find_size, found[0]) is None:
        raise not_found()
    name, media_type, shown = found
    how = "inline" if media_type in SHOWN else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(shown, safe='')}",
        "Content-Security-Policy": PDF_POLICY if media_type == "application/pdf" else SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return StreamingResponse(
        deps.storage.read(name), media_type=SHOWN.get(media_type, "application/octet-stream"), headers=headers
    )
