"""What is decided before the first screen: where drafts are kept, how they are locked, and why the app cannot start."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.vault.errors import (
    SecretStoreError,
    VaultDamagedError,
    VaultError,
    VaultFullError,
    VaultLockedError,
    VaultReadOnlyError,
    VaultTooNewError,
    WrongKeyError,
)
from app.vault.keys import KeyFileStore, KeyringStore, LockedStore, MemoryStore, PassphraseStore, SecretStore

if TYPE_CHECKING:  # none of them is needed to say why the app cannot start
    from app.catalogue.service import CatalogueService
    from app.identity.service import Identity
    from app.seals.service import Seals

StartProblem = Literal[
    "port_taken", "already_open", "read_only", "full", "wrong_key", "damaged", "too_new", "no_key_store",
    "no_catalogue", "no_memory_storage", "no_chromium", "no_screen", "kiosk_settings",
]  # fmt: skip


KEY_FILE = "key"
"""Keeps the key in clear, for this account only."""
SEALED_KEY = "key.sealed"
"""Keeps the key sealed by a passphrase."""


class StartError(Exception):
    """The app cannot start; ``problem`` says why, ``detail`` where."""

    def __init__(self, problem: StartProblem, detail: str = "") -> None:
        super().__init__(problem, detail)
        self.problem = problem
        self.detail = detail

    def in_language(self, language: str) -> str:
        """Return what to do, for a screen."""
        return MESSAGES[self.problem][language == "en"].format(detail=self.detail)

    def in_words(self) -> str:
        """Return one line, Vietnamese and English, that says what to do."""
        vietnamese, english = MESSAGES[self.problem]
        return f"{vietnamese} / {english}".format(detail=self.detail)


MESSAGES: dict[StartProblem, tuple[str, str]] = {
    "port_taken": (
        "Cổng {detail} đang được chương trình khác dùng. Hãy chọn cổng khác bằng --port.",
        "Port {detail} is used by another program. Choose another one with --port.",
    ),
    "already_open": (
        "Một Cửa đang mở với thư mục {detail}. Hãy dùng cửa sổ đang mở, hoặc đóng nó trước.",
        "Một Cửa is already open with the folder {detail}. Use the open window, or close it first.",
    ),
    "read_only": (
        "Không ghi được vào thư mục {detail}. Hãy cho phép ghi, hoặc chọn thư mục khác bằng --data-dir.",
        "The folder {detail} cannot be written. Allow writing, or choose another one with --data-dir.",
    ),
    "full": (
        "Máy đã hết chỗ trống ({detail}). Hãy xóa bớt tệp rồi mở lại; những gì đã lưu vẫn còn.",
        "This device has no room left ({detail}). Free some room and start again; what was saved is still there.",
    ),
    "wrong_key": (
        "Không mở khóa được bản nháp trong {detail}: mật khẩu hoặc khóa không đúng. Không có gì bị xóa.",
        "The drafts in {detail} cannot be unlocked: wrong passphrase or key. Nothing was deleted.",
    ),
    "damaged": (
        "Kho bản nháp trong {detail} bị hỏng, chưa mở được. Không có gì bị xóa. Hãy chạy: motcua doctor --json.",
        "The store of drafts in {detail} is damaged and was not opened. Nothing is deleted. Run: motcua doctor --json.",
    ),
    "too_new": (
        "Bản nháp trong {detail} do bản Một Cửa mới hơn ghi. Hãy cập nhật ứng dụng.",
        "The drafts in {detail} were written by a newer Một Cửa. Please update the app.",
    ),
    "no_key_store": (
        "Nơi giữ khóa của máy không trả lời ({detail}). Hãy mở khóa máy, hoặc đặt MOTCUA_PASSPHRASE.",
        "The device's key store does not answer ({detail}). Unlock it, or set MOTCUA_PASSPHRASE.",
    ),
    "no_catalogue": (
        "Không đọc được danh mục thủ tục ({detail}). Hãy cài lại ứng dụng.",
        "The catalogue of services cannot be read ({detail}). Please install the app again.",
    ),
    "no_memory_storage": (
        "Máy dùng chung cần chỗ lưu trong bộ nhớ (tmpfs, như {detail}) mà tài khoản này ghi được; xem docs/kiosk.md.",
        "A terminal needs storage in memory (tmpfs, as {detail}) that this account may write; see docs/kiosk.md.",
    ),
    "no_chromium": (
        "Không tìm thấy trình duyệt nào trong số: {detail}. Hãy cài gói chromium.",
        "None of these browsers is on this machine: {detail}. Install the package chromium.",
    ),
    "no_screen": (
        "Không có màn hình nào để mở ({detail} trống). Hãy chạy trong phiên đồ họa, hoặc thêm --no-browser để thử.",
        "There is no screen to open on ({detail} is empty). Start it in a graphical session, or try --no-browser.",
    ),
    "kiosk_settings": (
        "Không đọc được cài đặt của máy trong {detail}. Hãy sửa hoặc xóa tệp này rồi cài đặt lại.",
        "The terminal's settings in {detail} cannot be read. Mend or delete this file and set it up again.",
    ),
}


def default_data_dir(environment: Mapping[str, str] = os.environ, *, platform: str = sys.platform) -> Path:
    """Return where this platform keeps an app's own data (XDG, ``%LOCALAPPDATA%``, ``~/Library``)."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "MotCua"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "MotCua"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "motcua"


async def choose_secret_store(
    folder: Path, *, environment: Mapping[str, str], is_kiosk: bool, device: SecretStore | None = None
) -> SecretStore:
    """Return where the vault's key is kept: what already keeps it, else the best this machine has.

    A kiosk keeps it in memory only; ``MOTCUA_PASSPHRASE`` comes first; then a key sealed by a passphrase, which the
    first screen asks for; then ``device``, a phone's own keystore; then the keyring; then a file only its owner can
    read, of which the app tells the person as long as it is so.
    """
    if is_kiosk:
        return MemoryStore()
    if passphrase := environment.get("MOTCUA_PASSPHRASE"):
        return PassphraseStore(folder / SEALED_KEY, passphrase)
    if await asyncio.to_thread((folder / SEALED_KEY).exists):
        return LockedStore()
    return await choose_unsealed_store(folder, device=device)


async def choose_unsealed_store(folder: Path, *, device: SecretStore | None = None) -> SecretStore:
    """Return the best this machine has without a passphrase: the key file that is there, the keyring, a key file.

    A phone has its keystore and nothing beside it: one that does not answer now may answer with the key tomorrow.
    """
    key_file = folder / KEY_FILE
    if not await asyncio.to_thread(key_file.exists):
        if device is not None:
            return device
        keyring = KeyringStore(service=f"motcua:{await asyncio.to_thread(folder.resolve)}")
        if await keyring.is_available():
            return keyring
    return KeyFileStore(key_file)


def start_error(error: VaultError | SecretStoreError, folder: Path) -> StartError:
    """Return why the app cannot start, for an error of the vault or its key."""
    for kind, problem in _PROBLEMS:
        if isinstance(error, kind):
            return StartError(problem, str(folder))
    return StartError("damaged", str(folder))


async def catch_up(*, identity: "Identity", seals: "Seals", catalogue: "CatalogueService") -> None:
    """Do what waited for a portal that answers: end sessions left while offline, bring its keys and a newer catalogue.

    Whatever is not to be had now is asked for at the next start; nothing on a screen waits for this.
    """
    with contextlib.suppress(VaultError):
        await identity.revoke_pending()
    await seals.refresh()
    await catalogue.refresh()


_PROBLEMS: tuple[tuple[type[Exception], StartProblem], ...] = (
    (VaultLockedError, "already_open"),
    (VaultReadOnlyError, "read_only"),
    (VaultFullError, "full"),
    (WrongKeyError, "wrong_key"),
    (VaultTooNewError, "too_new"),
    (VaultDamagedError, "damaged"),
    (SecretStoreError, "no_key_store"),
)
