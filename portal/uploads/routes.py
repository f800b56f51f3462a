"""tus 1.0 over HTTP (creation, creation-with-upload, checksum, expiration, termination), and a receipt by GET."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from portal.db import StorageFullError
from portal.deps import CurrentPerson, DepsNow
from portal.languages import Language
from portal.problems import Problem, problem_response
from portal.storage.model import StorageUnreachableError
from portal.uploads import protocol, service
from portal.uploads.schemas import UploadReceipt, receipt_of

TUS = {"Tus-Resumable": protocol.VERSION}


class TusRoute(APIRoute):
    """Answers with ``Tus-Resumable``, problems included: a client knows by it that it talks to the portal."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that adds the header."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handler(request)
            except Problem as problem:
                response = problem_response(problem, request)
            except StorageFullError:
                response = problem_response(Problem("storage-full"), request)
            except StorageUnreachableError:
                response = problem_response(Problem("storage-unreachable", headers={"Retry-After": "30"}), request)
            response.headers.update(TUS)
            return response

        return answer


router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"], route_class=TusRoute)


@router.options("", status_code=204, summary="What this portal can receive")
@router.options("/{upload_id}", status_code=204, include_in_schema=False)
async def options(deps: DepsNow) -> Response:
    """Return version, extensions and the largest size."""
    headers = {
        "Tus-Version": protocol.VERSION,
        "Tus-Extension": protocol.EXTENSIONS,
        "Tus-Max-Size": str(service.max_bytes(deps)),
        "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


@router.post("", status_code=201, summary="Announce a file")
async def create(request: Request, deps: DepsNow, person: CurrentPerson) -> Response:
    """Open an upload; a body of the tus content type is its first piece."""
    protocol.check_version(request)
    announced = protocol.announcement(request)
    has_body = _media_type(request) == protocol.CONTENT_TYPE
    checksum = protocol.checksum(request) if has_body else None
    upload = await service.create(deps, person, announced)
    if has_body:
        upload = await service.append(deps, upload, request.stream(), offset=0, checksum=checksum)
    location = {"Location": f"{router.prefix}/{upload.id}"}
    return Response(status_code=201, headers={**location, **protocol.offset_headers(upload)})


@router.head("/{upload_id}", summary="How far is the upload?")
async def head(upload_id: str, request: Request, deps: DepsNow, person: CurrentPerson) -> Response:
    """Return the durable offset."""
    protocol.check_version(request)
    upload = await service.verified_when_complete(deps, await service.get(deps, person, upload_id))
    headers = {**protocol.offset_headers(upload), "Upload-Length": str(upload.length), "Cache-Control": "no-store"}
    if upload.metadata_header:
        headers["Upload-Metadata"] = upload.metadata_header
    return Response(status_code=200, headers=headers)


@router.patch("/{upload_id}", status_code=204, summary="Send a piece")
async def patch(upload_id: str, request: Request, deps: DepsNow, person: CurrentPerson) -> Response:
    """Append the body at ``Upload-Offset``; answered when the bytes are durable."""
    protocol.check_version(request)
    if _media_type(request) != protocol.CONTENT_TYPE:
        raise Problem("unsupported-media-type")
    offset, checksum = protocol.number(request, "upload-offset"), protocol.checksum(request)
    upload = await service.get(deps, person, upload_id)
    if offset == upload.received:
        _check_room(request, upload.length - offset)
    upload = await service.append(deps, upload, request.stream(), offset=offset, checksum=checksum)
    return Response(status_code=204, headers=protocol.offset_headers(upload))


@router.get("/{upload_id}", summary="The receipt of an upload")
async def receipt(upload_id: str, deps: DepsNow, person: CurrentPerson, language: Language) -> UploadReceipt:
    """Return the hash the portal computed itself and whether it takes the file."""
    upload = await service.verified_when_complete(deps, await service.get(deps, person, upload_id))
    return receipt_of(upload, language)


@router.delete("/{upload_id}", status_code=204, summary="Give an upload up")
async def terminate(upload_id: str, request: Request, deps: DepsNow, person: CurrentPerson) -> Response:
    """Throw away an upload that no dossier has taken."""
    protocol.check_version(request)
    await service.terminate(deps, await service.get(deps, person, upload_id))
    return Response(status_code=204)


@router.post("/{upload_id}", include_in_schema=False)
async def overridden(upload_id: str, request: Request, deps: DepsNow, person: CurrentPerson) -> Response:
    """Do what ``X-HTTP-Method-Override`` says (tus 1.0): some proxies let only GET and POST pass."""
    verbs = {"PATCH": patch, "HEAD": head, "DELETE": terminate}
    verb = verbs.get(request.headers.get("x-http-method-override", "").upper())
    if verb is None:
        raise Problem("method-not-allowed", headers={"Allow": "HEAD, GET, PATCH, DELETE, OPTIONS"})
    return await verb(upload_id, request, deps, person)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _check_room(request: Request, room: int) -> None:
    """Refuse at once a body that says itself that it is too long."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:19]) > max(room, 0):
        raise Problem("payload-too-large")
