"""Every error of the portal as ``application/problem+json`` (RFC 9457), in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from portal.db import StorageFullError
from portal.languages import language_of
from portal.storage.model import StorageUnreachableError

Text = dict[str, str]
URN = "urn:motcua:problem:"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One type of problem: its HTTP status and what it says by default."""

    status: int
    title: Text


KINDS: Mapping[str, ProblemKind] = {
    "invalid-request": ProblemKind(400, {"vi": "Yêu cầu không đúng định dạng", "en": "The request is malformed"}),
    "invalid-answers": ProblemKind(
        422, {"vi": "Có câu trả lời cần sửa trước khi nộp", "en": "Some answers need fixing before submitting"}
    ),
    "unauthenticated": ProblemKind(401, {"vi": "Bạn cần đăng nhập", "en": "Please sign in"}),
    "forbidden": ProblemKind(403, {"vi": "Bạn không được phép làm việc này", "en": "You may not do this"}),
    "not-found": ProblemKind(404, {"vi": "Không tìm thấy", "en": "Not found"}),
    "method-not-allowed": ProblemKind(405, {"vi": "Không hỗ trợ thao tác này", "en": "Method not allowed"}),
    "idempotency-key-missing": ProblemKind(
        400, {"vi": "Thiếu tiêu đề Idempotency-Key", "en": "The Idempotency-Key header is missing"}
    ),
    "idempotency-key-reused": ProblemKind(
        422,
        {"vi": "Khóa này đã dùng cho một nội dung khác", "en": "This key was already used for a different request"},
    ),
    "idempotency-in-progress": ProblemKind(
        409, {"vi": "Yêu cầu cùng khóa đang được xử lý", "en": "A request with this key is being processed"}
    ),
    "upload-incomplete": ProblemKind(409, {"vi": "Tệp chưa tải lên đủ", "en": "A file is not fully uploaded"}),
    "upload-offset": ProblemKind(409, {"vi": "Sai vị trí tải tiếp", "en": "The upload offset does not match"}),
    "upload-checksum": ProblemKind(460, {"vi": "Phần tệp bị hỏng khi gửi", "en": "The chunk arrived damaged"}),
    "upload-gone": ProblemKind(410, {"vi": "Lượt tải lên đã hết hạn", "en": "The upload has expired"}),
    "tus-version": ProblemKind(412, {"vi": "Phiên bản tus không hỗ trợ", "en": "This tus version is not supported"}),
    "file-refused": ProblemKind(422, {"vi": "Tệp không được nhận", "en": "A file was refused"}),
    "form-version-unknown": ProblemKind(
        422, {"vi": "Không có phiên bản biểu mẫu này", "en": "This version of the form is unknown"}
    ),
    "state-conflict": ProblemKind(
        409, {"vi": "Không làm được ở trạng thái hiện tại", "en": "Not possible in the present state"}
    ),
    "too-many-requests": ProblemKind(
        429, {"vi": "Quá nhiều lần thử, xin đợi một lát", "en": "Too many attempts, please wait a little"}
    ),
    "payload-too-large": ProblemKind(413, {"vi": "Nội dung quá lớn", "en": "The content is too large"}),
    "unsupported-media-type": ProblemKind(415, {"vi": "Loại nội dung không hỗ trợ", "en": "Unsupported content type"}),
    "client-too-old": ProblemKind(426, {"vi": "Ứng dụng cần được cập nhật", "en": "The app needs to be updated first"}),
    "uploads-full": ProblemKind(
        507,
        {
            "vi": "Cổng đang giữ quá nhiều tệp chưa nộp của bạn, chưa nhận tệp này",
            "en": "The portal keeps too many files of yours that are not filed yet; this one was not taken",
        },
    ),
    "relay-expired": ProblemKind(410, {"vi": "Mã chuyển hồ sơ đã hết hạn", "en": "The hand-over code has expired"}),
    "relay-taken": ProblemKind(
        410, {"vi": "Hồ sơ của mã này đã được nhận", "en": "What this code stands for was taken already"}
    ),
    "relay-busy": ProblemKind(
        409, {"vi": "Một thiết bị khác đang nhận", "en": "Another device is taking it at this moment"}
    ),
    "relay-full": ProblemKind(507, {"vi": "Nơi chuyển hồ sơ tạm hết chỗ", "en": "The hand-over place is full for now"}),
    "storage-full": ProblemKind(
        507, {"vi": "Cổng dịch vụ tạm hết chỗ lưu, chưa nhận gì", "en": "The portal is out of space; nothing was kept"}
    ),
    "storage-unreachable": ProblemKind(
        503,
        {
            "vi": "Kho tệp của cổng dịch vụ tạm gián đoạn, chưa nhận gì",
            "en": "The portal's file store is out of reach for now; nothing was kept",
        },
    ),
    "internal": ProblemKind(
        500, {"vi": "Cổng dịch vụ gặp lỗi, chưa nhận gì", "en": "The portal failed; nothing was recorded"}
    ),
}

_BY_STATUS = {
    400: "invalid-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "payload-too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the request: where (JSON Pointer), which check, and what it says."""

    pointer: str
    id: str
    detail: Text


class Problem(Exception):  # noqa: N818  RFC 9457's own word for it
    """Raise it anywhere in a request; the client gets it as problem+json and nothing is kept."""

    def __init__(
        self,
        slug: str,
        detail: Text | None = None,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(slug)
        self.slug = slug
        self.status = KINDS[slug].status
        self.title = KINDS[slug].title
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def not_found() -> Problem:
    """Return the one answer for what does not exist and for what belongs to somebody else (I9)."""
    return Problem("not-found")


def conflict(vi: str, en: str) -> Problem:
    """Return a state conflict with its reason."""
    return Problem("state-conflict", {"vi": vi, "en": en})


def problem_body(problem: Problem, *, language: str, instance: str | None = None) -> dict[str, Any]:
    """Return the JSON object of a problem in one language."""
    body: dict[str, Any] = {
        "type": URN + problem.slug,
        "title": problem.title[language],
        "status": problem.status,
        "detail": problem.detail.get(language, problem.title[language]),
    }
    if instance is not None:
        body["instance"] = instance
    if problem.errors:
        body["errors"] = [
            {"pointer": fault.pointer, "id": fault.id, "detail": fault.detail.get(language, "")}
            for fault in problem.errors
        ]
    return body


def problem_response(problem: Problem, request: Request) -> JSONResponse:
    """Return the HTTP answer of a problem. A 404 names no instance, so that it is the same for every id."""
    instance = None if problem.status == 404 else request.url.path
    language = language_of(request.headers.get("accept-language"))
    return JSONResponse(
        problem_body(problem, language=language, instance=instance),
        problem.status,
        {**problem.headers, "Content-Language": language, "Cache-Control": "no-store"},
        MEDIA_TYPE,
    )


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem."""

    async def own(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return problem_response(error, request)

    async def framework(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        slug = _BY_STATUS.get(error.status_code, "invalid-request" if error.status_code < 500 else "internal")
        return problem_response(Problem(slug, headers=error.headers), request)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem_response(Problem("invalid-request", errors=_faults(error)), request)

    async def full(request: Request, _error: Exception) -> JSONResponse:
        return problem_response(Problem("storage-full"), request)

    async def unreachable(request: Request, _error: Exception) -> JSONResponse:
        return problem_response(Problem("storage-unreachable", headers={"Retry-After": "30"}), request)

    async def gone(request: Request, _error: Exception) -> JSONResponse:
        return problem_response(Problem("invalid-request"), request)  # nobody is left to read it

    async def unforeseen(request: Request, _error: Exception) -> JSONResponse:
        return problem_response(Problem("internal"), request)

    app.add_exception_handler(Problem, own)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(StorageFullError, full)
    app.add_exception_handler(StorageUnreachableError, unreachable)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, unforeseen)


def _faults(error: RequestValidationError) -> list[Fault]:
    """Say where the request is malformed without repeating what it contained (I10)."""
    faults = []
    for item in error.errors()[:50]:
        path = [str(part) for part in item["loc"]]
        where = path[1:] if path and path[0] == "body" else path
        pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in where)
        said = {"vi": "Giá trị không đúng định dạng.", "en": "The value is missing or malformed."}
        faults.append(Fault(pointer.encode("utf-8", "replace").decode(), str(item["type"]), said))
    return faults
