"""Every form version this portal ever published: a draft begun with one can be submitted with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class PublishedForm(Base):
    """One version of one procedure's form."""

    __tablename__ = "published_forms"

    procedure_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    definition: Mapped[Any] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
