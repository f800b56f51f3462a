"""The relay over HTTP: boxes and their pieces. Every request may be repeated; none looks inside."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from portal.deps import DepsNow, deps_of, find_current_person
from portal.identity.oidc import OWN_CLIENTS, Refusal
from portal.identity.requests import address_of
from portal.identity.terminals import client_of
from portal.problems import Problem
from portal.relay import pages, service
from portal.relay.schemas import RelayBox, RelayBoxInput
from portal.relay.service import Asker

BINARY = {"schema": {"type": "string", "format": "binary"}}

router = APIRouter()
boxes = APIRouter(prefix="/api/v1/relay", tags=["relay"])

BoxId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Number = Annotated[int, Path(ge=0, lt=100_000)]


async def find_opener(request: Request) -> str | None:
    """Return the id of the terminal that proves itself (HTTP Basic) or who a signed-in person is, None for others."""
    authorization = request.headers.get("authorization", "")
    if not authorization.lower().startswith("basic "):
        person = await find_current_person(request)
        return service.opener_of(person.subject) if person is not None else None
    found = await deps_of(request).database.read(lambda session: client_of(session, {}, authorization))
    return None if isinstance(found, Refusal) or found in ("", *OWN_CLIENTS) else found


async def current_opener(request: Request) -> str:
    """Return the terminal or the person that asks.

    Raises:
        Problem: ``unauthenticated``.
    """
    opener = await find_opener(request)
    if opener is None:
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Basic realm="motcua"'})
    return opener


async def asker_of(
    request: Request,
    relay_token: Annotated[str, Header(max_length=128, description="Derived from the code.")] = "",
    relay_taker: Annotated[str, Header(max_length=128, description="Chosen by who takes, kept until taken.")] = "",
) -> Asker:
    """Return who asks for a box."""
    return Asker(relay_token, address_of(request), opener=await find_opener(request), taker=relay_taker)


AskerNow = Annotated[Asker, Depends(asker_of)]
OpenerNow = Annotated[str, Depends(current_opener)]


@boxes.put("/{box_id}", summary="Open a box")
async def open_box(deps: DepsNow, opener: OpenerNow, box_id: BoxId, wanted: RelayBoxInput) -> RelayBox:
    """Open a box for a terminal, or for a draft of the signed-in person; who opens it chooses the id."""
    return await service.open_box(deps, box_id, wanted, opener=opener)


@boxes.get("/{box_id}", summary="How does a box stand?")
async def look(deps: DepsNow, asker: AskerNow, box_id: BoxId) -> RelayBox:
    """Return how a box stands, for either end."""
    return await service.look(deps, box_id, asker)


@boxes.delete("/{box_id}", status_code=204, summary="Give a box up")
async def close_box(deps: DepsNow, opener: OpenerNow, box_id: BoxId) -> Response:
    """Throw away a box of whoever asks."""
    await service.close_box(deps, box_id, opener=opener)
    return Response(status_code=204)


@boxes.put(
    "/{box_id}/pieces/{number}",
    status_code=204,
    summary="Put a piece in",
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": BINARY}}},
)
async def put_piece(request: Request, deps: DepsNow, asker: AskerNow, box_id: BoxId, number: Number) -> Response:
    """Keep one sealed piece; answered when it is durable."""
    await service.put_piece(deps, box_id, number, await request.body(), asker=asker)
    return Response(status_code=204)


@boxes.get(
    "/{box_id}/pieces/{number}",
    summary="Take a piece",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": BINARY}}},
)
async def take_piece(deps: DepsNow, asker: AskerNow, box_id: BoxId, number: Number) -> Response:
    """Return one sealed piece to the only one who takes from this box."""
    name = await service.take_piece(deps, box_id, number, asker=asker)
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": "attachment"}
    return StreamingResponse(deps.storage.read(name), media_type="application/octet-stream", headers=headers)


@boxes.put("/{box_id}/receipt", status_code=204, summary="Say that all of it is safe")
async def give_receipt(deps: DepsNow, asker: AskerNow, box_id: BoxId) -> Response:
    """Empty the box: the receiver has it."""
    await service.give_receipt(deps, box_id, asker=asker)
    return Response(status_code=204)


router.include_router(boxes)
router.include_router(pages.router)
