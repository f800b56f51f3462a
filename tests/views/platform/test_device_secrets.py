"""The vault's key in a phone's keystore: the real Python half of flet-secure-storage, a stand-in for the phone."""

import asyncio
import tomllib
import traceback
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flet as ft
import pytest
from flet.controls.context import _context_page
from flet.messaging.protocol import InvokeMethodRequestBody
from flet.messaging.session import Session

from app.safe import Safe
from app.startup import KEY_FILE, SEALED_KEY, StartError
from app.vault.errors import SecretStoreError, WindowNeededError
from app.vault.keys import KeyFileStore, vault_key
from app.vault.vault import Vault
from tests.harness import NullConnection, Shown
from tests.views.screens import assert_whole, says, until
from views.account.unlocking import AskedPassphrase
from views.design import Title
from views.platform.device_secrets import DeviceSecrets, device_secrets
from views.shared.preferences import Preference, Preferences

ROOT = Path(__file__).resolve().parents[3]


class Phone(NullConnection):
    """Answers as Flet's client on a phone: what it keeps outlives the window; ``trouble`` answers in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Any] = {}
        self.trouble: Callable[[str], str | None] = lambda _method: None
        self.is_silent = False
        self.session = Session(self)

    def send_message(self, message: object) -> None:
        super().send_message(message)
        body = getattr(message, "body", None)
        if not isinstance(body, InvokeMethodRequestBody) or self.is_silent:
            return
        error = self.trouble(body.name)
        result = None if error else self._do(body.name, body.args)
        asyncio.get_running_loop().call_soon(
            self.session.handle_invoke_method_results, body.control_id, body.call_id, result, error
        )

    def _do(self, method: str, arguments: dict[str, Any]) -> Any:
        if method == "set":
            self.kept[arguments["key"]] = arguments["value"]
        elif method == "remove":
            self.kept.pop(arguments["key"], None)
        else:
            assert method == "get"
            return self.kept.get(arguments["key"])
        return None


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def secrets() -> DeviceSecrets:
    return DeviceSecrets(patience_seconds=5.0)


def shows_a_window(phone: Phone, secrets: DeviceSecrets) -> None:
    """Do as the app does once Flet has called its entry for the window."""
    phone.session = Session(phone)
    before = _context_page.set(phone.session.page)
    secrets.use_window()
    _context_page.reset(before)
    phone.session.get_page_patch()


def now() -> datetime:
    return datetime(2026, 11, 22, 3, 42, tzinfo=UTC)


@pytest.fixture
async def open_safe(tmp_path: Path, secrets: DeviceSecrets) -> AsyncIterator[Callable[[], Any]]:
    opened: list[Safe] = []

    async def open_it() -> Safe:
        safe = await Safe.open(tmp_path / "data", environment={}, is_kiosk=False, clock=now, device=secrets)
        opened.append(safe)
        return safe

    yield open_it
    for safe in opened:
        await safe.close()


async def test_a_secret_is_kept_changed_and_forgotten(phone: Phone, secrets: DeviceSecrets) -> None:
    shows_a_window(phone, secrets)
    assert await secrets.get("a") is None
    await secrets.set("a", "một")
    await secrets.set("a", "hai")
    assert await secrets.get("a") == "hai"
    await secrets.delete("a")
    await secrets.delete("a")
    assert await secrets.get("a") is None
    assert phone.kept == {}


async def test_the_keystore_is_never_let_to_wipe_itself(phone: Phone, secrets: DeviceSecrets) -> None:
    shows_a_window(phone, secrets)
    (storage,) = [one for one in phone.session.page._services._services if type(one).__name__ == "SecureStorage"]
    assert storage.android_options.reset_on_error is False


async def test_before_there_is_a_window_nobody_answers(secrets: DeviceSecrets) -> None:
    for asked in (secrets.get("a"), secrets.set("a", "b"), secrets.delete("a")):
        with pytest.raises(WindowNeededError):
            await asked


@pytest.mark.parametrize("method", ["get", "set", "remove"])
@pytest.mark.parametrize("way", ["says an error", "is silent"])
async def test_an_error_of_the_keystore_is_an_error_and_tells_no_secret(
    phone: Phone, secrets: DeviceSecrets, method: str, way: str
) -> None:
    secrets = DeviceSecrets(patience_seconds=0.1) if way == "is silent" else secrets
    shows_a_window(phone, secrets)
    phone.is_silent = way == "is silent"
    phone.trouble = lambda asked: "PlatformException(KeyPermanentlyInvalidatedException)" if asked == method else None
    asked = {"get": secrets.get("a"), "set": secrets.set("a", "geheim"), "remove": secrets.delete("a")}
    for name in asked.keys() - {method}:
        asked.pop(name).close()
    with pytest.raises(SecretStoreError) as raised:
        await asked[method]
    assert "geheim" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("answer", [b"bytes", 17, {"a": 1}, False])
async def test_an_answer_that_is_no_text_is_no_missing_key(phone: Phone, secrets: DeviceSecrets, answer: Any) -> None:
    shows_a_window(phone, secrets)
    phone.kept["a"] = answer
    with pytest.raises(SecretStoreError):
        await secrets.get("a")


async def test_a_keystore_that_keeps_nothing_is_noticed(phone: Phone, secrets: DeviceSecrets) -> None:
    shows_a_window(phone, secrets)
    phone._do = lambda *_: None  # type: ignore[method-assign] # says that it did
    with pytest.raises(SecretStoreError):
        await secrets.set("a", "b")


async def test_the_vault_opens_once_there_is_a_window_and_again_at_the_next_start(
    phone: Phone, secrets: DeviceSecrets, open_safe: Callable[[], Any], tmp_path: Path
) -> None:
    safe = await open_safe()
    assert not safe.opened.is_set()
    assert safe.kind == "device"
    assert list((tmp_path / "data" / "vault").iterdir()) == []
    shows_a_window(phone, secrets)
    first, second = await asyncio.gather(safe.open_by_device(), safe.open_by_device())  # two windows at once
    assert first is second is None
    await safe.vault.put("drafts", "a", {"name": "AN"})
    await safe.close()
    assert not (tmp_path / "data" / KEY_FILE).exists()
    again = await open_safe()
    assert await again.open_by_device() is None
    assert await again.vault.get("drafts", "a") == {"name": "AN"}


@pytest.mark.parametrize("lost", ["wiped", "restored from another phone's backup"])
async def test_over_old_data_no_new_key_is_made(
    phone: Phone, secrets: DeviceSecrets, open_safe: Callable[[], Any], tmp_path: Path, lost: str
) -> None:
    shows_a_window(phone, secrets)
    safe = await open_safe()
    await safe.vault.put("drafts", "a", {"name": "AN"})
    await safe.close()
    before = (tmp_path / "data" / "vault" / "vault.db").read_bytes()
    kept = dict(phone.kept)
    phone.kept.clear()
    if lost != "wiped":
        await vault_key(secrets, tmp_path / "a new phone")  # its app was started before the folder was restored
    with pytest.raises(StartError) as raised:
        await open_safe()
    assert raised.value.problem == "wrong_key"
    assert (tmp_path / "data" / "vault" / "vault.db").read_bytes() == before
    phone.kept = kept
    again = await open_safe()
    assert await again.vault.get("drafts", "a") == {"name": "AN"}


async def test_a_keystore_that_fails_at_the_start_opens_nothing_and_opens_when_asked_again(
    phone: Phone, secrets: DeviceSecrets, open_safe: Callable[[], Any], tmp_path: Path
) -> None:
    for failing in range(1, 8):  # whichever question it is
        safe = await open_safe()
        shows_a_window(phone, secrets)
        asked = 0

        def trouble(_method: str, failing: int = failing) -> str | None:
            nonlocal asked
            asked += 1
            return "PlatformException" if asked == failing else None

        phone.trouble = trouble
        outcome = await safe.open_by_device()
        phone.trouble = lambda _method: None
        if outcome is not None:
            assert (outcome.problem, safe.opened.is_set()) == ("no_key_store", False)
            assert await safe.open_by_device() is None
        await safe.vault.put("drafts", str(failing), {"n": failing})
        await safe.close()
        secrets._storage = None  # the app ends
    safe = await open_safe()
    shows_a_window(phone, secrets)
    assert await safe.open_by_device() is None
    assert len(await safe.vault.all("drafts")) == 7


async def test_a_key_file_or_a_passphrase_that_is_there_goes_before_the_keystore(
    phone: Phone, secrets: DeviceSecrets, open_safe: Callable[[], Any], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    key = await vault_key(KeyFileStore(data / KEY_FILE), data / "vault")
    await (await Vault.open(data / "vault", key, clock=now)).close()
    safe = await open_safe()
    assert safe.kind == "key_file"
    assert await safe.protect("một câu dễ nhớ") is None
    assert (data / SEALED_KEY).exists()
    shows_a_window(phone, secrets)
    assert await safe.unprotect("một câu dễ nhớ") is None  # goes to the best there is now
    assert safe.kind == "device"
    await safe.close()
    again = await open_safe()
    assert (again.kind, again.opened.is_set()) == ("device", True)


async def test_the_first_screen_says_what_is_in_the_way_and_asks_the_keystore_again(
    phone: Phone, secrets: DeviceSecrets, open_safe: Callable[[], Any]
) -> None:
    safe = await open_safe()
    shows_a_window(phone, secrets)
    phone.trouble = lambda _method: "PlatformException"
    trouble = await safe.open_by_device()

    @ft.component
    def App() -> list[ft.View]:
        return [ft.View(controls=[Title("the app")])]

    async def enter() -> Callable[[], object]:
        return App

    screen = Shown(AskedPassphrase, safe, Preferences(Preference("vi")), enter, trouble, views=True)
    await until(screen, lambda: says(screen, "Nơi giữ khóa của máy không trả lời"))
    assert_whole(screen)
    assert not screen.all(ft.TextField)
    await screen.press("Thử lại")
    await until(screen, lambda: says(screen, "Nơi giữ khóa của máy không trả lời"))
    phone.trouble = lambda _method: None
    await screen.press("Thử lại")
    await until(screen, lambda: says(screen, "the app"))


def test_only_a_phone_has_it() -> None:
    assert device_secrets({}) is None
    assert device_secrets({"FLET_PLATFORM": "linux"}) is None
    assert isinstance(device_secrets({"FLET_PLATFORM": "android"}), DeviceSecrets)


def test_drafts_do_not_go_into_a_phones_backup() -> None:
    """What ``flet build`` 1.0.5 puts into the application's tag of the manifest, as it is written here."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["flet"]["android"]
    assert told["manifest_application"] == {"allowBackup": "false", "fullBackupContent": "false"}
