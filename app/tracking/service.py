"""Follow one's dossiers: what is known is there at once, the network only brings what is new."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random, SystemRandom
from typing import Any, Final

from pydantic import ValidationError

from api_client.client import PortalClient
from api_client.errors import NotFound, NotThePortal
from api_client.models import Document, Dossier
from api_client.payments import LookupCodes
from app.changes import Changed
from app.identity.service import Identity
from app.outbox.store import DOSSIERS, put_dossier
from app.tracking.looked_up import LookedUp
from app.tracking.model import TrackedDossier
from app.vault.errors import VaultError
from app.vault.vault import Vault

TRACKING: Final = "tracking"
"""Announced as ``("tracking", dossier id)`` when ``find`` answers something new."""


class Tracking:
    """The signed-in person's dossiers; ``await load()`` before anything else.

    Reading is from memory. Whoever else stores a dossier in the vault (the outbox, on delivery) need not tell: this
    service hears of the commit, reads it and announces ``("tracking", id)``.
    """

    def __init__(
        self,
        vault: Vault,
        portal: PortalClient,
        identity: Identity,
        clock: Callable[[], datetime],
        *,
        random: Random | None = None,
    ) -> None:
        self._vault = vault
        self._portal = portal
        self._identity = identity
        self._clock = clock
        self._random = random or SystemRandom()
        self._tracked: dict[str, TrackedDossier] = {}
        self._listed_until: dict[str, datetime] = {}
        """By person: the portal's time of the last change that a list of theirs has told."""
        self._reading: set[asyncio.Task[None]] = set()
        self.looked_up: LookedUp | None = None
        """What two codes opened last, since the app started; no record of it is kept."""

    async def load(self) -> None:
        """Read what is kept on this device and begin to follow the vault."""
        for id_, record in await self._vault.all(DOSSIERS):
            self._remember(id_, record)
        self._vault.changes.subscribe(self._hear)

    # --- read ---------------------------------------------------------------------------------------------------------

    def list(self) -> tuple[TrackedDossier, ...]:
        """Return the signed-in person's dossiers, last submitted first."""
        mine = [tracked for tracked in self._tracked.values() if tracked.owner == self._subject()]
        return tuple(sorted(mine, key=lambda tracked: tracked.dossier.submitted_at, reverse=True))

    def find(self, dossier_id: str) -> TrackedDossier | None:
        """Return a dossier of the signed-in person as last seen."""
        tracked = self._tracked.get(dossier_id)
        return tracked if tracked is not None and tracked.owner == self._subject() else None

    def is_settled(self, dossier_id: str, request_id: str) -> bool:
        """Return whether a request is open no more, whoever is signed in; for what is kept for its answer only."""
        tracked = self._tracked.get(dossier_id)
        requests = tracked.dossier.requests if tracked is not None else []
        return any(request.id == request_id and request.state != "open" for request in requests)

    # --- refresh ------------------------------------------------------------------------------------------------------

    async def refresh(self, dossier_id: str | None = None) -> None:
        """Ask the portal for one dossier, or for all that changed; without a sign-in nothing is asked.

        Raises:
            PortalError: it could not be asked; NotFound: it has no such dossier of this person.
            VaultError: something new came but could not be stored.
        """
        subject = self._subject()
        if subject is None:
            return
        if dossier_id is not None:
            await self._keep([await self._portal.dossiers.get(dossier_id)], subject=subject)
            return
        came = await self._portal.dossiers.list(updated_since=self._listed_until.get(subject))
        await self._keep(came, subject=subject)
        self._note_listed(came, subject)
        now = self._clock()
        for tracked in self._tracked.values():
            if tracked.owner == subject:
                self._tracked[tracked.dossier.id] = replace(tracked, seen_at=now)

    async def keep(self, dossier: Dossier) -> None:
        """Store what the portal just said of a dossier of the signed-in person."""
        subject = self._subject()
        if subject is not None:
            await self._keep([dossier], subject=subject)

    async def lookup(self, *, code: str, lookup_code: str) -> Dossier:
        """Return what anyone who holds both codes may see of a dossier; ``looked_up`` can ask again.

        Raises:
            PortalError: NotFound when the codes do not fit.
        """
        key = f"{self._random.getrandbits(128):032x}"
        looked_up = LookedUp(LookupCodes(code, lookup_code), self._portal.dossiers, self._clock, key=key)
        await looked_up.refresh()
        self.looked_up = looked_up
        return looked_up.dossier

    def _note_listed(self, came: Iterable[Dossier], subject: str) -> None:
        """Note up to when the next list need not tell again: by the portal's own times, for a clock here may be wrong.

        What became known of a single dossier does not count: others may have changed before.
        """
        times = [entry.at for dossier in came for entry in dossier.timeline]
        if times and self._subject() == subject:  # else nothing of it was kept
            self._listed_until[subject] = max([*times, self._listed_until.get(subject, times[0])])

    async def _keep(self, dossiers: Iterable[Dossier], *, subject: str) -> None:
        if self._subject() != subject:  # somebody else signed in while the portal answered
            return
        now = self._clock()
        new = [dossier for dossier in dossiers if not self._is_known(dossier, now=now)]
        if not new:
            return
        await self._vault.transact([put_dossier(dossier, owner=subject, seen_at=now) for dossier in new])
        for dossier in new:
            self._tracked[dossier.id] = TrackedDossier(dossier, now, subject)
        self._announce(dossier.id for dossier in new)

    def _is_known(self, dossier: Dossier, *, now: datetime) -> bool:
        """Whether this says nothing new: what is known already, or an answer that was overtaken by a later one."""
        known = self._tracked.get(dossier.id)
        if known is None or dossier.version > known.dossier.version:
            return False
        if dossier == known.dossier:
            self._tracked[dossier.id] = replace(known, seen_at=now)
            return True
        return dossier.version < known.dossier.version

    async def answers_copy(self, dossier_id: str, language: str) -> bytes:
        """Return the portal's copy of a dossier's answers as PDF: what ``app/copies.py`` draws, nothing is kept.

        Raises:
            PortalError: it could not be asked, or no longer has the form.
        """
        return await self._portal.dossiers.answers_copy(dossier_id, language=language)

    # --- documents ----------------------------------------------------------------------------------------------------

    async def document(self, dossier_id: str, document_id: str) -> bytes:
        """Return the bytes of a document, kept on this device for ever after the first time.

        Raises:
            KeyError: the dossier has no such document.
            PortalError: it is not here yet and the portal cannot give it, or gives other bytes.
        """
        tracked = self.find(dossier_id)
        document = next((d for d in tracked.dossier.documents if d.id == document_id), None) if tracked else None
        if document is None:
            raise KeyError(document_id)
        blob_id = f"document:{dossier_id}:{document.id}:{document.sha256}"
        kept = await self._kept(blob_id, document)
        if kept is not None:
            return kept
        data = await self._portal.dossiers.document(dossier_id, document_id)
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise NotThePortal("other bytes than the document's")
        try:
            await self._vault.put_blob(blob_id, data)
        except VaultError:
            return data  # shown now, brought again next time
        return data

    async def submitted_copy(self, dossier_id: str) -> bytes:
        """Return the PDF copy of what was submitted; raises as ``document``."""
        tracked = self.find(dossier_id)
        copies = [d.id for d in tracked.dossier.documents if d.kind == "submitted_copy"] if tracked else []
        if not copies:
            raise KeyError("submitted_copy")
        return await self.document(dossier_id, copies[0])

    async def file(self, dossier_id: str, sha256: str) -> bytes:
        """Return a file that was filed.

        Raises:
            PortalError: the portal cannot give it, or gives other bytes.
        """
        if self.find(dossier_id) is None:
            raise NotFound(404, "not-found")
        data = await self._portal.dossiers.file(dossier_id, sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise NotThePortal("other bytes than were filed")
        return data

    async def _kept(self, blob_id: str, document: Document) -> bytes | None:
        try:
            data = await self._vault.get_blob(blob_id)
        except (KeyError, VaultError):
            return None
        return data if hashlib.sha256(data).hexdigest() == document.sha256 else None

    # --- the vault's changes ------------------------------------------------------------------------------------------

    def _hear(self, changed: Changed) -> None:
        ids = [id_ for table, id_ in changed if table == DOSSIERS]
        if ids:
            task = asyncio.get_running_loop().create_task(self._reread(ids))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _reread(self, ids: Iterable[str]) -> None:
        new = []
        for id_ in ids:
            try:
                record = await self._vault.get(DOSSIERS, id_)
            except VaultError:
                continue
            if record is None:
                self._tracked.pop(id_, None)
                new.append(id_)
            elif self._remember(id_, record):
                new.append(id_)
        self._announce(new)

    def _remember(self, id_: str, record: Mapping[str, Any]) -> bool:
        """Take a record into memory; return whether it says something new."""
        try:
            tracked = TrackedDossier(
                Dossier.model_validate(record["dossier"]), datetime.fromisoformat(record["seen_at"]), record["owner"]
            )
        except (KeyError, TypeError, ValueError, ValidationError):
            return False
        known = self._tracked.get(id_)
        if known == tracked or (known is not None and known.dossier.version > tracked.dossier.version):
            return False
        self._tracked[id_] = tracked
        return True

    def _announce(self, ids: Iterable[str]) -> None:
        self._vault.changes.announce(frozenset((TRACKING, id_) for id_ in ids))

    def _subject(self) -> str | None:
        return self._identity.session.subject if self._identity.session else None
