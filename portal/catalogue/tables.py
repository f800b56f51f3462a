"""What this portal publishes and ever published: forms, procedures in every version, releases of the whole."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class PublishedForm(Base):
    """One version of one procedure's form: a draft begun with it can be submitted with it."""

    __tablename__ = "published_forms"

    procedure_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    definition: Mapped[Any] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CatalogueRelease(Base):
    """The catalogue as it was from one publication to the next."""

    __tablename__ = "catalogue_releases"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(64), index=True)
    """What clients know it by; an earlier version may come back as a later release."""
    built_on: Mapped[date] = mapped_column(Date)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    head: Mapped[str] = mapped_column(Text)
    """Life events, lists and calendar as a JSON object."""
    head_version: Mapped[str] = mapped_column(String(64))


class ProcedureVersion(Base):
    """One version of one procedure: in which releases it stood, and from when to when."""

    __tablename__ = "procedure_versions"

    procedure_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    release: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, index=True)
    """The first release with it."""
    version: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(16))
    """``content``: our authors' folders; anything else: an import by that name."""
    definition: Mapped[str] = mapped_column(Text)
    """The procedure as a JSON object, exactly as clients get it."""
    online: Mapped[str] = mapped_column(String(16))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    """The law's dates, where known."""
    ended_release: Mapped[int | None] = mapped_column(Integer, index=True)
    """The first release without it; None: it stands."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CatalogueSource(Base):
    """What was last published of each origin, so that the same is not published again at every start."""

    __tablename__ = "catalogue_sources"

    origin: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    built_on: Mapped[date] = mapped_column(Date)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CatalogueBody(Base):
    """The whole catalogue packed: the same bytes from every worker, so that a cut download goes on at any of them."""

    __tablename__ = "catalogue_bodies"

    release: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Media type and coding: ``json.gzip``, ``lines.gzip``, ``lines.xz``."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
