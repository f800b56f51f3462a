"""Taking a paper from those kept on this device, without its screen."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Final

import flet as ft

from api_client.errors import PortalError
from app.documents.box import Box, BoxedPaper
from app.documents.holders import Holders
from app.documents.model import Refused
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.tracking.service import Tracking
from app.vault.errors import VaultError
from forms.procedure import Text
from views.documents.box_state import BoxChoiceState, Choosing
from views.documents.holding import Holding, OpenPaper
from views.documents.issued import IssuedResult, issued_results
from views.forms.state import Locked, Opening
from views.shared.today import today

log = logging.getLogger(__name__)

_ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


class BoxChoiceModel(ft.Observable):
    """What the page of kept papers shows for one paper, and what a person can intend there."""

    def __init__(
        self,
        holding: Holding,
        paper_id: str,
        *,
        holders: Holders,
        box: Box,
        tracking: Tracking,
        clock: Callable[[], datetime],
        name_of: Callable[[Text], str],
    ) -> None:
        self.state: BoxChoiceState = Opening()
        self.holding = holding
        self._holder = holders.of(holding.holder_id)
        self._paper_id = paper_id
        self._box = box
        self._tracking = tracking
        self._clock = clock
        self._name_of = name_of

    @property
    def today(self) -> date:
        """The day it is in Vietnam."""
        return today(self._clock)

    async def open(self) -> None:
        """Show what can be taken."""
        opened = await self.holding.open(self._paper_id)
        if not isinstance(opened, OpenPaper):
            self.state = opened
            return
        issued = issued_results(self._tracking) if "application/pdf" in opened.paper.accept else ()
        self.state = Choosing(opened.paper, opened.procedure_name, self._box.list(), issued)

    async def take(self, chosen: BoxedPaper | IssuedResult) -> str | None:
        """Use a paper, asking first where it is expired or an electronic result; return where to go on."""
        needs_a_word = isinstance(chosen, IssuedResult) or chosen.expiry(self.today) == "expired"
        if needs_a_word and isinstance(self.state, Choosing) and self.state.asked != chosen:
            self._show(asked=chosen, refused=None, has_failed=False)
            return None
        return await self._attach(chosen)

    def leave_it(self) -> None:
        """Do not use what was asked about."""
        self._show(asked=None)

    async def _attach(self, chosen: BoxedPaper | IssuedResult) -> str | None:
        if not isinstance(self.state, Choosing) or self.state.is_busy:
            return None
        self._show(is_busy=True, refused=None, has_failed=False)
        try:
            name, data = await self._bytes_of(chosen)
            kept = await self._holder.attach(self.state.paper, file_name=name, data=data)
        except (KeyError, VaultError, PortalError):
            log.exception("a kept paper could not be used")
            self._show(is_busy=False, asked=None, has_failed=True)
            return None
        except (DraftLockedError, DraftNotFoundError):
            self.state = Locked()
            return None
        if isinstance(kept, Refused):
            self._show(is_busy=False, asked=None, refused=kept)
            return None
        return self.holding.route

    async def _bytes_of(self, chosen: BoxedPaper | IssuedResult) -> tuple[str, bytes]:
        if isinstance(chosen, IssuedResult):
            data = await self._tracking.document(chosen.dossier.id, chosen.document.id)
            return f"{self._name_of(chosen.document.title)} {chosen.document.number}.pdf".replace("/", "-"), data
        ending = _ENDINGS[chosen.file.media_type]
        name = chosen.name if PurePath(chosen.name).suffix.lower() == ending else f"{chosen.name}{ending}"
        return name.replace("/", "-"), await self._box.read(chosen)

    def _show(self, **changes: Any) -> None:
        if isinstance(self.state, Choosing):
            self.state = replace(self.state, **changes)
