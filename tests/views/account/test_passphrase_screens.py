"""The passphrase on the screen, with a real vault behind it: set in the account, asked for at the start."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import flet as ft
import pytest

from app.i18n import Translator
from app.safe import Safe
from app.vault.keys import KeyFileStore
from tests.harness import Shown, shown, shown_page, surroundings
from tests.views.screens import assert_whole, says, until
from views.account.passphrase import PassphrasePage
from views.account.set_aside import SetAside
from views.account.unlocking import AskedPassphrase
from views.design import Title
from views.shared.preferences import Preference, Preferences

PASSPHRASE = "một câu dễ nhớ"


def now() -> datetime:
    return datetime(2026, 11, 22, 3, 42, tzinfo=UTC)


async def opened(folder: Path) -> Safe:
    """Open what is in ``folder`` as the app does; a key file stays in use once it keeps the key."""
    return await Safe.open(folder, environment={}, is_kiosk=False, clock=now)


@pytest.fixture
async def safe(tmp_path: Path) -> AsyncIterator[Safe]:
    await KeyFileStore(tmp_path / "key").set("vault_key", "A" * 43 + "=")
    safe = await opened(tmp_path)
    assert safe.kind == "key_file"
    await safe.vault.put("settings", "a", {"v": "old"})
    yield safe
    await safe.close()


@pytest.mark.parametrize("layout", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_short_or_different_passphrase_is_told_at_its_field_and_a_good_one_is_set(
    safe: Safe, language: str, layout: str
) -> None:
    t = Translator(language)
    screen = await shown_page(PassphrasePage, within=surroundings(language, layout, safe=safe))  # type: ignore[arg-type] # one of its literals
    assert_whole(screen)
    assert says(screen, t("Nobody can bring it back"))
    assert all(field.password for field in screen.all(ft.TextField))
    short = t("Use at least {count} characters. A short sentence is easy to keep in mind.", count=8)
    await screen.write("new-passphrase", "ngắn")
    await screen.press(t("Protect the drafts"))
    assert screen.texts().count(short) == 2
    await screen.write("new-passphrase", PASSPHRASE)
    await screen.write("same-passphrase", "một câu khác")
    await screen.press(t("Protect the drafts"))
    assert says(screen, t("The two are not the same. Type it again."))
    assert safe.kind == "key_file"
    await screen.write("same-passphrase", PASSPHRASE)
    await screen.press(t("Protect the drafts"))
    await until(screen, lambda: safe.kind == "passphrase")
    assert_whole(screen)


@pytest.mark.parametrize(("language", "layout"), [("vi", "phone"), ("en", "desktop")])
async def test_it_is_changed_and_given_up_by_who_knows_it(safe: Safe, language: str, layout: str) -> None:
    t = Translator(language)
    assert await safe.protect(PASSPHRASE) is None
    within = surroundings(language, layout, safe=safe)  # type: ignore[arg-type] # one of its literals
    screen = await shown_page(PassphrasePage, within=within)
    assert_whole(screen)
    await screen.write("current-passphrase", "sai hoàn toàn")
    await screen.write("new-passphrase", "câu thứ hai dài")
    await screen.write("same-passphrase", "câu thứ hai dài")
    await screen.press(t("Change the passphrase"))
    await until(screen, lambda: says(screen, t("This is not the passphrase. Nothing was changed.")))
    await screen.write("current-passphrase", PASSPHRASE)
    await screen.press(t("Change the passphrase"))
    await until(screen, lambda: not says(screen, t("This is not the passphrase. Nothing was changed.")))
    await screen.write("current-passphrase", "câu thứ hai dài")
    await until(screen, lambda: cast("ft.FilledButton", screen.find("give-up-passphrase")).on_click is not None)
    await screen.press(t("Ask for no passphrase any more"))
    await until(screen, lambda: safe.kind != "passphrase")
    assert await safe.vault.get("settings", "a") == {"v": "old"}


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_what_is_not_as_it_was_stored_stands_in_the_account_until_it_was_seen(
    safe: Safe, tmp_path: Path, language: str
) -> None:
    t = Translator(language)
    for kind in ("drafts", "parcels", "dossiers", "blob-like", "forms", "identity"):
        await safe.vault.put(kind, "a", {"v": 1})
    await safe.close()
    with sqlite3.connect(tmp_path / "vault" / "vault.db") as connection:
        connection.execute("UPDATE records SET sealed = zeroblob(60) WHERE kind <> 'settings'")
        connection.execute("UPDATE journal SET sealed = zeroblob(60) WHERE number = 3")
    connection.close()
    damaged = await opened(tmp_path)
    screen = await shown(SetAside, damaged, within=surroundings(language, safe=damaged, changes=damaged.vault.changes))
    await until(screen, lambda: says(screen, t("What is kept on this device")))  # the journal, found at the start
    for kind in ("drafts", "parcels", "dossiers", "blob-like", "forms", "identity"):
        await damaged.vault.all(kind)
    await until(screen, lambda: says(screen, f"{t('Applications you are filling in')}: 1"))
    assert_whole(screen)
    await screen.press(t("I have seen this"))
    await until(screen, lambda: screen.texts() == [])
    await damaged.close()


async def test_a_wrong_one_is_told_and_the_right_one_shows_the_app(safe: Safe, tmp_path: Path) -> None:
    assert await safe.protect(PASSPHRASE) is None
    await safe.close()
    locked = await opened(tmp_path)
    screen = await locked_screen(locked)
    assert says(screen, "Mở khóa bản nháp")
    await screen.press("English")
    assert says(screen, "Unlock your drafts")
    assert_whole(screen)
    await screen.write("passphrase", "sai")
    await screen.send(screen.find("passphrase"), "submit")
    await until(screen, lambda: says(screen, "This is not the passphrase. Nothing was deleted. Try again."))
    assert not locked.opened.is_set()
    await screen.write("passphrase", PASSPHRASE)
    await screen.press("Unlock")
    await until(screen, lambda: says(screen, "the app"))
    assert await locked.vault.get("settings", "a") == {"v": "old"}
    await locked.close()


async def test_what_is_in_the_way_besides_is_told_in_the_language_shown(safe: Safe, tmp_path: Path) -> None:
    assert await safe.protect(PASSPHRASE) is None
    locked = await opened(tmp_path)  # the first one still has the vault open
    screen = await locked_screen(locked)
    await screen.write("passphrase", PASSPHRASE)
    await screen.press("Mở khóa")
    await until(screen, lambda: says(screen, "Một Cửa đang mở với thư mục"))
    assert_whole(screen)
    await safe.close()
    await screen.press("Mở khóa")
    await until(screen, lambda: says(screen, "the app"))
    await locked.close()


async def locked_screen(safe: Safe) -> Shown:
    """Draw the first screen of a locked safe; a page of two words stands for the app."""

    @ft.component
    def App() -> list[ft.View]:
        return [ft.View(controls=[Title("the app")])]

    async def enter() -> Callable[[], object]:
        return App

    screen = Shown(AskedPassphrase, safe, Preferences(Preference("vi")), enter, views=True)
    await screen.settle()
    return screen
