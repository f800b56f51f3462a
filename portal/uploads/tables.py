"""Uploads on their way: what was announced, and the durable chunks received so far."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class Upload(Base):
    """One file of one person; ``received`` bytes of ``length`` are durable."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(120), index=True)
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    declared_sha256: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(255))
    metadata_header: Mapped[str] = mapped_column(String(4096), default="")
    state: Mapped[str] = mapped_column(String(16), default="incomplete")
    """``incomplete``, ``checking`` (a virus scanner has not decided yet), ``verified`` or ``refused``."""
    problem: Mapped[str | None] = mapped_column(String(40))
    sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str | None] = mapped_column(String(80))
    """As found in the content, never as the client said."""
    storage_name: Mapped[str | None] = mapped_column(String(120))
    dossier_id: Mapped[str | None] = mapped_column(String(40), index=True)
    """The dossier that took the file over; then it never expires."""
    checked_by: Mapped[str | None] = mapped_column(String(80))
    """Who decided about the content: the scanner and its signatures, or ``content`` where there is no scanner."""
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UploadChunk(Base):
    """A durable piece of an upload, a file of its own in the storage until the upload is complete."""

    __tablename__ = "upload_chunks"

    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
