"""Dossiers as the portal sends them, for the tests of the screens."""

from datetime import UTC, datetime, timedelta
from typing import Any

from api_client.models import Dossier, Office, Request

NOW = datetime(2026, 11, 9, 3, 51, tzinfo=UTC)
"""10:51 on Monday 9 November 2026 in Hanoi."""


def said(text: str, **params: object) -> str:
    """Stand in for a translator: the English message with its values."""
    return text.format(**params)


def dossier(status: int, *requests: Request, **changes: Any) -> Dossier:
    """Return a dossier with a status and requests; ``changes`` replace other members."""
    values: dict[str, Any] = {
        "id": "d1",
        "code": "X00.00-261109-0042",
        "lookup_code": "7KPM4X",
        "key": "k",
        "procedure_code": "1.001193",
        "procedure_name": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
        "form_version": "1",
        "version": 1,
        "status": status,
        "submitted_at": NOW,
        "office": Office(id="X00.00", name={"vi": "UBND phường Mẫu", "en": "Sample Ward People's Committee"}),
        "requests": requests,
    }
    return Dossier(**{**values, **changes})


def request(kind: str, *, state: str = "open", after_minutes: int = 0, **more: Any) -> Request:
    """Return a request opened some minutes after the dossier was submitted."""
    opened_at = NOW + timedelta(minutes=after_minutes)
    return Request(id=f"{kind}{after_minutes}", kind=kind, state=state, opened_at=opened_at, **more)  # type: ignore[arg-type] # decoded from the wire's text
