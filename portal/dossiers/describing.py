"""Rows to JSON: what the applicant sees, and the little that a look-up by code shows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.dossiers.offices import office_by_id
from portal.dossiers.schemas import (
    Document,
    Dossier,
    FiledFile,
    Help,
    Office,
    Part,
    Request,
    RequestItem,
    TimelineEntry,
)
from portal.dossiers.tables import DocumentRow, DossierRow, PartRow, RequestRow
from portal.payments.schemas import Bill
from portal.payments.service import are_being_paid, bills_of


def describe(session: Session, dossier: DossierRow) -> Dossier:
    """Return one dossier in full."""
    return describe_all(session, [dossier])[0]


def describe_all(session: Session, dossiers: Sequence[DossierRow]) -> list[Dossier]:
    """Return dossiers in full, in the given order."""
    bills = bills_of(session, [dossier.id for dossier in dossiers]) if dossiers else {}
    return [_dossier(dossier, bills.get(dossier.id, [])) for dossier in dossiers]


def reduced(session: Session, dossier: DossierRow) -> Dossier:
    """Return what whoever holds both codes may see: how far it is and what it costs, nothing about the person (I9)."""
    full = describe(session, dossier)
    begun = are_being_paid(session, [bill.id for bill in full.bills if bill.state == "open"])
    bills = [bill.model_copy(update={"is_being_paid": bill.id in begun}) for bill in full.bills]
    requests = [request.model_copy(update={"items": [], "note": "", "document_id": None}) for request in full.requests]
    timeline = [entry.model_copy(update={"note": ""}) for entry in full.timeline]
    hidden: dict[str, Any] = {
        "key": "",
        "subject_name": "",
        "documents": [],
        "files": [],
        "answers": {},
        "confirmations": [],
    }
    hidden |= {"help": None, "updates_to": ""}
    return full.model_copy(update={**hidden, "requests": requests, "timeline": timeline, "bills": bills})


def _dossier(row: DossierRow, bills: list[Bill]) -> Dossier:
    return Dossier(
        id=row.id,
        code=row.code,
        lookup_code=row.lookup_code,
        key=row.submit_key,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        form_version=row.form_version,
        version=row.version,
        status=row.status,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        office=_office(row.office_id),
        subject=row.subject,
        subject_name=row.subject_name,
        parts=_parts(row.parts),
        requests=[_request(request) for request in row.requests],
        timeline=[
            TimelineEntry(
                at=entry.at,
                part_id=entry.part_id,
                kind=entry.kind,
                status=entry.status,
                by=entry.by,
                text=entry.words,
                note=entry.note,
            )
            for entry in row.timeline
        ],
        documents=[_document(document) for document in row.documents if document.sha256 is not None],
        files=[
            FiledFile(
                paper_id=file.paper_id,
                file_name=file.file_name,
                media_type=file.media_type,
                size_bytes=file.size_bytes,
                sha256=file.sha256,
            )
            for file in row.files
            if file.replaced_at is None
        ],
        bills=bills,
        answers=row.answers,
        confirmations=row.confirmations,
        help=Help.model_validate(row.help) if row.help else None,
        updates_to=row.updates_to,
    )


def _office(office_id: str) -> Office:
    office = office_by_id(office_id)
    return Office(id=office_id, name=office.name, address=office.address)


def _parts(rows: Sequence[PartRow]) -> list[Part]:
    ids = {row.key: row.id for row in rows}
    return [
        Part(
            id=row.id,
            key=row.key,
            code=row.code,
            procedure_code=row.procedure_code,
            name=row.name,
            office=_office(row.office_id),
            after=[ids[key] for key in row.after if key in ids],
            status=row.status,
            accepted_at=row.accepted_at,
            due_at=row.due_at,
            finished_at=row.finished_at,
            returned_at=row.returned_at,
        )
        for row in rows
    ]


def _request(row: RequestRow) -> Request:
    return Request.model_validate(
        {
            "id": row.id,
            "part_id": row.part_id,
            "kind": row.kind,
            "state": row.state,
            "opened_at": row.opened_at,
            "due_at": row.due_at,
            "on_silence": row.on_silence,
            "note": row.note,
            "items": [RequestItem.model_validate(item) for item in row.items],
            "bill_id": row.bill_id,
            "document_id": row.document_id,
            "answered_at": row.answered_at,
        }
    )


def _document(row: DocumentRow) -> Document:
    return Document(
        id=row.id,
        part_id=row.part_id,
        kind=row.kind,
        number=row.number,
        title=row.title,
        issued_at=row.issued_at,
        media_type=row.media_type,
        size_bytes=row.size_bytes or 0,
        sha256=row.sha256 or "",
        statement=row.statement,
    )
