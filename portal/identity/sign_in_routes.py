"""``/api/v1/me/sign-ins``: where a person is signed in, and how they end it."""

import logging

from fastapi import APIRouter, Request

from portal.deps import CurrentPerson, DepsNow, bearer_token
from portal.identity.schemas import SignInPlace
from portal.identity.sign_ins import end_other_sign_ins, end_sign_in, sign_ins_of
from portal.identity.signed_in import hash_token
from portal.problems import not_found

log = logging.getLogger("portal.identity")

router = APIRouter(prefix="/api/v1/me/sign-ins", tags=["identity"])


@router.get("", summary="Where I am signed in, newest first")
async def sign_ins(person: CurrentPerson, request: Request, deps: DepsNow) -> list[SignInPlace]:
    """Return every device and terminal at which the person is signed in."""
    now, token_hash = deps.now(), hash_token(bearer_token(request) or "")
    return await deps.database.read(
        lambda session: sign_ins_of(session, person.subject, token_hash=token_hash, now=now)
    )


@router.delete("/{sign_in_id}", status_code=204, summary="End one of my sign-ins")
async def end(sign_in_id: str, person: CurrentPerson, deps: DepsNow) -> None:
    """End one sign-in of the person's own, this one included; its tokens stop at once."""
    now = deps.now()
    if not await deps.database.write(lambda session: end_sign_in(session, person.subject, sign_in_id, now=now)):
        raise not_found()
    log.info("a sign-in was ended by its person")


@router.delete("", status_code=204, summary="End all my other sign-ins")
async def end_others(person: CurrentPerson, request: Request, deps: DepsNow) -> None:
    """End every sign-in of the person's but this one."""
    now, token_hash = deps.now(), hash_token(bearer_token(request) or "")
    await deps.database.write(
        lambda session: end_other_sign_ins(session, person.subject, token_hash=token_hash, now=now)
    )
    log.info("all other sign-ins were ended by their person")
