"""Tables of dossiers: the dossier, its parts, what the offices ask for, its history, documents and files."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.dossiers.texts import TIMELINE, Text


class DossierRow(Base):
    """A dossier. ``(owner, submit_key)`` is unique for ever: one intent, one dossier (I5)."""

    __tablename__ = "dossiers"
    __table_args__ = (
        UniqueConstraint("owner", "submit_key"),
        Index("ix_dossiers_owner_updated", "owner", "updated_at"),
        Index("ix_dossiers_office_status", "office_id", "status", "updated_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    lookup_code: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(String(120))
    owner_name: Mapped[str] = mapped_column(String(200), default="")
    submit_key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    procedure_code: Mapped[str] = mapped_column(String(40))
    procedure_name: Mapped[Text] = mapped_column(JSON)
    form_version: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(16))
    subject_name: Mapped[str] = mapped_column(String(200), default="")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    confirmations: Mapped[list[str]] = mapped_column(JSON)
    help: Mapped[dict[str, str] | None] = mapped_column(JSON)
    """Who helped: kind, name, number."""
    updates_to: Mapped[str] = mapped_column(String(200), default="", server_default="")
    office_id: Mapped[str] = mapped_column(String(35))
    status: Mapped[int] = mapped_column(Integer)
    """1..10, domain facts B.3; of a dossier with parts it follows from theirs."""
    status_before: Mapped[int | None] = mapped_column(Integer)
    """Where a paused dossier or one asked to be withdrawn goes back to."""
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    parts: Mapped[list["PartRow"]] = relationship(order_by="PartRow.position", lazy="selectin")
    requests: Mapped[list["RequestRow"]] = relationship(order_by="RequestRow.position", lazy="selectin")
    timeline: Mapped[list["TimelineRow"]] = relationship(order_by="TimelineRow.position", lazy="selectin")
    documents: Mapped[list["DocumentRow"]] = relationship(order_by="DocumentRow.position", lazy="selectin")
    files: Mapped[list["FiledFileRow"]] = relationship(order_by="FiledFileRow.position", lazy="selectin")


class PartRow(Base):
    """What one office does of a linked dossier: its own state, times and result. A dossier of one office has none."""

    __tablename__ = "dossier_parts"
    __table_args__ = (
        UniqueConstraint("dossier_id", "position"),
        Index("ix_dossier_parts_office_status", "office_id", "status"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(64))
    """Its id in ``procedure.yaml``."""
    code: Mapped[str] = mapped_column(String(48), unique=True)
    procedure_code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Text] = mapped_column(JSON)
    result: Mapped[Text | None] = mapped_column(JSON)
    """What its result is called."""
    after: Mapped[list[str]] = mapped_column(JSON)
    """Keys of the parts that must be finished before it begins."""
    office_id: Mapped[str] = mapped_column(String(35))
    status: Mapped[int] = mapped_column(Integer)
    """1..10 as a dossier's; 0 while it waits for another part."""
    status_before: Mapped[int | None] = mapped_column(Integer)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RequestRow(Base):
    """Something the office needs from the citizen."""

    __tablename__ = "dossier_requests"
    __table_args__ = (Index("ix_dossier_requests_due", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    part_id: Mapped[str | None] = mapped_column(String(40))
    """The part of a linked dossier that it belongs to."""
    kind: Mapped[str] = mapped_column(String(16))
    """``supplement``, ``proof``, ``payment`` or ``visit``."""
    state: Mapped[str] = mapped_column(String(16))
    """``open``, ``answered``, ``lapsed`` or ``withdrawn``."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_silence: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(4000), default="")
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    bill_id: Mapped[str | None] = mapped_column(String(40), index=True)
    document_id: Mapped[str | None] = mapped_column(String(40))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class TimelineRow(Base):
    """One line of a dossier's history."""

    __tablename__ = "dossier_timeline"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    part_id: Mapped[str | None] = mapped_column(String(40))
    """The part of a linked dossier that it belongs to."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[int | None] = mapped_column(Integer)
    by: Mapped[Text] = mapped_column(JSON)
    text: Mapped[Text] = mapped_column(JSON)
    """What was said of it when it happened; ``words`` are shown."""
    note: Mapped[str] = mapped_column(String(4000), default="")
    actor: Mapped[str] = mapped_column(String(120), default="")
    """Subject of whoever did it; never shown to citizens."""

    @property
    def words(self) -> Text:
        """What is said of it now; of a kind that is no more, what was said then."""
        return TIMELINE.get(self.kind, self.text)


class DocumentRow(Base):
    """A document issued to the citizen.

    What it says is fixed when it is issued (``facts``); its PDF is drawn right after, outside the transaction, and from
    then on never changes.
    """

    __tablename__ = "dossier_documents"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    part_id: Mapped[str | None] = mapped_column(String(40))
    """The part of a linked dossier that it belongs to."""
    kind: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[Text] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    statement: Mapped[str | None] = mapped_column(String(4000))
    media_type: Mapped[str] = mapped_column(String(80), default="application/pdf")
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    storage_name: Mapped[str | None] = mapped_column(String(120))


class FiledFileRow(Base):
    """A file of the dossier; one that a later file replaced is kept."""

    __tablename__ = "dossier_files"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    upload_id: Mapped[str] = mapped_column(String(40), unique=True)
    paper_id: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    storage_name: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
