"""What staff can do at a terminal: behind their PIN, with its settings and nothing of any citizen."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal

import flet as ft
from pydantic import ValidationError

from app.kiosk.model import EndReason
from app.kiosk.pin import PIN, hash_pin
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_code import SettingsProblem, is_settings, open_settings
from app.kiosk.settings_file import as_text
from views.shared.unforeseen import released

SECONDS = ("idle_s", "form_idle_s", "countdown_s")
TYPED = ("name", "services", "printer", *SECONDS)
"""The settings that are typed; the others are chosen."""

FieldProblem = Literal["range", "unknown", "empty", "different"]


@dataclass(frozen=True, slots=True)
class Locked:
    """The PIN is asked for."""

    is_busy: bool = False
    refusals: int = 0
    has_pin: bool = True
    """False: nobody has set one, so nothing opens here."""
    is_scanned: bool = False
    """Whether settings were scanned already."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The settings as they will be kept; what is typed of them is in ``StaffModel.typed``."""

    settings: KioskSettings
    problems: Mapping[str, FieldProblem] = field(default_factory=dict)
    revision: int = 0
    """Rises when the fields are to show what was taken over."""
    sealed: str = ""
    """A settings text that was scanned or typed."""
    sealed_problem: SettingsProblem | None = None
    is_taken: bool = False
    scanned: str = ""
    """What the scanner's trial read."""
    is_busy: bool = False
    is_not_kept: bool = False
    is_closing: bool = False
    """Whether it is asked if the service is really to end."""


class StaffModel(ft.Observable):
    """The staff's screen of one session."""

    state: Locked | Opened

    def __init__(
        self,
        kiosk: Kiosk,
        *,
        random: Random,
        is_procedure: Callable[[str], bool],
        is_queue: Callable[[str], Awaitable[bool]],
    ) -> None:
        """Ask for the PIN.

        Args:
            kiosk: The session.
            random: The system's, for the salt of a new PIN.
            is_procedure: Whether the catalogue has a code.
            is_queue: Whether this machine has a print queue.
        """
        super().__init__()
        self._kiosk = kiosk
        self._random = random
        self._is_procedure = is_procedure
        self._is_queue = is_queue
        self._sealed = ""
        self.pin = self.code = self.new_pin = self.new_pin_again = ""
        """What stands in the fields that show nothing."""
        self.typed = _typed(kiosk.settings)
        """What stands in the others, by the names of settings; nothing is drawn anew for a letter."""
        self.state = Locked(has_pin=bool(kiosk.settings.pin_hash))

    # --- the PIN ------------------------------------------------------------------------------------------------------

    async def unlock(self) -> None:
        """Open the settings with the PIN."""
        state = self.state
        if not isinstance(state, Locked) or state.is_busy or not state.has_pin:
            return
        self.state = replace(state, is_busy=True)
        pin, self.pin = self.pin, ""
        with released(self, is_busy=False):
            if await self._kiosk.keeper.is_pin(pin):
                self.state = Opened(self._kiosk.settings, sealed=self._sealed)
            else:
                self.state = replace(state, is_busy=False, refusals=state.refusals + 1)

    # --- the scanner --------------------------------------------------------------------------------------------------

    def scanned(self, text: str) -> bool:
        """Take what the hand scanner read: settings, or a trial of it."""
        if is_settings(text):
            self._sealed = text
            state = self.state
            if isinstance(state, Opened):
                self.state = replace(state, sealed=text, revision=state.revision + 1, sealed_problem=None)
            else:
                self.state = replace(state, is_scanned=True)
            return True
        if isinstance(self.state, Opened):
            self.state = replace(self.state, scanned=text)
        return isinstance(self.state, Opened)

    def note_sealed(self, text: str) -> None:
        """Note a settings text that is typed."""
        self._sealed = text

    async def take_over(self) -> None:
        """Open the settings text with its code, and show what it says; it is kept with the rest."""
        state = self.state
        if not isinstance(state, Opened) or state.is_busy:
            return
        self.state = replace(state, is_busy=True, is_taken=False)
        with released(self, is_busy=False):
            found = await asyncio.to_thread(open_settings, self._sealed, self.code, state.settings)
        if isinstance(found, SettingsProblem):
            self.state = replace(state, sealed=self._sealed, sealed_problem=found)
            return
        self._sealed = self.code = ""
        self.typed = _typed(found)
        revision = state.revision + 1
        self.state = replace(
            state, settings=found, revision=revision, sealed="", sealed_problem=None, is_taken=True, problems={}
        )

    # --- settings -----------------------------------------------------------------------------------------------------

    def choose(self, **chosen: Any) -> None:
        """Take what was chosen: ``paper``, ``languages``, ``allows_usb``."""
        if isinstance(self.state, Opened):
            self.state = replace(self.state, settings=self.state.settings.model_copy(update=chosen))

    async def keep(self) -> None:
        """Keep the settings and end this session: the next one has them."""
        state = self.state
        if not isinstance(state, Opened) or state.is_busy:
            return
        self.state = state = replace(state, is_busy=True, is_not_kept=False)
        with released(self, is_busy=False):
            settings, problems = await self._read(state)
            if problems or settings is None:
                self.state = replace(state, is_busy=False, problems=problems)
                return
            if self.new_pin:
                pin_hash = await asyncio.to_thread(hash_pin, self.new_pin, self._random)
                settings = settings.model_copy(update={"pin_hash": pin_hash})
            try:
                await self._kiosk.keeper.keep(settings)
            except OSError:
                self.state = replace(state, is_busy=False, is_not_kept=True, problems={})
                return
            await self._kiosk.end(EndReason.STAFF)

    def ask_to_close(self, *, is_closing: bool = True) -> None:
        """Ask whether the service is really to end."""
        if isinstance(self.state, Opened):
            self.state = replace(self.state, is_closing=is_closing)

    async def close(self) -> None:
        """End the service: the terminal shows nothing until the machine is started again."""
        await self._kiosk.keeper.stop()

    async def _read(self, state: Opened) -> tuple[KioskSettings | None, dict[str, FieldProblem]]:
        """Return the settings that the fields say, or what is wrong with which."""
        problems: dict[str, FieldProblem] = {}
        codes = self.typed["services"].replace(",", " ").split()
        if not all(self._is_procedure(code) for code in codes):
            problems["services"] = "unknown"
        printer = self.typed["printer"].strip()
        if printer and not await self._is_queue(printer):
            problems["printer"] = "unknown"
        if not state.settings.languages:
            problems["languages"] = "empty"
        if self.new_pin != self.new_pin_again:
            problems["pin"] = "different"
        elif self.new_pin and PIN.fullmatch(self.new_pin) is None:
            problems["pin"] = "range"
        said = {"name": self.typed["name"].strip(), "services": codes, "printer": printer}
        seconds = {name: self.typed[name].strip() for name in SECONDS}
        try:
            settings = KioskSettings.model_validate({**json.loads(as_text(state.settings)), **said, **seconds})
        except ValidationError as error:
            for wrong in error.errors():
                problems.setdefault(str(wrong["loc"][0]), "range")
            return None, problems
        return settings, problems


def _typed(settings: KioskSettings) -> dict[str, str]:
    typed = {name: str(getattr(settings, name)) for name in TYPED}
    return typed | {"services": " ".join(settings.services)}
