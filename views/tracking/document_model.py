"""Open one document of a dossier, from this device when it was here before, and check its signature."""

from dataclasses import dataclass, replace

import flet as ft

from api_client.errors import NotFound, PortalError
from api_client.models import Document, Dossier
from app.seals.model import SealState, Verdict
from app.seals.service import Seals
from app.tracking.service import Tracking
from app.vault.errors import VaultError
from views.tracking.refreshing import Trouble, trouble_of
from views.tracking.state import NotHere


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, and what is known of it."""

    dossier: Dossier
    document: Document
    data: bytes | None = None
    """Its bytes, once they are here."""
    verdict: Verdict | None = None
    """What its signature says; None while it is being checked or when it carries none."""
    trouble: Trouble | None = None


DocumentState = NotHere | Reading


class DocumentModel(ft.Observable):
    """One document: a slip, a proof, a result, a receipt, the copy of what was submitted."""

    state: DocumentState

    def __init__(self, dossier_id: str, document_id: str, *, tracking: Tracking, seals: Seals) -> None:
        super().__init__()
        self._dossier_id = dossier_id
        self._document_id = document_id
        self._tracking = tracking
        self._seals = seals
        self.state = self._found() or NotHere()

    async def open(self) -> None:
        """Bring the bytes and check the signature; a dossier unknown here is asked for first."""
        if isinstance(self.state, NotHere):
            await self._look()
        if not isinstance(self.state, Reading):
            return
        try:
            data = await self._tracking.document(self._dossier_id, self._document_id)
        except (PortalError, VaultError) as error:
            self.state = replace(self.state, trouble=trouble_of(error))
            return
        except KeyError:
            self.state = NotHere(looking=False)
            return
        self.state = replace(self.state, data=data, trouble=None, verdict=self._check(self.state.document, data))
        await self._check_with_new_keys()

    async def _look(self) -> None:
        try:
            await self._tracking.refresh(self._dossier_id)
        except NotFound:
            self.state = NotHere(looking=False)
            return
        except (PortalError, VaultError) as error:
            self.state = NotHere(looking=False, trouble=trouble_of(error))
            return
        self.state = self._found() or NotHere(looking=False)

    async def _check_with_new_keys(self) -> None:
        state = self.state
        if not isinstance(state, Reading) or state.verdict is None or state.data is None:
            return
        if state.verdict.state is SealState.UNKNOWN_KEY and await self._seals.refresh():
            self.state = replace(state, verdict=self._check(state.document, state.data))

    def _check(self, document: Document, data: bytes) -> Verdict | None:
        return self._seals.check_document(document, data) if document.statement is not None else None

    def _found(self) -> Reading | None:
        tracked = self._tracking.find(self._dossier_id)
        if tracked is None:
            return None
        document = find_document(tracked.dossier, self._document_id)
        return Reading(tracked.dossier, document) if document is not None else None


def find_document(dossier: Dossier, document_id: str) -> Document | None:
    """Return a document of a dossier."""
    return next((document for document in dossier.documents if document.id == document_id), None)


def all_documents(dossier: Dossier) -> tuple[Document, ...]:
    """Return the documents of a dossier, newest first."""
    return tuple(sorted(dossier.documents, key=lambda document: document.issued_at, reverse=True))
