"""Results that an office has issued electronically and that are on this device: better than a scan of them."""

from dataclasses import dataclass

from api_client.models import Document, Dossier
from app.tracking.service import Tracking


@dataclass(frozen=True, slots=True)
class IssuedResult:
    """A result and the dossier it came from."""

    document: Document
    dossier: Dossier


def issued_results(tracking: Tracking) -> tuple[IssuedResult, ...]:
    """Return the results issued to the signed-in person, newest first."""
    found = [
        IssuedResult(document, entry.dossier)
        for entry in tracking.list()
        for document in entry.dossier.documents
        if document.kind == "result"
    ]
    return tuple(sorted(found, key=lambda issued: issued.document.issued_at, reverse=True))
