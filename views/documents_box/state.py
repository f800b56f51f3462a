"""Everything the document box can show."""

from dataclasses import dataclass
from typing import Literal

from api_client.models import Document, Dossier
from app.documents.box import BoxedPaper
from views.tracking.refreshing import Trouble

Shelf = Literal["results", "slips", "receipts", "copies"]

SHELVES: tuple[Shelf, ...] = ("results", "slips", "receipts", "copies")


@dataclass(frozen=True, slots=True)
class BoxedDocument:
    """A document and the dossier it belongs to."""

    document: Document
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class BoxState:
    """The documents issued to this person, by shelf, newest first."""

    kept: tuple[BoxedPaper, ...] = ()
    """Papers the person keeps to use again."""
    shelves: tuple[tuple[Shelf, tuple[BoxedDocument, ...]], ...] = ()
    signed_in: bool = False
    trouble: Trouble | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing has been issued yet."""
        return not any(documents for _, documents in self.shelves)


def shelf_of(document: Document) -> Shelf:
    """Return where a document stands; a kind this app does not know is a slip."""
    match document.kind:
        case "result":
            return "results"
        case "receipt":
            return "receipts"
        case "submitted_copy":
            return "copies"
        case _:
            return "slips"


def shelves_of(dossiers: tuple[Dossier, ...]) -> tuple[tuple[Shelf, tuple[BoxedDocument, ...]], ...]:
    """Return the documents of all dossiers by shelf; drafts of results stay with their dossier."""
    boxed = [
        BoxedDocument(document, dossier)
        for dossier in dossiers
        for document in dossier.documents
        if document.kind != "proof"
    ]
    newest = sorted(boxed, key=lambda entry: entry.document.issued_at, reverse=True)
    return tuple((shelf, tuple(e for e in newest if shelf_of(e.document) == shelf)) for shelf in SHELVES)
