"""Pages of papers as vault records."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.documents.pages import Binder, Page, Source
from app.vault.model import DeleteBlob, Put, Write

BINDERS = "binders"


def delete_sources(sources: Iterable[Source]) -> list[Write]:
    """Return the writes by which the bytes of these files go."""
    return [DeleteBlob(source.id) for source in sources]


def binder_id(holder_id: str, paper_id: str) -> str:
    """Return the id of the pages of one paper."""
    return f"{holder_id}/{paper_id}"


def put_binder(binder: Binder) -> Put:
    """Return the write that stores pages as they are arranged."""
    record = {
        "draft_id": binder.holder_id,
        "paper_id": binder.paper_id,
        "detail": binder.detail,
        "sources": [
            {
                "id": source.id,
                "file_name": source.file_name,
                "media_type": source.media_type,
                "size_bytes": source.size_bytes,
                "page_count": source.page_count,
                "attachment_id": source.attachment_id,
            }
            for source in binder.sources
        ],
        "pages": [[page.id, page.source_id, page.number, page.turns] for page in binder.pages],
    }
    return Put(BINDERS, binder_id(binder.holder_id, binder.paper_id), record)


def decode_binder(record: Mapping[str, Any]) -> Binder:
    """Return the pages of a record."""
    return Binder(
        holder_id=record["draft_id"],
        paper_id=record["paper_id"],
        sources=tuple(Source(**source) for source in record["sources"]),
        pages=tuple(Page(*page) for page in record["pages"]),
        detail=record["detail"],
    )
