"""Checks seals with the keys this device has kept, and brings new keys when there is a connection."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from api_client.client import PortalClient
from api_client.errors import PortalError
from api_client.models import Document
from app.seals.model import SealState, Verdict
from app.seals.statement import verify
from app.vault.errors import VaultError
from app.vault.vault import Vault

TABLE: Final = "seals"
MOST_KEYS: Final = 50


class Seals:
    """The portal's public keys, kept for ever: a document is checked years after its key was replaced.

    ``await load()`` before anything else.
    """

    def __init__(self, vault: Vault, portal: PortalClient, *, official_keys: Collection[str] = ()) -> None:
        self._vault = vault
        self._portal = portal
        self._official = frozenset(official_keys)
        self._keys: dict[str, dict[str, Any]] = {}

    async def load(self) -> None:
        """Read the kept keys."""
        self._keys = dict(await self._vault.all(TABLE))

    async def refresh(self) -> bool:
        """Bring the portal's keys; return whether there is a new one. A kept key is never replaced by another."""
        try:
            offered = await self._portal.identity.portal_keys()
        except PortalError:
            return False
        new = {
            key["kid"]: key
            for key in offered
            if isinstance(key.get("kid"), str) and 0 < len(key["kid"]) <= 200 and key["kid"] not in self._keys
        }
        for key_id, key in list(new.items())[: max(MOST_KEYS - len(self._keys), 0)]:
            self._keys[key_id] = key
            await self._keep(key_id, key)
        return bool(new)

    async def _keep(self, key_id: str, key: dict[str, Any]) -> None:
        try:
            await self._vault.put(TABLE, key_id, key)
        except VaultError:
            return  # in memory for now; it is asked for again after the next start

    def check(self, statement: str) -> Verdict:
        """Return what a statement says, with the keys at hand."""
        return verify(statement, self._keys.values(), official_keys=self._official)

    def check_document(self, document: Document, data: bytes) -> Verdict:
        """Return what a document's statement says, also comparing the document's bytes and number with it."""
        if document.statement is None:
            return Verdict(SealState.FORGED)
        verdict = self.check(document.statement)
        if not verdict.valid:
            return verdict
        is_ours = verdict.number == document.number and verdict.sha256 in (None, hashlib.sha256(data).hexdigest())
        return verdict if is_ours else replace(verdict, state=SealState.FORGED)

    async def check_online(self, statement: str) -> Verdict:
        """Return what a statement says, asking for new keys when its key is unknown."""
        verdict = self.check(statement)
        if verdict.state is SealState.UNKNOWN_KEY and await self.refresh():
            verdict = self.check(statement)
        return verdict
