"""What a person can do with the documents issued to them."""

import logging
from dataclasses import replace

import flet as ft

from api_client.errors import PortalError
from app.documents.box import Box
from app.identity.service import Identity
from app.tracking.service import Tracking
from app.vault.errors import VaultError
from views.documents_box.state import BoxState, shelves_of
from views.tracking.refreshing import trouble_of

log = logging.getLogger(__name__)


class BoxModel(ft.Observable):
    """The document box: everything in it is brought to this device, so that it opens without a network."""

    state: BoxState

    def __init__(self, *, box: Box, tracking: Tracking, identity: Identity) -> None:
        super().__init__()
        self._box = box
        self._tracking = tracking
        self._identity = identity
        self.state = BoxState()
        self.load()

    def load(self, *_changes: object) -> None:
        """Show what this device holds now."""
        dossiers = tuple(entry.dossier for entry in self._tracking.list())
        signed_in = self._identity.session is not None
        self.state = replace(self.state, kept=self._box.list(), shelves=shelves_of(dossiers), signed_in=signed_in)

    async def refresh(self) -> None:
        """Ask the portal what is new, and bring every document to this device."""
        if self._identity.session is None:
            return
        try:
            await self._tracking.refresh()
            self.load()
            await self._bring()
        except (PortalError, VaultError) as error:
            self.state = replace(self.state, trouble=trouble_of(error))
            return
        self.state = replace(self.state, trouble=None)

    async def _bring(self) -> None:
        for _, documents in self.state.shelves:
            for entry in documents:
                try:
                    await self._tracking.document(entry.dossier.id, entry.document.id)
                except KeyError:
                    log.info("a document was taken back while it was brought")
