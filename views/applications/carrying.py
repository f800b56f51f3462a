"""A draft carried to another device in a sealed file, and one that comes from there: what a person can intend."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import flet as ft

from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.drafts.transfer import (
    EXTENSION,
    LARGEST_BYTES,
    MEDIA_TYPE,
    ByPassphrase,
    ForReceiver,
    NotADraftError,
    export_draft,
    import_draft,
    own_code,
)
from app.i18n.formats import VIETNAM
from app.relay.code import as_passphrase
from app.safe import SHORTEST_PASSPHRASE
from app.vault.errors import VaultError, WrongKeyError
from app.vault.recipient import BadCodeError, is_receiving_code, is_sealed_for_a_receiver
from app.vault.sealed_file import NotASealedFileError
from app.vault.vault import Vault
from views.platform.device import Device, PickedFile, PickResult, TooLargeFile, UnreadFile
from views.shared.unforeseen import released

Way = Literal["code", "passphrase"]
CarryProblem = Literal["short", "different", "bad_code", "gone", "failed"]
ReceiveProblem = Literal["too_large", "unread", "no_draft", "wrong_passphrase", "wrong_receiver", "failed"]


@dataclass(frozen=True, slots=True)
class CarryState:
    """How the file will be sealed, and what became of it."""

    way: Way = "code"
    problem: CarryProblem | None = None
    saved_as: str = ""
    is_busy: bool = False
    refusals: int = 0
    scanned: str = ""
    """The receiver's code, read off a picture and shown in its field."""
    scans: int = 0


class CarryModel(ft.Observable):
    """Seals one draft into a file."""

    state: CarryState

    def __init__(
        self, draft_id: str, *, drafts: Drafts, vault: Vault, device: Device, clock: Callable[[], datetime]
    ) -> None:
        self._draft_id = draft_id
        self._drafts = drafts
        self._vault = vault
        self._device = device
        self._clock = clock
        self._code = self._words = self._again = ""
        draft = drafts.find(draft_id)
        self.is_waiting = draft is not None and draft.is_locked
        """Whether it waits to be sent from here as well."""
        self.state = CarryState()

    def choose(self, way: str) -> None:
        """Choose how the file is sealed."""
        self.state = CarryState("passphrase" if way == "passphrase" else "code")

    def write_code(self, text: str) -> None:
        """Take the receiver's code as it is typed or pasted."""
        self._code = text

    def scanned(self, text: str) -> bool:
        """Take the code that was read off the other device's screen; return whether it was one."""
        if not is_receiving_code(text):
            return False
        self._code = text
        self.state = replace(self.state, problem=None, scanned=text, scans=self.state.scans + 1)
        return True

    def write(self, text: str) -> None:
        """Take the passphrase as it is typed."""
        self._words = text

    def repeat(self, text: str) -> None:
        """Take it a second time."""
        self._again = text

    async def save(self) -> None:
        """Seal the draft and let the person keep the file; the draft stays here."""
        if self.state.is_busy:
            return
        if (problem := self._problem()) is not None:
            self._refuse(problem)
            return
        self.state = replace(self.state, is_busy=True, problem=None, saved_as="")
        sealed = ForReceiver(self._code) if self.state.way == "code" else ByPassphrase(self._words)
        with released(self, is_busy=False):
            await self._save(sealed)

    async def _save(self, sealed: ForReceiver | ByPassphrase) -> None:
        try:
            data = await export_draft(self._drafts, self._vault, self._draft_id, sealed=sealed, waiting=self.is_waiting)
        except BadCodeError:
            self._refuse("bad_code")
        except (DraftNotFoundError, DraftLockedError):
            self._refuse("gone")
        except (VaultError, KeyError):
            self._refuse("failed")
        else:
            name = f"ban-nhap-{self._clock().astimezone(VIETNAM):%Y%m%d-%H%M}.{EXTENSION}"
            is_kept = await self._device.save_file(name, data)
            self.state = replace(self.state, is_busy=False, saved_as=name if is_kept else "")

    def _problem(self) -> CarryProblem | None:
        if self.state.way == "code":
            return None
        if len(self._words) < SHORTEST_PASSPHRASE:
            return "short"
        return "different" if self._words != self._again else None

    def _refuse(self, problem: CarryProblem) -> None:
        self.state = replace(self.state, is_busy=False, problem=problem, saved_as="", refusals=self.state.refusals + 1)


@dataclass(frozen=True, slots=True)
class ReceiveState:
    """This device's code, the file chosen, and what became of it."""

    code: str = ""
    file_name: str = ""
    needs_passphrase: bool = False
    problem: ReceiveProblem | None = None
    received: Draft | None = None
    is_busy: bool = False
    refusals: int = 0


class ReceiveModel(ft.Observable):
    """Takes over a draft from a sealed file."""

    state: ReceiveState

    def __init__(self, *, drafts: Drafts, vault: Vault, device: Device) -> None:
        self._drafts = drafts
        self._vault = vault
        self._device = device
        self._data = b""
        self._words = ""
        self.state = ReceiveState()

    async def open(self) -> None:
        """Show the code that others seal files with for this device."""
        try:
            self.state = replace(self.state, code=await own_code(self._vault))
        except VaultError:
            self._refuse("failed")

    async def copy_code(self) -> None:
        """Put the code on the clipboard."""
        await self._device.copy(self.state.code)

    async def choose(self) -> None:
        """Let the person choose the file; one for this device is taken over at once."""
        await self.took(await self._device.pick_file(media_types=(MEDIA_TYPE,), max_bytes=LARGEST_BYTES))

    async def took(self, picked: PickResult) -> None:
        """Take the file that was chosen, here or on a stick."""
        match picked:
            case None:
                return
            case TooLargeFile(name, _size):
                self.state = replace(self.state, file_name=name, needs_passphrase=False)
                self._refuse("too_large")
            case UnreadFile(name):
                self.state = replace(self.state, file_name=name, needs_passphrase=False)
                self._refuse("unread")
            case PickedFile(name, data):
                self._data = data
                is_for_us = is_sealed_for_a_receiver(data)
                self.state = replace(
                    self.state, file_name=name, needs_passphrase=not is_for_us, problem=None, received=None
                )
                if is_for_us:
                    await self.take()

    def write(self, text: str) -> None:
        """Take the passphrase as it is typed."""
        self._words = text

    async def take(self) -> None:
        """Open the file and store the draft that it holds."""
        if self.state.is_busy or not self._data:
            return
        self.state = replace(self.state, is_busy=True, problem=None)
        with released(self, is_busy=False):
            await self._import()

    async def _import(self) -> None:
        try:
            draft = await import_draft(self._drafts, self._vault, self._data, passphrase=as_passphrase(self._words))
        except WrongKeyError:
            self._refuse("wrong_passphrase" if self.state.needs_passphrase else "wrong_receiver")
        except (NotASealedFileError, NotADraftError):
            self.state = replace(self.state, needs_passphrase=False)
            self._refuse("no_draft")
        except VaultError:
            self._refuse("failed")
        else:
            self._data, self._words = b"", ""
            self.state = replace(self.state, received=draft, is_busy=False, needs_passphrase=False)

    def _refuse(self, problem: ReceiveProblem) -> None:
        self.state = replace(self.state, is_busy=False, problem=problem, refusals=self.state.refusals + 1)
