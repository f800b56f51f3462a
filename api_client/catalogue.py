"""The public catalogue at the portal."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from api_client.http import FILE_LIMIT_BYTES, Http, decode, path_of
from forms.procedure import Catalogue

_CATALOGUE = TypeAdapter(Catalogue)


@dataclass(frozen=True, slots=True)
class CatalogueAnswer:
    """A catalogue newer than the one asked about: decoded, and the bytes to keep."""

    catalogue: Catalogue
    body: bytes
    etag: str | None


class CatalogueClient:
    """What changed since a version."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def changes(self, *, since: str, etag: str | None = None) -> CatalogueAnswer | None:
        """Return the portal's catalogue, None if the one with this version (and etag) is still its newest."""
        headers = {"If-None-Match": etag} if etag and etag.isascii() and etag.isprintable() else None
        answer = await self._http.send(
            "GET",
            path_of("api", "v1", "catalogue", "changes"),
            query={"since": since},
            headers=headers,
            limit_bytes=FILE_LIMIT_BYTES,
        )
        if answer.status == 304:
            return None
        catalogue = decode(answer, _CATALOGUE)
        if catalogue.version == since:
            return None
        return CatalogueAnswer(catalogue, answer.body, answer.headers.get("etag"))
