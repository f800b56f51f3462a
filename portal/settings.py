"""What an operator decides about one portal."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEVELOPMENT_PAYMENT_SECRET = "SAMPLE-SECRET-FOR-THE-SANDBOX-ONLY"  # noqa: S105  the sandbox gateway's public sample
SHIPPED_CATALOGUE = Path(__file__).resolve().parent.parent / "assets" / "catalogue.json.gz"


class SettingsError(Exception):
    """The settings contradict each other or are not allowed; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One portal's configuration; everything has a default but the data directory.

    ``database_url``: ``sqlite:///path`` or ``postgresql://...``. ``storage_url``: ``file:///folder`` or
    ``s3://bucket/prefix?endpoint=https://...``.
    ``base_url`` is how clients reach the portal (issuer of the development identity provider), without a final slash.
    """

    database_url: str
    storage_url: str
    data_dir: Path
    base_url: str = "http://127.0.0.1:8000"
    production: bool = False
    catalogue_path: Path = SHIPPED_CATALOGUE
    payment_secret: str = DEVELOPMENT_PAYMENT_SECRET
    payment_terminal: str = "MOTCUA01"
    payment_gateway_url: str | None = None
    """Where payers are sent; None: the sandbox gateway, which does not exist in production."""
    max_upload_bytes: int = 10 * 1024 * 1024
    max_body_bytes: int = 1024 * 1024
    open_uploads_per_person: int = 100
    open_bytes_per_person: int = 512 * 1024 * 1024
    """Files sent and not yet filed: a person's share of the storage until they expire."""
    upload_expires_after_hours: int = 48
    relay_bytes_per_box: int = 128 * 1024 * 1024
    relay_pieces_per_box: int = 400
    relay_boxes_per_terminal: int = 400
    relay_bytes_per_terminal: int = 4 * 1024 * 1024 * 1024
    """What a public terminal may have waiting at the relay (``portal.relay``) until it is taken or expires."""
    sample_terminal: bool = False
    """Whether a terminal for a first look is registered by the portal itself (``portal.identity.terminals``)."""
    tick_seconds: float = 5.0
    min_client_version: str | None = None
    scanner_url: str | None = None
    """A virus scanner that every uploaded file must pass (``portal.uploads.scanning.scanner``); None: none."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite (then exactly one process may serve it)."""
        return self.database_url.startswith("sqlite")


def settings_for(
    data_dir: Path,
    *,
    database_url: str | None = None,
    storage_url: str | None = None,
    base_url: str = "http://127.0.0.1:8000",
    production: bool = False,
    sample_terminal: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Return settings whose database and files live under ``data_dir`` unless URLs say otherwise."""
    folder = data_dir.resolve()
    secret = environment.get("MOTCUA_PAYMENT_SECRET", "")
    if production and not secret:
        raise SettingsError("MOTCUA_PAYMENT_SECRET must be set in production.")
    if production and sample_terminal:
        raise SettingsError("There is no sample terminal in production.")
    return Settings(
        database_url=database_url or f"sqlite:///{folder / 'portal.sqlite3'}",
        storage_url=storage_url or (folder / "files").as_uri(),
        data_dir=folder,
        base_url=base_url.rstrip("/"),
        production=production,
        sample_terminal=sample_terminal,
        payment_secret=secret or DEVELOPMENT_PAYMENT_SECRET,
        scanner_url=environment.get("MOTCUA_SCANNER_URL") or None,
    )
