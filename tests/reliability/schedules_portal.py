"""A portal of one page, for thousands of schedules a minute: what the real one promises of uploads and dossiers.

``test_schedules.py`` asks both the same things and compares, so that this one is not more forgiving.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.reliability.schedules_till import Till

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}


@dataclass
class Upload:
    """One file on its way."""

    length: int
    sha256: str
    content: bytearray = field(default_factory=bytearray)
    dossier_id: str = ""


class SchedulesPortal(httpx.AsyncBaseTransport):
    """Uploads (tus), dossiers with their key, and what was received, for the oracle."""

    def __init__(self) -> None:
        self.uploads: dict[str, Upload] = {}
        self.dossiers: dict[str, dict[str, Any]] = {}
        """Dossiers by idempotency key."""
        self.bodies: dict[str, str] = {}
        self.till = Till()
        self._created = 0
        self.refuses: list[str] = []
        """Slugs with which the next submissions are refused."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        parts = request.url.path.removeprefix("/api/v1/").split("/")
        match request.method, parts:
            case "POST", ["uploads"]:
                return self._create(request)
            case "HEAD", ["uploads", id_] if id_ in self.uploads:
                return self._progress(200, self.uploads[id_])
            case "HEAD", ["uploads", _]:
                return httpx.Response(404, headers=TUS)
            case "PATCH", ["uploads", id_] if id_ in self.uploads:
                return self._patch(request, self.uploads[id_])
            case "GET", ["uploads", id_] if id_ in self.uploads:
                return self._receipt(id_, self.uploads[id_])
            case "DELETE", ["uploads", id_] if id_ in self.uploads:
                return self._give_up(id_)
            case "POST", ["payments"]:
                status, said = self.till.start(request)
                return problem(status, said) if isinstance(said, str) else httpx.Response(status, json=said)
            case "GET", ["payments", id_] if (payment := self.till.find(id_)) is not None:
                return httpx.Response(200, json=payment)
            case "POST", ["dossiers"]:
                return self._submit(request)
            case "GET", ["dossiers", "by-key", key] if key in self.dossiers:
                return httpx.Response(200, json=self.dossiers[key])
        return problem(404, "not-found")

    def forget_unfinished(self) -> None:
        """Expire every upload that no dossier has taken."""
        self.uploads = {id_: upload for id_, upload in self.uploads.items() if upload.dossier_id}

    def _create(self, request: httpx.Request) -> httpx.Response:
        told = dict(pair.split(" ") for pair in request.headers["Upload-Metadata"].split(","))
        self._created += 1
        id_ = f"upload-{self._created}"
        self.uploads[id_] = Upload(int(request.headers["Upload-Length"]), base64.b64decode(told["sha256"]).decode())
        return httpx.Response(201, headers={**TUS, "Location": f"/api/v1/uploads/{id_}"})

    def _give_up(self, id_: str) -> httpx.Response:
        if self.uploads[id_].dossier_id:
            return problem(409, "state-conflict")
        del self.uploads[id_]
        return httpx.Response(204, headers=TUS)

    def _progress(self, status: int, upload: Upload) -> httpx.Response:
        lengths = {"Upload-Offset": str(len(upload.content)), "Upload-Length": str(upload.length)}
        return httpx.Response(status, headers={**TUS, **lengths})

    def _patch(self, request: httpx.Request, upload: Upload) -> httpx.Response:
        if int(request.headers["Upload-Offset"]) != len(upload.content):
            return problem(409, "upload-offset", **{"Upload-Offset": str(len(upload.content))})
        digest = base64.b64encode(hashlib.sha256(request.content).digest()).decode()
        if request.headers["Upload-Checksum"] != f"sha256 {digest}":
            return problem(460, "upload-checksum")
        upload.content += request.content
        return self._progress(204, upload)

    def _receipt(self, id_: str, upload: Upload) -> httpx.Response:
        sha256 = hashlib.sha256(upload.content).hexdigest() if len(upload.content) == upload.length else None
        state = "incomplete" if sha256 is None else "verified" if sha256 == upload.sha256 else "refused"
        told = {"id": id_, "length": upload.length, "offset": len(upload.content), "sha256": sha256, "state": state}
        return httpx.Response(200, json=told)

    def _submit(self, request: httpx.Request) -> httpx.Response:
        key, body = request.headers["Idempotency-Key"], request.content.decode()
        if key in self.dossiers:
            same = self.bodies[key] == body
            return httpx.Response(201, json=self.dossiers[key]) if same else problem(422, "idempotency-key-reused")
        if self.refuses:
            return problem(422, self.refuses.pop())
        payload = json.loads(body)
        uploads = [self.uploads.get(entry["upload_id"]) for entry in payload["files"]]
        if any(upload is None or upload.dossier_id or len(upload.content) != upload.length for upload in uploads):
            return problem(409, "upload-incomplete")
        for upload in uploads:
            assert upload is not None
            upload.dossier_id = key
        self.bodies[key], self.dossiers[key] = body, _dossier(key, payload)
        return httpx.Response(201, json=self.dossiers[key])


def problem(status: int, slug: str, **headers: str) -> httpx.Response:
    """Return a refusal as RFC 9457 has it."""
    told = {"type": f"urn:motcua:problem:{slug}", "title": slug, "status": status}
    return httpx.Response(status, json=told, headers={**headers, "Content-Type": "application/problem+json"})


def _dossier(key: str, payload: dict[str, Any]) -> dict[str, Any]:
    filed = ("paper_id", "file_name", "media_type", "size_bytes", "sha256")
    return {
        "id": f"dossier-{key}",
        "code": "X00",
        "lookup_code": "A",
        "key": key,
        "procedure_code": payload["procedure_code"],
        "procedure_name": {},
        "form_version": payload["form_version"],
        "version": 1,
        "status": 1,
        "submitted_at": "2026-11-23T02:00:00Z",
        "office": {"id": "X00.01", "name": {}},
        "files": [{name: entry[name] for name in filed} for entry in payload["files"]],
        "answers": payload["answers"],
    }
