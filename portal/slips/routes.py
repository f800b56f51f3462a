"""``/.well-known/motcua-keys.json``: the public keys that verify slips, offline."""

from typing import Any

from fastapi import APIRouter, Response

from portal.deps import DepsNow

router = APIRouter(tags=["slips"])


@router.get("/.well-known/motcua-keys.json", summary="Public keys of signed statements (JWK set)")
async def keys(deps: DepsNow, response: Response) -> dict[str, Any]:
    """Return the JWK set; it may be kept for a day."""
    response.headers["Cache-Control"] = "public, max-age=86400"
    return deps.signer.jwks()
