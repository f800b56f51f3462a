"""One kept paper without its screen: choose its file, name it, say until when it is valid, remove it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import flet as ft

from app.documents.box import KINDS, Box, BoxedPaper
from app.documents.model import Refused
from app.documents.sources import MAX_SOURCE_BYTES
from app.vault.errors import VaultError
from forms.formats.dates import is_date, to_date, why_no_date
from views.documents.thumbnails import thumbnail
from views.documents_box.kept_state import Done, Filling, KeptState, NotKept
from views.platform.device import Device, PickedFile, TooLargeFile, UnreadFile
from views.shared.unforeseen import released

log = logging.getLogger(__name__)

NEW = "new"
TAKEN = ("image/jpeg", "image/png", "application/pdf")


class KeptModel(ft.Observable):
    """What the page of one kept paper shows, and what a person can intend there."""

    def __init__(self, paper_id: str, *, box: Box, device: Device, show_date: Callable[[date], str]) -> None:
        paper = box.find(paper_id)
        self._box = box
        self._device = device
        self.name = paper.name if paper is not None else ""
        self.expires = show_date(paper.expires_on) if paper is not None and paper.expires_on else ""
        self.state: KeptState = NotKept()
        if paper is not None or paper_id == NEW:
            self.state = Filling(paper, paper.kind if paper is not None else "other")

    async def open(self) -> None:
        """Show the picture of a kept photo."""
        paper = self._paper
        if paper is None or not paper.file.media_type.startswith("image/"):
            return
        try:
            data = await self._box.read(paper)
        except (KeyError, VaultError):
            log.exception("a kept paper could not be read")
            self._show(has_failed=True)
            return
        self._show(picture=await asyncio.to_thread(thumbnail, data))

    async def choose_file(self) -> None:
        """Let the person choose the paper's file."""
        picked = await self._device.pick_file(media_types=TAKEN, max_bytes=MAX_SOURCE_BYTES)
        if picked is None:
            return
        self._show(refused=None, has_failed=False, has_no_file=False)
        match picked:
            case PickedFile():
                self._show(file=picked, picture=await asyncio.to_thread(thumbnail, picked.data))
            case TooLargeFile():
                self._show(refused=Refused("too_large", picked.name, limit=MAX_SOURCE_BYTES))
            case UnreadFile():
                self._show(has_failed=True)

    def write_name(self, text: str) -> None:
        """Take the name as it is typed."""
        self.name = text

    def write_expiry(self, text: str) -> None:
        """Take the last day of validity as it is typed."""
        self.expires = text

    def choose_kind(self, kind: str) -> None:
        """Say what kind of paper it is."""
        for known in KINDS:
            if known == kind:
                self._show(kind=known)

    async def save(self) -> None:
        """Keep the paper, or what was written about it; say what is missing or wrong."""
        if not isinstance(self.state, Filling) or self.state.is_busy:
            return
        typed = to_date(self.expires) if self.expires.strip() else ""
        wrong = None if not typed or is_date(typed) else why_no_date(typed) or {}
        has_no_file = self.state.paper is None and self.state.file is None
        self._show(wrong_date=wrong, has_no_file=has_no_file, attempts=self.state.attempts + 1)
        if wrong is None and not has_no_file:
            self._show(is_busy=True, has_failed=False, refused=None)
            with released(self, is_busy=False):
                await self._store(date.fromisoformat(typed) if typed else None)

    async def _store(self, expires_on: date | None) -> None:
        assert isinstance(self.state, Filling)
        state = self.state
        try:
            if state.paper is not None:
                await self._box.change(state.paper.id, name=self.name, kind=state.kind, expires_on=expires_on)
            elif state.file is not None:
                kept = await self._box.keep(
                    name=self.name,
                    kind=state.kind,
                    expires_on=expires_on,
                    file_name=state.file.name,
                    data=state.file.data,
                )
                if isinstance(kept, Refused):
                    self._show(is_busy=False, refused=kept, file=None, picture=None)
                    return
        except VaultError:
            log.exception("a paper could not be kept")
            self._show(is_busy=False, has_failed=True)
            return
        self.state = Done("kept")

    def ask_to_remove(self) -> None:
        """Ask whether the paper is really to be removed."""
        self._show(is_removing=True)

    def leave_it(self) -> None:
        """Keep the paper after all."""
        self._show(is_removing=False)

    async def remove(self) -> None:
        """Take the paper off this device."""
        paper = self._paper
        if paper is None:
            return
        try:
            await self._box.remove(paper.id)
        except VaultError:
            log.exception("a paper could not be removed")
            self._show(has_failed=True)
            return
        self.state = Done("removed")

    async def look(self) -> None:
        """Open the paper so that it can be read and printed."""
        paper = self._paper
        if paper is None:
            return
        try:
            data = await self._box.read(paper)
        except (KeyError, VaultError):
            self._show(has_failed=True)
            return
        await self._device.open_file(paper.file.file_name, data, media_type=paper.file.media_type)

    @property
    def _paper(self) -> BoxedPaper | None:
        return self.state.paper if isinstance(self.state, Filling) else None

    def _show(self, **changes: Any) -> None:
        if isinstance(self.state, Filling):
            self.state = replace(self.state, **changes)
