"""Answers of a portal, byte by byte, for the faults that no real portal gives on demand."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from api_client.client import PortalClient
from api_client.http import Timeouts

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BASE = "http://portal.test"
JSON = "application/json"
PROBLEM = "application/problem+json"


class Body(httpx.AsyncByteStream):
    """A body that arrives in the given pieces."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


def answer(status: int = 200, body: Any = b"", media_type: str = JSON, **headers: str) -> httpx.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": media_type} if media_type else {}
    return httpx.Response(
        status, headers={**fields, **{k.replace("_", "-"): v for k, v in headers.items()}}, stream=Body(data)
    )


def problem(status: int, slug: str, **more: Any) -> httpx.Response:
    body = {"type": f"urn:motcua:problem:{slug}", "title": "T", "status": status, "detail": "D", **more}
    return answer(status, body, PROBLEM)


def portal_that(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> PortalClient:
    """Return a client of a portal that answers with ``handler``."""
    options.setdefault("timeouts", Timeouts(connect=1, quiet=1, whole=1))
    return PortalClient(BASE, httpx.MockTransport(handler), **options)


def portal_answering(response: httpx.Response | Callable[[], httpx.Response], **options: Any) -> PortalClient:
    return portal_that(lambda _: response() if callable(response) else response, **options)


DOCUMENT: dict[str, Any] = {
    "id": "doc1",
    "kind": "submission_confirmation",
    "number": "X00.01-261122-0001/XN",
    "title": {"vi": "Xác nhận đã nộp", "en": "Submission confirmation"},
    "issued_at": "2026-11-22T03:00:00Z",
    "media_type": "application/pdf",
    "size_bytes": 4,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "statement": None,
}
BILL: dict[str, Any] = {
    "id": "bill1",
    "dossier_id": "d1",
    "reference": "X00.01-261122-0001",
    "title": {"vi": "Bản sao Giấy khai sinh", "en": "Birth certificate copy"},
    "amount_vnd": 16000,
    "state": "open",
    "payee": {"vi": "Kho bạc mẫu", "en": "Sample treasury"},
}
DOSSIER: dict[str, Any] = {
    "id": "d1",
    "code": "X00.01-261122-0001",
    "lookup_code": "K7M4QX",
    "key": "key-1",
    "procedure_code": "1.001193",
    "procedure_name": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
    "form_version": "1",
    "version": 1,
    "status": 1,
    "submitted_at": "2026-11-22T03:00:00Z",
    "office": {"id": "X00", "name": {"vi": "UBND xã Mẫu", "en": "Sample commune"}},
    "requests": [
        {
            "id": "r1",
            "kind": "supplement",
            "state": "open",
            "opened_at": "2026-11-22T03:00:00Z",
            "items": [{"id": "i1", "paper_id": "birth_notice", "reason": "Ảnh mờ", "how_to_fix": "Chụp lại"}],
        }
    ],
    "timeline": [
        {"at": "2026-11-22T03:00:00Z", "kind": "submitted", "status": 1, "by": {"vi": "Bạn"}, "text": {"vi": "Đã nộp"}}
    ],
    "documents": [DOCUMENT],
    "files": [
        {
            "paper_id": "birth_notice",
            "file_name": "giấy.jpg",
            "media_type": "image/jpeg",
            "size_bytes": 3,
            "sha256": "a" * 64,
        }
    ],
    "bills": [BILL],
    "answers": {"ks_ho_ten": "NGUYỄN MINH AN", "yc_noi_cu_tru": {"province": "01", "commune": "00070"}},
    "confirmations": ["id_contradicts_birth_date"],
}
PAYMENT: dict[str, Any] = {
    "id": "p1",
    "bill_id": "bill1",
    "method": "vietqr",
    "state": "not_started",
    "amount_vnd": 16000,
    "created_at": "2026-11-22T03:00:00Z",
}
RECEIPT: dict[str, Any] = {"id": "u1", "length": 3, "offset": 3, "sha256": "a" * 64, "state": "verified"}
METADATA: dict[str, Any] = {
    "issuer": BASE,
    "authorization_endpoint": f"{BASE}/oauth/authorize",
    "token_endpoint": f"{BASE}/oauth/token",
    "revocation_endpoint": f"{BASE}/oauth/revoke",
    "device_authorization_endpoint": f"{BASE}/oauth/device_authorization",
    "jwks_uri": f"{BASE}/oauth/jwks",
    "code_challenge_methods_supported": ["S256"],
    "authorization_response_iss_parameter_supported": True,
}
DEVICE: dict[str, Any] = {
    "device_code": "device-1",
    "user_code": "WDJB-MJHT",
    "verification_uri": f"{BASE}/oauth/device",
    "verification_uri_complete": f"{BASE}/oauth/device?user_code=WDJB-MJHT",
    "expires_in": 600,
    "interval": 5,
}
TOKENS: dict[str, Any] = {
    "access_token": "access-1",
    "refresh_token": "refresh-1",
    "expires_in": 900,
    "token_type": "Bearer",
    "id_token": "a.b.c",
}
PERSON: dict[str, Any] = {
    "subject": "s1",
    "name": "NGUYỄN VĂN AN",
    "role": "citizen",
    "level": 2,
    "known": {"person.full_name": {"value": "NGUYỄN VĂN AN", "source": "population_register", "as_of": "2026-11-01"}},
}
CATALOGUE: dict[str, Any] = {
    "version": "2026.11.22-1",
    "built_on": "2026-11-22",
    "procedures": [{"code": "1.001193", "version": "1", "name": {"vi": "Khai sinh"}, "summary": {"vi": "…"}}],
}
KEYS: dict[str, Any] = {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": "A" * 43}]}
