"""Parcels and delivered dossiers as vault records."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from api_client.models import Dossier
from app.drafts.store import decode_attachment, encode_attachment
from app.outbox.model import FileProgress, Parcel, ParcelState, Reason
from app.vault.model import Put

PARCELS = "parcels"
DOSSIERS = "dossiers"

_TIMES = ("queued_at", "lease_until", "last_try_at", "next_try_at", "sent_at")


def put_parcel(parcel: Parcel) -> Put:
    """Return the write that stores a parcel."""
    record: dict[str, Any] = {field.name: getattr(parcel, field.name) for field in fields(parcel)}
    for name in _TIMES:
        record[name] = record[name].isoformat() if record[name] else None
    record["files"] = [_encode_file(file) for file in parcel.files]
    return Put(PARCELS, parcel.id, record)


def decode_parcel(record: Mapping[str, Any]) -> Parcel:
    """Return the parcel of a record; members of a later version are ignored."""
    known = {field.name for field in fields(Parcel)}
    values = {name: value for name, value in record.items() if name in known}
    for name in _TIMES:
        values[name] = datetime.fromisoformat(values[name]) if values.get(name) else None
    values["files"] = tuple(_decode_file(file) for file in record["files"])
    values["state"], values["reason"] = ParcelState(record["state"]), _reason(record["reason"])
    return Parcel(**values)


def put_dossier(dossier: Dossier, *, owner: str, seen_at: datetime) -> Put:
    """Return the write that stores what the portal said of a dossier, and when."""
    return Put(
        DOSSIERS,
        dossier.id,
        {"owner": owner, "seen_at": seen_at.isoformat(), "dossier": dossier.model_dump(mode="json")},
    )


def _encode_file(file: FileProgress) -> dict[str, Any]:
    return {
        "attachment": encode_attachment(file.attachment),
        "upload_url": file.upload_url,
        "sent_bytes": file.sent_bytes,
        "receipt_sha256": file.receipt_sha256,
    }


def _decode_file(record: Mapping[str, Any]) -> FileProgress:
    return FileProgress(
        attachment=decode_attachment(record["attachment"]),
        upload_url=record["upload_url"],
        sent_bytes=record["sent_bytes"],
        receipt_sha256=record["receipt_sha256"],
    )


def _reason(name: str) -> Reason:
    """Return a reason; one of a later version is as good as none."""
    try:
        return Reason(name)
    except ValueError:
        return Reason.NOT_YET_TRIED
