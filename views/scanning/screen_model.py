"""Scanning an identity card without its screen: a picture or a scanner's keys in, a card to agree to out."""

import asyncio
from dataclasses import replace
from typing import assert_never

import flet as ft

from app.scanning.pictures import MAX_BYTES, read_picture
from forms.card_address import address_today
from forms.id_card import IdCard, NotAnIdCard, read_id_card
from forms.places import Places
from views.platform.device import Device, PickedFile, PickResult, TooLargeFile, UnreadFile
from views.scanning.state import Offered, Read, ScanProblem, ScanState, Waiting


class ScanModel(ft.Observable):
    """What a person can intend with a card; what was read is kept only until it is filled in or put away."""

    def __init__(self, device: Device, places: Places) -> None:
        self.state: ScanState = Offered()
        self._device = device
        self._places = places
        self._typed = ""
        self._readings = 0

    def begin(self) -> None:
        """Wait for a picture or a scanner."""
        self._typed = ""
        self.state = Waiting(readings=self._readings)

    def put_away(self, *, has_filled: bool = False) -> None:
        """Forget what was read."""
        self._typed = ""
        self.state = Offered(has_filled=has_filled)

    async def choose_picture(self) -> None:
        """Let the person choose a picture of the card, and read it beside the screen."""
        busy = self.state = Waiting(is_busy=True, readings=self._readings)
        found: IdCard | NotAnIdCard | ScanProblem = ""
        try:
            found = await _read(
                await self._device.pick_file(media_types=("image/jpeg", "image/png"), max_bytes=MAX_BYTES)
            )
        finally:
            if self.state is busy:  # neither put away nor answered by a scanner meanwhile
                self._take(found)

    def open_camera(self) -> None:
        """Show what the camera sees."""
        self.state = Waiting(is_camera_open=True, readings=self._readings)

    def close_camera(self) -> None:
        """Put the camera away; one can still choose a picture or scan."""
        self.state = Waiting(readings=self._readings)

    async def read_photo(self, photo: bytes) -> None:
        """Read a photo that the camera took; it is kept nowhere. The camera stays open until a card was read."""
        found = await asyncio.to_thread(read_picture, photo)
        if isinstance(self.state, Waiting) and self.state.is_camera_open:
            self._take(found)
            if isinstance(self.state, Waiting):
                self.state = replace(self.state, is_camera_open=True)

    def type_in(self, text: str) -> None:
        """Take what a hand scanner has typed so far: it types like a keyboard, in one burst."""
        self._typed = text

    def read_typed(self) -> None:
        """Read the burst; a scanner ends it with Enter, some with Tab."""
        if self._typed.strip() and isinstance(self.state, Waiting):
            text, self._typed = self._typed, ""
            self._readings += 1
            self._take(read_id_card(text, is_typed=True))

    def take_scanned(self, text: str) -> bool:
        """Take what the terminal's scanner read wherever the focus was; only while a card is awaited."""
        if not isinstance(self.state, Waiting):
            return False
        self.type_in(text)
        self.read_typed()
        return True

    def show(self, card: IdCard) -> None:
        """Show a card that was scanned without being awaited."""
        self._take(card)

    def choose_commune(self, commune: str) -> None:
        """Say which of the communes of today it is."""
        if isinstance(self.state, Read):
            self.state = replace(self.state, address=replace(self.state.address, commune=commune))

    def _take(self, found: IdCard | NotAnIdCard | ScanProblem) -> None:
        match found:
            case IdCard():
                self.state = Read(found, address_today(found.address, self._places, issued_on=found.issued_on))
            case NotAnIdCard(reason):
                self._wait(reason)
            case problem:
                self._wait(problem)

    def _wait(self, problem: ScanProblem) -> None:
        self.state = Waiting(problem=problem, readings=self._readings)


async def _read(picked: PickResult) -> IdCard | NotAnIdCard | ScanProblem:
    """Return the card that a chosen picture shows, or why there is none; "" where nothing was chosen."""
    match picked:
        case None:
            return ""
        case TooLargeFile():
            return "too_large_file"
        case UnreadFile():
            return "unread_file"
        case PickedFile(data=data):
            return await asyncio.to_thread(read_picture, data)
        case _:
            assert_never(picked)
