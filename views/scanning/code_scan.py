"""A code from a screen or from paper, read by the camera or from a picture instead of typed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from app.scanning.pictures import MAX_BYTES, can_read_pictures, read_codes
from views.design import Button, FieldError, Link, Notice, Row, Small, Space, Stack
from views.platform.camera import CameraPanel, can_take_photos
from views.platform.device import Device, PickedFile, TooLargeFile
from views.scanning.state import ScanProblem
from views.scanning.words import code_problem_words
from views.shared.boundary import view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_value

Take = Callable[[str], bool]
"""Gets what a code says; returns whether it is one that is wanted here."""


@dataclass(frozen=True, slots=True)
class CodeScanState:
    """Whether one looks for a code now, and what came of it."""

    is_open: bool = False
    is_camera_open: bool = False
    is_busy: bool = False
    is_taken: bool = False
    problem: ScanProblem = ""


class CodeScanModel(ft.Observable):
    """What a person can intend with a code that is before them; no picture is kept."""

    state: CodeScanState

    def __init__(self, device: Device, take: Take) -> None:
        super().__init__()
        self._device = device
        self._take = take
        self.state = CodeScanState()

    def begin(self) -> None:
        """Offer the ways."""
        self.state = CodeScanState(is_open=True)

    def put_away(self) -> None:
        """Offer to scan again."""
        self.state = CodeScanState()

    def open_camera(self) -> None:
        """Show what the camera sees."""
        self.state = CodeScanState(is_open=True, is_camera_open=True)

    async def choose_picture(self) -> None:
        """Let the person choose a picture, and read it beside the screen."""
        busy = self.state = CodeScanState(is_open=True, is_busy=True)
        found: tuple[str, ...] | ScanProblem = ""
        try:
            found = await self._read_picture()
        finally:
            if self.state is busy:
                self._conclude(found)

    async def read_photo(self, photo: bytes) -> None:
        """Read a photo that the camera took; it stays open until a code was read that is wanted."""
        found = await asyncio.to_thread(read_codes, photo)
        if self.state.is_camera_open:
            self._conclude(found)

    async def _read_picture(self) -> tuple[str, ...] | ScanProblem:
        match await self._device.pick_file(media_types=("image/jpeg", "image/png"), max_bytes=MAX_BYTES):
            case None:
                return ""
            case PickedFile(data=data):
                return await asyncio.to_thread(read_codes, data)
            case TooLargeFile():
                return "too_large_file"
            case _:
                return "unread_file"

    def _conclude(self, found: tuple[str, ...] | ScanProblem) -> None:
        """Hand on what a picture shows; not called for one that was put away while it was read."""
        problem: ScanProblem = found if isinstance(found, str) else "another_code"
        if not isinstance(found, str) and any(self._take(text) for text in found):
            self.state = CodeScanState(is_taken=True)
        else:
            self.state = replace(self.state, is_busy=False, problem=problem)


@view
def CodeScan(take: Take, taken: str) -> ft.Control:
    """Offer to scan instead of typing; nothing at a terminal, which has a hand scanner and nobody's pictures.

    Args:
        take: Gets what is read.
        taken: What to say once it was taken; "" where the screen itself shows it.
    """
    services, t = use_services(), use_text()
    model, _ = use_value(use_once(lambda: CodeScanModel(services.device, take)))
    state = model.state
    if services.is_kiosk:
        return ft.Container(visible=False)
    if not can_read_pictures():
        return Small(t("This device cannot read the square code; type the letters below it."))
    if not state.is_open:
        scan = Button(t("Scan the code"), model.begin, kind="secondary", icon=ft.Icons.QR_CODE_SCANNER, key="scan-code")
        done = [Notice("done", "", taken, announced=True)] if state.is_taken and taken else []
        return Stack([Row([scan], wrap=True), *done], spacing=Space.S)
    lines: list[ft.Control] = [Small(t("It is read on this device; the picture is kept nowhere."))]
    if state.problem:
        lines.append(FieldError(code_problem_words(state.problem, t), key="scan-problem"))
    if state.is_camera_open:
        advice = t("The code near, whole and sharp, without glare.")
        panel = CameraPanel(t("The square code"), t("Read the code now"), model.read_photo, model.begin, advice=advice)
        return Stack([*lines, panel], spacing=Space.S)
    choose = Button(
        t("Choose a picture of the code"), model.choose_picture, kind="secondary", icon=ft.Icons.IMAGE_OUTLINED,
        busy=state.is_busy, key="scan-picture",
    )  # fmt: skip
    look = Button(
        t("Use the camera"), model.open_camera, kind="secondary", icon=ft.Icons.PHOTO_CAMERA_OUTLINED,
        key="scan-camera",
    )  # fmt: skip
    ways = [look, choose] if can_take_photos() else [choose]
    close = Link(t("Do not scan"), model.put_away, key="scan-close")
    return Stack([*lines, Row(ways, wrap=True), Row([close], wrap=True)], spacing=Space.S)
