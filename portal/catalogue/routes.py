"""The public catalogue over HTTP: no sign-in, may be cached, ETag is the version."""

import gzip
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from portal.catalogue.tables import PublishedForm
from portal.deps import Deps, DepsNow
from portal.problems import Problem, not_found

router = APIRouter(prefix="/api/v1", tags=["catalogue"])

SHORT = ("code", "version", "name", "summary", "audience", "field", "level", "online", "state", "noun", "life_events")
"""Members of a procedure in the list."""


@router.get("/catalogue/changes", summary="The catalogue, unless the client has it", responses={304: {}})
async def changes(
    deps: DepsNow,
    request: Request,
    since: Annotated[str, Query(max_length=64, description="Version the client has.")] = "",  # noqa: ARG001  differences come later; a client may already say what it has
) -> Response:
    """Return everything public that a device needs offline, as one JSON object."""
    headers = _headers(deps)
    if _has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        packed = deps.extras.get("catalogue_gzip") or gzip.compress(deps.catalogue.raw, mtime=0)
        deps.extras["catalogue_gzip"] = packed
        return Response(packed, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})
    return Response(deps.catalogue.raw, media_type="application/json", headers=headers)


@router.get("/procedures", summary="All procedures, short")
async def procedures(deps: DepsNow, request: Request) -> Response:
    """Return the list of procedures."""
    short = [
        {name: procedure[name] for name in SHORT if name in procedure}
        for procedure in deps.catalogue.json_by_code.values()
    ]
    return _public(short, deps, request)


@router.get("/procedures/{code}", summary="One procedure")
async def procedure(code: str, deps: DepsNow, request: Request) -> Response:
    """Return a procedure with papers, fees and legal basis; its form is a request of its own."""
    found = deps.catalogue.json_by_code.get(code)
    if found is None:
        raise not_found()
    return _public({name: value for name, value in found.items() if name != "form"}, deps, request)


@router.get("/procedures/{code}/form", summary="A procedure's form")
async def form(
    code: str, deps: DepsNow, request: Request, version: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """Return the form in its newest version, or in one published earlier."""
    found = deps.catalogue.json_by_code.get(code)
    if found is None or not found.get("form"):
        raise not_found()
    if version in (None, found["form"]["version"]):
        return _public(found["form"], deps, request)
    wanted = str(version)
    earlier = await deps.database.read(lambda session: session.get(PublishedForm, (code, wanted)))
    if earlier is None:
        raise Problem("not-found")
    return JSONResponse(earlier.definition, headers={"Cache-Control": "public, max-age=86400, immutable"})


def _public(value: Any, deps: Deps, request: Request) -> Response:
    headers = _headers(deps)
    if _has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return JSONResponse(value, headers=headers)


def _headers(deps: Deps) -> dict[str, str]:
    return {
        "ETag": f'"{deps.catalogue.version}"',
        "Cache-Control": "public, max-age=60, must-revalidate",
        "Vary": "Accept-Encoding",
    }


def _has_it(request: Request, etag: str) -> bool:
    tags = request.headers.get("if-none-match", "").split(",")
    return etag in (tag.strip().removeprefix("W/") for tag in tags)
