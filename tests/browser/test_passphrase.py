"""A passphrase for the drafts of this device: set in the account, asked for at the next start, a wrong one told."""

import json
import os
import re
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.i18n import Translator
from tests.browser.running import DESKTOP, PHONE, ROOT, NewWindow, Product, Screen
from tests.reliability.profile import IS_DEEP

PASSPHRASE = "một câu dễ nhớ"
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
"""A machine whose key store does not answer."""


WAYS = {"vi-phone": ("vi", PHONE), "en-desktop": ("en", DESKTOP)} if IS_DEEP else {"vi-phone": ("vi", PHONE)}


@pytest.fixture(params=WAYS.values(), ids=list(WAYS))
def way(request: pytest.FixtureRequest) -> tuple[str, tuple[int, int]]:
    """A language and the size of a window."""
    return request.param


def doctor(product: Product, **environment: str) -> dict[str, object]:
    """Return what ``motcua doctor --json`` says while the app is closed."""
    done = subprocess.run(
        [*product.program, "doctor", "--json", "--data-dir", str(product.data_dir)],
        cwd=ROOT,
        env={**os.environ, **NO_KEYRING, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_drafts_are_protected_and_open_only_with_the_passphrase(
    way: tuple[str, tuple[int, int]], new_window: NewWindow, start_product: Callable[..., Product]
) -> None:
    language, size = way
    t = Translator(language)
    context = new_window(size, language=language)
    product = start_product("--lang", language, **NO_KEYRING)
    unprotected = t("This device does not protect your drafts by itself: whoever can use it can read them.")
    screen = Screen.open(context, product)
    screen.sees(unprotected)
    screen.go("/procedures/1.001193")
    screen.press(t("Start"))
    screen.press_to(re.compile("^" + re.escape(t("For myself"))), "**/drafts/**")

    screen.go("/account")
    screen.press(t("Protect them with a passphrase"))
    screen.sees_title(t("Protect the drafts on this device"))
    screen.write(t("New passphrase"), "ngắn")
    screen.press(t("Protect the drafts"))
    screen.sees(t("Use at least {count} characters. A short sentence is easy to keep in mind.", count=8))
    screen.write(t("New passphrase"), PASSPHRASE.removeprefix("ngắn"))
    screen.write(t("The same passphrase again"), f"ngắn{PASSPHRASE}")
    screen.page.keyboard.press("Enter")
    screen.sees_title(t("Account"))
    screen.sees(t("A passphrase protects them. The app asks for it at each start."))
    expect(screen.page.get_by_text(unprotected)).to_have_count(0)
    assert product.stop() == 0
    assert not (product.data_dir / "key").exists()
    assert doctor(product)["key"] == {"kept_in": "passphrase", "protects_drafts": True}
    assert doctor(product)["vault"] == "key_unavailable"

    screen.page.close()  # an older tab would come back with the product and ask for the window
    product.start()
    screen = Screen.open(context, product)
    screen.sees_title(t("Unlock your drafts"))
    expect(screen.field(t("Passphrase"))).to_be_focused()
    screen.page.keyboard.type("sai rồi", delay=80)  # while the page's parts still take their places
    screen.page.keyboard.press("Enter")
    screen.sees(t("This is not the passphrase. Nothing was deleted. Try again."))
    screen.page.keyboard.press("Control+A")
    screen.page.keyboard.type(f"ngắn{PASSPHRASE}", delay=20)
    screen.page.keyboard.press("Enter")
    screen.sees_title({"vi": "Bạn cần làm thủ tục gì?", "en": "What do you need to do?"}[language])
    screen.go("/applications")
    screen.sees(t("Draft · not filed"))
    expect(screen.page.get_by_text(unprotected)).to_have_count(0)
