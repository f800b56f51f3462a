"""The public catalogue over HTTP: no sign-in, may be cached by everybody on the way."""

import json
import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.procedure import FormDefinition
from portal.catalogue.answers import Answers, Packed, count_by_level, definitions, standing, unpacked, wish_of
from portal.catalogue.tables import CatalogueRelease, ProcedureVersion, PublishedForm
from portal.deps import Deps, DepsNow
from portal.problems import Problem, not_found

router = APIRouter(prefix="/api/v1", tags=["catalogue"])

SHORT = ("code", "version", "name", "summary", "audience", "field", "level", "online", "state", "noun", "life_events")
"""Members of a procedure in the list."""
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


@router.get(
    "/catalogue/changes",
    summary="The catalogue, or what changed in it since a version",
    responses={206: {}, 304: {}, 416: {}},
)
async def changes(
    deps: DepsNow,
    request: Request,
    since: Annotated[str, Query(max_length=64, description="Version the client has; empty: none.")] = "",
) -> Response:
    """Return everything public that a device needs offline, or the differences to what it has.

    The differences have ``since``, ``changed`` (procedures, whole) and ``removed`` (codes), and where they changed
    ``life_events``, ``lists`` and ``calendar``; when nothing changed both lists are empty. An unknown ``since`` is
    answered with the whole, which has ``procedures`` and no ``since``. ``Accept: application/x-ndjson`` gives the same
    line by line: first everything but the procedures, with their ``count``, then each procedure. ``Repr-Digest``
    (RFC 9530) is of the packed bytes; ``Range`` with ``If-Range`` goes on where a download was cut.
    """
    answers = answers_of(deps)
    release = await answers.release()
    if release is None:
        raise not_found()
    headers = _public(Vary="Accept, Accept-Encoding", ETag=f'"{release.version}"')
    if _has_it(request, release.version):
        return Response(status_code=304, headers=headers)
    accept, accept_encoding = (request.headers.get(name, "") for name in ("accept", "accept-encoding"))
    wish = wish_of(since=since, accept=accept, accept_encoding=accept_encoding)
    packed = await answers.find(wish, release)
    if packed.coding not in wish.codings:
        return StreamingResponse(unpacked(packed), media_type=packed.media_type, headers=headers)
    return _sent(packed, request)


@router.get("/procedures", summary="All procedures, short")
async def procedures(deps: DepsNow, request: Request) -> Response:
    """Return the list of procedures."""
    release = await answers_of(deps).release()
    headers = _public(ETag=f'"{release.version if release else 0}"')
    if release is None or _has_it(request, release.version):
        return Response(status_code=304, headers=headers) if release else JSONResponse([], headers=headers)
    kept = deps.extras.get("catalogue_short")
    if kept is None or kept[0] != release.number:
        kept = (release.number, await deps.database.read(_short))
        deps.extras["catalogue_short"] = kept
    return Response(kept[1], media_type="application/json", headers=headers)


@router.get("/procedures/{code}", summary="One procedure")
async def procedure(code: str, deps: DepsNow, request: Request) -> Response:
    """Return a procedure with papers, fees and legal basis; its form is a request of its own."""
    found = await deps.database.read(lambda session: standing(session, code))
    if found is None:
        raise not_found()
    headers = _public(ETag=f'"{found.version}"')
    if _has_it(request, found.version):
        return Response(status_code=304, headers=headers)
    said = json.loads(found.definition)
    return JSONResponse({name: value for name, value in said.items() if name != "form"}, headers=headers)


@router.get("/procedures/{code}/versions", summary="A procedure's versions, the newest first")
async def versions(code: str, deps: DepsNow) -> Response:
    """Return from when to when each version of a procedure stood in the catalogue."""
    found = await deps.database.read(lambda session: _versions(session, code))
    if not found:
        raise not_found()
    return JSONResponse(found, headers=_public())


@router.get("/procedures/{code}/form", summary="A procedure's form")
async def form(
    code: str, deps: DepsNow, request: Request, version: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """Return the form in its newest version, or in one published earlier."""
    procedure = deps.catalogue.find(code)
    if procedure is None or procedure.form is None:
        raise not_found()
    newest = procedure.form.version
    if version in (None, newest):
        headers = _public(ETag=f'"{newest}"')
        if _has_it(request, newest):
            return Response(status_code=304, headers=headers)
        return _json(_as_built(deps, procedure.code, procedure.form), headers)
    wanted = str(version)
    earlier = await deps.database.read(lambda session: session.get(PublishedForm, (code, wanted)))
    if earlier is None:
        raise Problem("not-found")
    return JSONResponse(earlier.definition, headers={"Cache-Control": "public, max-age=86400, immutable"})


@router.get("/statistics", summary="Public statistics, dated")
async def statistics(deps: DepsNow) -> Response:
    """Return how many procedures the catalogue has by online level, as of when.

    ``full``: everything online; ``part``: filed online, with a step at the office; ``info``: only described.
    """
    release = await answers_of(deps).release()
    counts = await deps.database.read(count_by_level)
    said = {
        "as_of": deps.now().isoformat(),
        "services": {
            "catalogue_version": release.version if release else None,
            "built_on": release.built_on.isoformat() if release else None,
            "total": sum(counts.values()),
            "by_online_level": counts,
        },
    }
    return JSONResponse(said, headers=_public())


def answers_of(deps: Deps) -> Answers:
    """Return this process's packed answers."""
    found = deps.extras.get("catalogue_answers")
    if not isinstance(found, Answers):
        found = deps.extras["catalogue_answers"] = Answers(deps.database)
    return found


def _sent(packed: Packed, request: Request) -> Response:
    """Return the bytes, or those from where the client's were cut (RFC 9110, 14)."""
    size = len(packed.content)
    headers = _public(
        ETag=packed.etag, Vary="Accept, Accept-Encoding", **{"Accept-Ranges": "bytes", "Repr-Digest": packed.digest}
    )
    wanted = RANGE.fullmatch(request.headers.get("range", "").strip())
    is_same = request.headers.get("if-range", packed.etag).strip() == packed.etag
    if wanted is None or not is_same:
        headers["Content-Encoding"] = packed.coding
        return Response(packed.content, media_type=packed.media_type, headers=headers)
    first, last = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
    if first > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers |= {"Content-Encoding": packed.coding, "Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(packed.content[first : last + 1], 206, media_type=packed.media_type, headers=headers)


def _short(session: Session) -> bytes:
    listed = (json.loads(text) for text in definitions(session))
    short = [{name: said[name] for name in SHORT if name in said} for said in listed]
    return json.dumps(short, ensure_ascii=False, separators=(",", ":")).encode()


def _versions(session: Session, code: str) -> list[dict[str, Any]]:
    rows = session.execute(
        select(ProcedureVersion, CatalogueRelease.version)
        .join(CatalogueRelease, CatalogueRelease.number == ProcedureVersion.release)
        .where(ProcedureVersion.procedure_code == code)
        .order_by(ProcedureVersion.release.desc())
    )
    return [
        {
            "version": row.version,
            "catalogue_version": catalogue_version,
            "published_at": row.published_at.isoformat(),
            "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            "valid_from": row.valid_from.isoformat() if row.valid_from else None,
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        }
        for row, catalogue_version in rows
    ]


def _as_built(deps: Deps, code: str, form: FormDefinition) -> Any:
    """Return a form as it was built, where it is one of this portal's own contents."""
    built = deps.catalogue.json_by_code.get(code, {}).get("form")
    is_same = built is not None and built["version"] == form.version
    return built if is_same else form.model_dump(mode="json", by_alias=True)


def _json(value: Any, headers: dict[str, str]) -> Response:
    return JSONResponse(value, headers=headers)


def _public(**headers: str) -> dict[str, str]:
    return {"Cache-Control": "public, max-age=60, must-revalidate", **headers}


def _has_it(request: Request, version: str) -> bool:
    """Whether the client names bytes of this version (an ETag of ours is the version and a digest of the bytes)."""
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in request.headers.get("if-none-match", "").split(","))
    return any(tag == version or tag.rpartition("-")[0] == version for tag in tags if tag)
