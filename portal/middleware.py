"""What holds for every request and answer, whichever feature it belongs to."""

from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.problems import Problem, problem_response

SAFE_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cache-control": b"no-store",
}
"""Set on every answer unless the handler said otherwise itself (ASVS 5.0 V3, V14)."""

CLIENT_VERSION = "motcua-client"


class SafeAnswers:
    """Adds the safe default headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in SAFE_HEADERS.items() if name not in present),
                ]
            await send(message)

        await self.app(scope, receive, complete)


class BodyLimit:
    """Refuses what no handler should see: bodies too large or compressed, NUL in the URL, clients too old."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, min_client: str | None = None) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.min_client = _version(min_client) if min_client else ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        problem = self._refusal(request)
        if problem is not None:
            await problem_response(problem, request)(scope, receive, send)
            return
        if _streams(scope):
            await self.app(scope, receive, send)
            return
        await self._pass_on(request, receive, send)

    def _refusal(self, request: Request) -> Problem | None:
        raw = request.scope.get("raw_path") or request.url.path.encode("utf-8", "surrogatepass")
        if b"\0" in unquote_to_bytes(raw) or b"\0" in unquote_to_bytes(request.scope["query_string"]):
            return Problem("invalid-request")
        if request.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
            return Problem("unsupported-media-type")
        version = request.headers.get(CLIENT_VERSION)
        if self.min_client and version is not None and _version(version) < self.min_client:
            return Problem("client-too-old")
        length = request.headers.get("content-length", "0")
        if not _streams(request.scope) and (not length.isascii() or not length.isdigit()):
            return Problem("invalid-request")
        if not _streams(request.scope) and int(length[:19]) > self.max_bytes:
            return Problem("payload-too-large")
        return None

    async def _pass_on(self, request: Request, receive: Receive, send: Send) -> None:
        """Count the body on its way; when it grows too long the handler sees a broken connection, the client 413."""
        seen = 0
        is_told = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            return {"type": "http.disconnect"} if seen > self.max_bytes else message

        async def answered(message: Message) -> None:
            nonlocal is_told
            if seen <= self.max_bytes:
                await send(message)
            elif not is_told:
                is_told = True
                await problem_response(Problem("payload-too-large"), request)(request.scope, receive, send)

        await self.app(request.scope, counted, answered)


def _streams(scope: Scope) -> bool:
    """Whether the handler reads and limits the body itself (tus)."""
    return bool(scope["path"].startswith("/api/v1/uploads"))


def _version(text: str) -> tuple[int, ...]:
    parts: list[Any] = text.split("+")[0].split(".")
    return tuple(int(part) if part.isascii() and part.isdigit() and len(part) < 9 else 0 for part in parts[:4])
