"""The device as Flet 1.0.5 reaches it, in a browser window or a native one."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import flet as ft

from views.platform.device import Picked, PickedFile, PickResult, TooLargeFile, UnreadFile, extensions_of
from views.platform.hand_over import HandOver

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 120.0
"""A file comes from the same machine; longer than this it does not come at all."""


class FletDevice:
    """The device behind the page now shown; ``hand_over`` is None in a native window."""

    def __init__(self, hand_over: HandOver | None) -> None:
        self._hand_over = hand_over

    async def open_url(self, url: str) -> None:
        """Show a page outside the app: in the same tab of a browser window, else in the system browser."""
        await ft.UrlLauncher().launch_url(url, web_only_window_name="_self")

    async def pick_file(self, *, media_types: Sequence[str], max_bytes: int) -> PickResult:
        """Let the person choose one file; a file above ``max_bytes`` is not read."""
        picked = await self._pick(media_types, max_bytes, allow_multiple=False)
        return picked[0] if picked else None

    async def pick_files(self, *, media_types: Sequence[str], max_bytes: int) -> tuple[Picked, ...]:
        """Let the person choose any number of files; those above ``max_bytes`` are not read."""
        return await self._pick(media_types, max_bytes, allow_multiple=True)

    async def _pick(self, media_types: Sequence[str], max_bytes: int, *, allow_multiple: bool) -> tuple[Picked, ...]:
        picker = ft.FilePicker()
        chosen = await picker.pick_files(
            file_type=ft.FilePickerFileType.CUSTOM,
            allowed_extensions=extensions_of(media_types),
            allow_multiple=allow_multiple,
            cancel_upload_on_window_blur=False,
        )
        return tuple([await self._picked(picker, file, max_bytes) for file in chosen or ()])

    async def _picked(self, picker: ft.FilePicker, file: ft.FilePickerFile, max_bytes: int) -> Picked:
        if file.size > max_bytes:
            return TooLargeFile(file.name, file.size)
        data = await self._read(picker, file)
        if data is None or len(data) != file.size:
            return UnreadFile(file.name)
        return PickedFile(file.name, data)

    async def copy(self, text: str) -> None:
        """Put ``text`` on the clipboard."""
        await ft.Clipboard().set(text)

    async def save_file(self, name: str, data: bytes) -> bool:
        """Let the person keep a file; False when they closed the dialog."""
        if self._hand_over is not None:
            await ft.FilePicker().save_file(file_name=name, src_bytes=data)
            return True
        path = await ft.FilePicker().save_file(file_name=name)
        if path is None:
            return False
        await asyncio.to_thread(Path(path).write_bytes, data)
        return True

    async def open_file(self, name: str, data: bytes, *, media_type: str = "application/pdf") -> None:
        """Show a document in a tab of its own, where it can be read and printed; a native window saves it."""
        if self._hand_over is None:
            await self.save_file(name, data)
            return
        path = self._hand_over.offer(name, data, media_type=media_type)
        await ft.UrlLauncher().launch_url(path, web_only_window_name="_blank")

    async def _read(self, picker: ft.FilePicker, file: ft.FilePickerFile) -> bytes | None:
        if file.path is not None:
            try:
                return await asyncio.to_thread(Path(file.path).read_bytes)
            except OSError as error:
                log.warning("a chosen file could not be read: %s", type(error).__name__)
                return None
        if self._hand_over is None:
            return None
        path, arrived = self._hand_over.expect(max_bytes=file.size)
        await picker.upload([ft.FilePickerUploadFile(upload_url=path, method="PUT", id=file.id, name=file.name)])
        try:
            return await asyncio.wait_for(arrived, PATIENCE_SECONDS)
        except TimeoutError:
            log.warning("a chosen file did not arrive")
            return None
