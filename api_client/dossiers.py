"""Dossiers at the portal (``/api/v1/dossiers``)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from api_client.addresses import path_of
from api_client.answers import Answer, bytes_of, decode
from api_client.errors import NotFound, NotThePortal
from api_client.http import FILE_LIMIT_BYTES, Http
from api_client.models import Dossier, Many

_DOSSIER = TypeAdapter(Dossier)
_DOSSIERS: TypeAdapter[tuple[Dossier, ...]] = TypeAdapter(Many[Dossier])
_JSON = {"Content-Type": "application/json"}


class DossiersClient:
    """Submit, read, answer, withdraw."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def submit(self, key: str, payload: Mapping[str, Any]) -> Dossier:
        """Submit a dossier; repeating the call with the same key returns the same dossier.

        Raises:
            PortalError: with ``may_have_arrived`` when only ``find_by_key`` can tell what happened.
        """
        answer = await self._post(path_of("api", "v1", "dossiers"), payload, key=key)
        dossier = decode(answer, _DOSSIER, statuses=(200, 201))
        if dossier.key != key:
            raise NotThePortal("a dossier with another key")
        return dossier

    async def find_by_key(self, key: str) -> Dossier | None:
        """Return the dossier submitted with this key; None if the portal says that it has none."""
        try:
            return await self._get(path_of("api", "v1", "dossiers", "by-key", key))
        except NotFound:
            return None

    async def get(self, dossier_id: str) -> Dossier:
        """Return one dossier of the signed-in person."""
        return await self._get(path_of("api", "v1", "dossiers", dossier_id))

    async def list(self, *, updated_since: datetime | None = None) -> tuple[Dossier, ...]:
        """Return the signed-in person's dossiers, all or those changed since a moment."""
        query = {"updated_since": updated_since.isoformat()} if updated_since else None
        answer = await self._http.send("GET", path_of("api", "v1", "dossiers"), query=query, signed_in=True)
        return decode(answer, _DOSSIERS)

    async def send_answer(self, dossier_id: str, request_id: str, *, key: str, payload: Mapping[str, Any]) -> Dossier:
        """Answer a request with a payload made earlier (what the outbox froze)."""
        path = path_of("api", "v1", "dossiers", dossier_id, "requests", request_id, "answer")
        return self._same(decode(await self._post(path, payload, key=key), _DOSSIER), dossier_id)

    async def withdraw(self, dossier_id: str, *, key: str, reason: str) -> Dossier:
        """Ask for the dossier to be withdrawn."""
        path = path_of("api", "v1", "dossiers", dossier_id, "withdrawal")
        return self._same(decode(await self._post(path, {"reason": reason}, key=key), _DOSSIER), dossier_id)

    async def document(self, dossier_id: str, document_id: str) -> bytes:
        """Return the bytes of a document; compare their hash with ``Document.sha256``."""
        return await self._file(path_of("api", "v1", "dossiers", dossier_id, "documents", document_id))

    async def file(self, dossier_id: str, sha256: str) -> bytes:
        """Return the bytes of a file that was filed."""
        return await self._file(path_of("api", "v1", "dossiers", dossier_id, "files", sha256))

    async def answers_copy(self, dossier_id: str, *, language: str) -> bytes:
        """Return a copy of the answers as PDF, ``vi`` or ``en``."""
        path = path_of("api", "v1", "dossiers", dossier_id, "answers.pdf")
        query = {"language": language}
        answer = await self._http.send("GET", path, query=query, signed_in=True, limit_bytes=FILE_LIMIT_BYTES)
        return bytes_of(answer)

    async def lookup(self, *, code: str, lookup_code: str, key: str) -> Dossier:
        """Return what may be shown of a dossier to whoever holds both codes."""
        payload = {"code": code, "lookup_code": lookup_code}
        return decode(await self._post(path_of("api", "v1", "lookup"), payload, key=key, signed_in=False), _DOSSIER)

    async def _post(self, path: str, payload: Mapping[str, Any], *, key: str, signed_in: bool = True) -> Answer:
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return await self._http.send("POST", path, headers=_JSON, body=body, key=key, signed_in=signed_in)

    async def _get(self, path: str) -> Dossier:
        return decode(await self._http.send("GET", path, signed_in=True), _DOSSIER)

    async def _file(self, path: str) -> bytes:
        return bytes_of(await self._http.send("GET", path, signed_in=True, limit_bytes=FILE_LIMIT_BYTES))

    @staticmethod
    def _same(dossier: Dossier, dossier_id: str) -> Dossier:
        if dossier.id != dossier_id:
            raise NotThePortal("another dossier than was asked for")
        return dossier
