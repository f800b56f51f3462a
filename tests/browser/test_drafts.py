"""A draft beside its form: killed and offered again, deleted and put back, named, carried away in a sealed file."""

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.i18n import Translator
from app.vault.keys import KeyFileStore, vault_key
from app.vault.vault import Vault
from tests.browser.running import NewWindow, Product, Screen

STEP = "tre"
NEVER = {"MOTCUA_AUTOSAVE_MS": "600000", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
"""So that only leaving a field, or an orderly end, can have stored what was typed."""


@pytest.mark.timeout(180)
def test_a_draft_is_offered_after_a_crash_deleted_put_back_and_carried_away(
    start_product: Callable[..., Product], new_window: NewWindow, tmp_path: Path
) -> None:
    t = Translator("vi")
    product = start_product("--lang", "vi", **NEVER)
    screen = Screen.open(new_window(), product, "/procedures/1.001193")
    screen.press(t("Start"))
    screen.press_to(re.compile("^" + re.escape(t("For my child or a dependant"))), "**/drafts/**")
    draft = re.search(r"/drafts/[^/?]+", screen.page.url)
    assert draft is not None
    screen.go(f"{draft.group()}/steps/{STEP}")
    label = name_label(screen)
    screen.write(label, "MẪU AN")
    screen.leave_field()
    saved = re.escape(t("Saved on this device at {time}. Not filed.", time="TIME")).replace("TIME", r"\d\d:\d\d")
    screen.sees(re.compile(saved))
    product.kill()
    screen.page.close()

    product.start()
    screen = Screen.open(new_window(), product)
    screen.sees(t("The app ended before you closed it"))
    screen.press(t("Go on with this draft"))
    screen.page.wait_for_url(f"**{draft.group()}/steps/{STEP}")
    expect(screen.field(label)).to_be_attached(timeout=15_000)
    screen.go("/applications")
    expect(screen.page.get_by_text(t("The app ended before you closed it"))).to_have_count(0)

    screen.press(re.compile("^" + re.escape(t("Delete the draft of {time}", time=""))))
    screen.sees(re.compile(re.escape(t("Deleted"))))
    screen.press(t("Put it back"))
    screen.press(re.compile("^" + re.escape(t("More about the draft of {time}", time=""))))
    screen.sees(t("Room it takes"))
    screen.write(t("{label} (not required)", label=t("Name of this draft")), "Cho bé An")
    screen.press(t("Keep the name"))
    screen.sees(t("The name is kept."))

    screen.go("/applications/receive")
    code = own_code(screen)
    screen.go(f"/applications{draft.group()}/carry")
    screen.write(t("Code that the other device shows"), code, pause_ms=2)
    with screen.page.expect_download(timeout=20_000) as download:
        screen.press(t("Save the sealed file"))
    sealed = tmp_path / download.value.suggested_filename
    download.value.save_as(sealed)
    assert sealed.suffix == ".motcua"
    assert "MẪU AN".encode() not in sealed.read_bytes()
    screen.go("/applications/receive")
    screen.attach(t("Choose the file"), sealed)
    screen.sees(t("The draft is on this device"))
    screen.go("/applications")
    expect(screen.page.get_by_text("Cho bé An", exact=False)).to_have_count(2, timeout=15_000)

    screen.go(f"{draft.group()}/steps/{STEP}")
    screen.write(label, " X")
    assert product.stop() == 0
    with ThreadPoolExecutor() as beside:  # the browser's driver has a loop of its own in this thread
        reading = kept(product, draft.group().removeprefix("/drafts/"))
        answers, marks = beside.submit(asyncio.run, reading).result()
    assert "X" in json.dumps(answers)  # an orderly end stores what was typed last
    assert marks == []


async def kept(product: Product, draft_id: str) -> tuple[dict[str, object], list[tuple[str, dict[str, object]]]]:
    """Read the draft and what the run left, once the app has ended."""
    folder = product.data_dir / "vault"
    key = await vault_key(KeyFileStore(product.data_dir / "key"), folder)
    vault = await Vault.open(folder, key, clock=lambda: datetime.now(UTC))
    try:
        draft = await vault.get("drafts", draft_id)
        assert draft is not None
        return draft["answers"], await vault.all("running")
    finally:
        await vault.close()


def name_label(screen: Screen) -> str:
    """Return the label of the first field of the step."""
    field = screen.page.get_by_role("textbox").first
    field.wait_for(state="attached", timeout=15_000)
    label = field.get_attribute("aria-label")
    assert label is not None
    return label


def own_code(screen: Screen) -> str:
    """Read the receiving code off the screen."""
    code = screen.page.get_by_text(re.compile("^[A-Z2-7]{5}(-[A-Z2-7]{3,5})+$")).first
    code.wait_for(state="attached", timeout=15_000)
    text = code.inner_text()
    assert len(text.replace("-", "")) == 58
    return text
