"""The copy of one's answers as PDF: of a draft, and of a dossier with or without a network."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from api_client.models import Dossier
from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.vault.errors import VaultError
from forms.answers_paper import AnswersCopy, draw_answers
from forms.flow import BrokenFormError, Form
from forms.places import Places
from forms.procedure import FormDefinition, Procedure, pick

FONTS: Final = Path(__file__).resolve().parents[1] / "assets" / "fonts"


def file_name(code: str) -> str:
    """Return the name of the file: a dossier's code, or that of a draft's procedure; no personal value is in it."""
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in ".-") else "-" for letter in code)
    return f"mot-cua-{safe}.pdf"


def _form_of(procedure: Procedure | None, dossier: Dossier) -> FormDefinition | None:
    """Return the procedure's form if the dossier was filed with this version of it."""
    form = procedure.form if procedure is not None else None
    return form if form is not None and form.version == dossier.form_version else None


class Forms(Protocol):
    """What a copy reads of the catalogue; ``CatalogueService`` has it."""

    def find(self, code: str, /) -> Procedure | None:
        """Return a procedure as it is today."""

    @property
    def lists(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Choice lists by name."""

    @property
    def places(self) -> Places:
        """Today's map; the first reading takes a quarter of a second."""


class AnswersCopies:
    """Draws copies on this device; only a form that is not here any more, or broken, makes it ask the portal.

    Args:
        drafts: Which pin the form a dossier was filed with.
        catalogue: Today's forms, lists and map.
        fetch: Returns the portal's copy of a dossier, by id and language: the same bytes.
        clock: Aware; a draft's copy says when it was printed.
        on_roll: For a printer of 80 mm; a portal's copy is for A4 all the same.
    """

    def __init__(
        self,
        drafts: Drafts,
        catalogue: Forms,
        *,
        fetch: Callable[[str, str], Awaitable[bytes]],
        clock: Callable[[], datetime],
        on_roll: bool = False,
    ) -> None:
        self._drafts = drafts
        self._catalogue = catalogue
        self._fetch = fetch
        self._clock = clock
        self._on_roll = on_roll

    async def of_draft(self, draft: Draft, language: str) -> bytes | None:
        """Return the copy of a draft; None when its form is gone or cannot be used.

        Raises:
            VaultError: the form could not be read.
        """
        try:
            procedure = await self._drafts.procedure(draft.id)
        except DraftNotFoundError:
            return None
        if procedure.form is None:
            return None
        copy = AnswersCopy(
            language=language,
            procedure_name=procedure.name,
            procedure_code=procedure.code,
            made_at=self._clock(),
            answers=draft.answers,
            confirmed=draft.confirmations,
            files=tuple((file.paper_id, file.file_name) for file in draft.attachments),
            papers=procedure.papers,
        )
        try:
            return await self._draw(procedure.form, procedure, copy)
        except BrokenFormError:
            return None

    async def of_dossier(self, dossier: Dossier, language: str) -> bytes:
        """Return the copy of a dossier, the same bytes as the portal's.

        Raises:
            PortalError: its form cannot be used on this device and the portal could not be asked.
        """
        procedure = self._catalogue.find(dossier.procedure_code)
        definition = _form_of(procedure, dossier)
        if procedure is None or definition is None:
            pinned = await self._pinned(dossier)
            procedure, definition = procedure or pinned, _form_of(pinned, dossier)
        if procedure is None or definition is None:
            return await self._fetch(dossier.id, language)
        copy = AnswersCopy(
            language=language,
            procedure_name=dossier.procedure_name,
            procedure_code=dossier.procedure_code,
            made_at=dossier.submitted_at,
            answers=dossier.answers,
            code=dossier.code,
            office=f"{pick(dossier.office.name, language)}, {pick(dossier.office.address, language)}",
            confirmed=frozenset(dossier.confirmations),
            files=tuple((file.paper_id, file.file_name) for file in dossier.files),
            papers=procedure.papers,
        )
        try:
            return await self._draw(definition, procedure, copy)
        except BrokenFormError:
            return await self._fetch(dossier.id, language)

    async def _pinned(self, dossier: Dossier) -> Procedure | None:
        """Return the procedure as the draft of this dossier pinned it."""
        for draft in self._drafts.list():
            if draft.dossier_id == dossier.id:
                try:
                    return await self._drafts.procedure(draft.id)
                except (DraftNotFoundError, VaultError):
                    return None
        return None

    async def _draw(self, definition: FormDefinition, procedure: Procedure, copy: AnswersCopy) -> bytes:
        def draw() -> bytes:
            form = Form(definition, self._catalogue.lists, papers=procedure.papers, places=self._catalogue.places)
            return draw_answers(form, copy, fonts=FONTS, on_roll=self._on_roll)

        return await asyncio.to_thread(draw)
