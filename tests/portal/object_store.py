"""An S3-compatible object store for tests: a small ASGI program that checks every signature (AWS Signature Version 4).

What it knows is what ``obstore`` asks of a store: objects put, got, looked at, deleted one or many, listed, and put in
parts. A part of a put counts only when the put is completed, as in any store of this kind.

Source:
    Amazon S3 API Reference; "Create a signed AWS API request" (canonical request, string to sign, derived key).
"""

import hashlib
import hmac
import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.portal.listening import listening

KEY_ID, SECRET = "test-key-id", "test-secret"
BUCKET = "papers"
MOST_SKEW = timedelta(minutes=15)
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}


@dataclass
class ObjectStore:
    """Objects by key. ``down`` makes it answer 503, ``written_at`` dates what is put, ``ahead`` moves its clock."""

    url: str = ""
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)
    written_at: datetime | None = None
    ahead: timedelta = timedelta()

    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def storage_url(self, prefix: str = "portal") -> str:
        """Return the portal's storage URL of a folder of the bucket."""
        return f"s3://{BUCKET}/{prefix}?endpoint={self.url}"

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        self.asked.append(request.method)
        if self.down:
            return Response(status_code=503)
        if not is_signed(request, body):
            return _error(403, "SignatureDoesNotMatch")
        signed_at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%S%z")
        if abs(datetime.now(UTC) + self.ahead - signed_at) > MOST_SKEW:
            return _error(403, "RequestTimeTooSkewed")
        bucket, _, key = request.url.path.lstrip("/").partition("/")
        if bucket != BUCKET:
            return _error(404, "NoSuchBucket")
        query = dict(parse_qsl(request.url.query, keep_blank_values=True))
        match request.method:
            case "PUT":
                return self._put(key, body, query)
            case "POST" if "delete" in query:
                return self._delete_many(body)
            case "POST":
                return self._post(key, query)
            case "DELETE":
                self.objects.pop(key, None)
                self.parts.pop(query.get("uploadId", ""), None)
                return Response(status_code=204)
            case "GET" if not key:
                return self._list(query)
        return self._get(request, key)

    def _keep(self, key: str, body: bytes) -> Response:
        self.objects[key] = (body, self.written_at or datetime.now(UTC))
        return Response(headers={"ETag": _etag(body)})

    def _put(self, key: str, body: bytes, query: dict[str, str]) -> Response:
        if "uploadId" not in query:
            return self._keep(key, body)
        self.parts[query["uploadId"]][int(query["partNumber"])] = body
        return Response(headers={"ETag": _etag(body)})

    def _post(self, key: str, query: dict[str, str]) -> Response:
        if "uploads" in query:
            number = f"put-{next(self._numbers)}"
            self.parts[number] = {}
            return _xml(f"<InitiateMultipartUploadResult><UploadId>{number}</UploadId></InitiateMultipartUploadResult>")
        parts = self.parts.pop(query["uploadId"])
        whole = b"".join(parts[number] for number in sorted(parts))
        self._keep(key, whole)
        return _xml(
            f"<CompleteMultipartUploadResult><ETag>{_etag(whole)}</ETag></CompleteMultipartUploadResult>".replace(
                '"', "&quot;"
            )
        )

    def _delete_many(self, body: bytes) -> Response:
        keys = [node.text or "" for node in ET.fromstring(body).iter() if node.tag.endswith("Key")]
        for key in keys:
            self.objects.pop(key, None)
        gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return _xml(f"<DeleteResult>{gone}</DeleteResult>")

    def _list(self, query: dict[str, str]) -> Response:
        keys = sorted(key for key in self.objects if key.startswith(query.get("prefix", "")))
        start = int(query.get("continuation-token", "0"))
        page = keys[start : start + 3]  # small pages, so that a client must ask for the next
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.objects[key][0])}</Size>"
            f"<LastModified>{self.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for key in page
        )
        more = start + len(page)
        token = f"<NextContinuationToken>{more}</NextContinuationToken>" if more < len(keys) else ""
        return _xml(
            f"<ListBucketResult><IsTruncated>{str(bool(token)).lower()}</IsTruncated>{token}{rows}</ListBucketResult>"
        )

    def _get(self, request: Request, key: str) -> Response:
        if key not in self.objects:
            return _error(404, "NoSuchKey")
        body, written_at = self.objects[key]
        headers = {"ETag": _etag(body), "Last-Modified": format_datetime(written_at, usegmt=True)}
        if request.method == "HEAD":
            return Response(headers={**headers, "Content-Length": str(len(body))})
        if (wanted := request.headers.get("range")) is None:
            return Response(body, headers=headers)
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        end = min(int(last or len(body)), len(body) - 1)
        headers["Content-Range"] = f"bytes {first}-{end}/{len(body)}"
        return Response(body[int(first) : end + 1], 206, headers)


@contextmanager
def serve_objects() -> Iterator[ObjectStore]:
    """Serve an object store on a free port of this machine."""
    store = ObjectStore()
    app = Starlette(routes=[Route("/{path:path}", store.answer, methods=["GET", "PUT", "POST", "DELETE"])])
    with listening(app) as store.url:
        yield store


def is_signed(request: Request, body: bytes) -> bool:
    """Tell whether a request carries the signature of ``SECRET``, over its body too where the body is signed."""
    algorithm, _, rest = request.headers.get("authorization", "").partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if algorithm != "AWS4-HMAC-SHA256" or not fields.get("Credential", "").startswith(KEY_ID + "/"):
        return False
    _, day, region, service, end = fields["Credential"].split("/")
    said = request.headers["x-amz-content-sha256"]
    if said not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
        return False
    query = sorted(parse_qsl(request.url.query, keep_blank_values=True))
    names = fields["SignedHeaders"].split(";")
    canonical = "\n".join(
        [
            request.method,
            quote(request.url.path, safe="/~"),
            "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in query),
            *(f"{name}:{request.headers[name].strip()}" for name in names),
            "",
            fields["SignedHeaders"],
            said,
        ]
    )
    scope = f"{day}/{region}/{service}/{end}"
    to_sign = "\n".join(
        [algorithm, request.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()]
    )
    key = b"AWS4" + SECRET.encode()
    for word in (day, region, service, end):
        key = hmac.new(key, word.encode(), "sha256").digest()
    return hmac.compare_digest(hmac.new(key, to_sign.encode(), "sha256").hexdigest(), fields["Signature"])


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def _xml(text: str, status: int = 200) -> Response:
    return Response(f'<?xml version="1.0"?>{text}', status, media_type="application/xml")


def _error(status: int, code: str) -> Response:
    return _xml(f"<Error><Code>{code}</Code><Message>{code}</Message></Error>", status)
