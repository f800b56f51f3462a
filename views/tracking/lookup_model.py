"""Tracking by the two codes of a confirmation, without an account."""

from dataclasses import dataclass, replace

import flet as ft

from api_client.errors import NotFound, PortalError, ProblemError, TooMany
from app.scanning.codes import read_scanned
from views.shared.unforeseen import released
from views.tracking.dossier_model import Sources
from views.tracking.due import result_due
from views.tracking.journey import holder, steps_to_come
from views.tracking.refreshing import Trouble, trouble_of
from views.tracking.state import Following


@dataclass(frozen=True, slots=True)
class Asking:
    """The two codes, as far as they are typed, and why they led nowhere."""

    code: str = ""
    lookup_code: str = ""
    is_looking: bool = False
    problem: str = ""
    """``missing``, ``unknown``, ``too_many``, or empty."""
    trouble: Trouble | None = None
    code_misses: int = 0
    """How often it was asked without the first code, which then gets the focus."""
    lookup_code_misses: int = 0
    scans: int = 0
    """How often the first code was read off a paper."""


class LookupModel(ft.Observable):
    """Asks the portal; what it answers is shown and kept nowhere."""

    def __init__(self, sources: Sources, *, code: str = "") -> None:
        self._sources = sources
        self.state: Asking | Following = Asking(code)

    def write_code(self, code: str) -> None:
        """Take the application's code as it stands in its field."""
        if isinstance(self.state, Asking):
            self.state = replace(self.state, code=code)

    def write_lookup_code(self, lookup_code: str) -> None:
        """Take the second code as it stands in its field."""
        if isinstance(self.state, Asking):
            self.state = replace(self.state, lookup_code=lookup_code)

    def scanned(self, text: str) -> bool:
        """Take the application's code that was read off a paper; return whether it was one."""
        code = read_scanned(text)
        if code.kind != "application" or not isinstance(self.state, Asking):
            return False
        self.state = replace(self.state, code=code.value, problem="", scans=self.state.scans + 1)
        return True

    def begin_anew(self) -> None:
        """Forget what was found."""
        self.state = Asking()

    async def look(self) -> None:
        """Ask the portal by both codes."""
        asked = self.state
        if not isinstance(asked, Asking) or asked.is_looking:
            return
        code, second = asked.code.strip(), asked.lookup_code.strip()
        if not code or not second:
            first, other = asked.code_misses + (not code), asked.lookup_code_misses + bool(code)
            self.state = replace(asked, problem="missing", trouble=None, code_misses=first, lookup_code_misses=other)
            return
        self.state = replace(asked, is_looking=True, problem="", trouble=None)
        with released(self, is_looking=False):
            await self._ask(asked, code, second)

    async def _ask(self, asked: Asking, code: str, second: str) -> None:
        sources = self._sources
        try:
            dossier = await sources.tracking.lookup(code=code, lookup_code=second)
        except TooMany:
            self.state = replace(asked, problem="too_many", trouble=None)
        except NotFound:
            self.state = replace(asked, problem="unknown", trouble=None)
        except PortalError as error:
            is_wrong = isinstance(error, ProblemError) and error.status in (400, 422)
            self.state = replace(
                asked, problem="unknown" if is_wrong else "", trouble=None if is_wrong else trouble_of(error)
            )
        else:
            procedure = sources.find_procedure(dossier.procedure_code)
            self.state = Following(
                dossier=dossier,
                seen_at=sources.clock(),
                holder=holder(dossier),
                due=result_due(dossier, sources.clock(), sources.count),
                to_come=steps_to_come(dossier, has_proof=procedure is not None and procedure.proof is not None),
            )
