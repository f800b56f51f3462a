"""Drafts and pinned procedures as vault records."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from app.drafts.model import Attachment, Draft, Help
from app.vault.model import Put
from forms.procedure import Procedure

DRAFTS = "drafts"
FORMS = "forms"


def put_draft(draft: Draft) -> Put:
    """Return the write that stores ``draft``."""
    return Put(DRAFTS, draft.id, encode_draft(draft))


def put_procedure(procedure: Procedure, *, form_version: str) -> Put:
    """Return the write that pins a procedure with its form: a draft keeps the form it was started with."""
    return Put(FORMS, form_id(procedure.code, form_version), procedure.model_dump(mode="json", by_alias=True))


def form_id(procedure_code: str, form_version: str) -> str:
    """Return the id of a pinned procedure."""
    return f"{procedure_code}@{form_version}"


def encode_draft(draft: Draft) -> dict[str, Any]:
    """Return the record of a draft."""
    return {
        "owner": draft.owner,
        "procedure_code": draft.procedure_code,
        "form_version": draft.form_version,
        "subject": draft.subject,
        "answers": dict(draft.answers),
        "created_at": draft.created_at.isoformat(),
        "saved_at": draft.saved_at.isoformat() if draft.saved_at else None,
        "confirmations": sorted(draft.confirmations),
        "attachments": [encode_attachment(attachment) for attachment in draft.attachments],
        "sources": dict(draft.sources),
        "step_id": draft.step_id,
        "parcel_id": draft.parcel_id,
        "dossier_id": draft.dossier_id,
        "submission_key": draft.submission_key,
        "title": draft.title,
        "language": draft.language,
        "form_on": draft.form_on.isoformat() if draft.form_on else None,
        "deleted_at": draft.deleted_at.isoformat() if draft.deleted_at else None,
        "expired_at": draft.expired_at.isoformat() if draft.expired_at else None,
        "help": asdict(draft.help) if draft.help else None,
        "updates_to": draft.updates_to,
        "not_mine": sorted(draft.not_mine),
    }


def decode_draft(id_: str, record: Mapping[str, Any]) -> Draft:
    """Return the draft of a record, also of one that an older version of the app wrote."""
    return Draft(
        id=id_,
        owner=record["owner"],
        procedure_code=record["procedure_code"],
        form_version=record["form_version"],
        subject=record["subject"],
        answers=record["answers"],
        created_at=datetime.fromisoformat(record["created_at"]),
        saved_at=datetime.fromisoformat(record["saved_at"]) if record["saved_at"] else None,
        confirmations=frozenset(record["confirmations"]),
        attachments=tuple(decode_attachment(attachment) for attachment in record["attachments"]),
        sources=record["sources"],
        step_id=record["step_id"],
        parcel_id=record["parcel_id"],
        dossier_id=record["dossier_id"],
        submission_key=record.get("submission_key"),
        title=record.get("title", ""),
        language=record.get("language", "vi"),
        form_on=date.fromisoformat(record["form_on"]) if record.get("form_on") else None,
        deleted_at=datetime.fromisoformat(record["deleted_at"]) if record.get("deleted_at") else None,
        expired_at=datetime.fromisoformat(record["expired_at"]) if record.get("expired_at") else None,
        help=Help(**helped) if (helped := record.get("help")) else None,
        updates_to=record.get("updates_to", ""),
        not_mine=frozenset(record.get("not_mine", ())),
    )


def encode_attachment(attachment: Attachment) -> dict[str, Any]:
    """Return the record of an attachment."""
    known_against_it = {} if attachment.problem is None else {"problem": attachment.problem}
    return {
        **known_against_it,
        "id": attachment.id,
        "paper_id": attachment.paper_id,
        "file_name": attachment.file_name,
        "media_type": attachment.media_type,
        "size_bytes": attachment.size_bytes,
        "sha256": attachment.sha256,
        "added_at": attachment.added_at.isoformat(),
    }


def decode_attachment(record: Mapping[str, Any]) -> Attachment:
    """Return the attachment of a record."""
    return Attachment(**{**record, "added_at": datetime.fromisoformat(record["added_at"])})
