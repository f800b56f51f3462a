"""A real Chromium on the running product; skipped where there is no Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.running import CHROMIUM_FLAGS, PHONE, NewWindow, Product, Screen

FEWER_FRAMES = """const soon = window.requestAnimationFrame.bind(window)
window.requestAnimationFrame = draw => { setTimeout(() => soon(draw), 50); return 0 }"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    """Return the system's own browser, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the session."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium on this machine (python3 dev.py setup installs one)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def start_product(tmp_path: Path) -> Iterator[Callable[..., Product]]:
    """Start the product with arguments of the test's choice; ended after the test."""
    running: list[Product] = []

    def start(*arguments: str, **environment: str) -> Product:
        product = Product(tmp_path / f"data-{len(running)}", arguments, environment)
        running.append(product)
        return product.start()

    yield start
    for product in running:
        if product.process is not None and product.process.poll() is None:
            product.stop()


@pytest.fixture
def product(start_product: Callable[..., Product]) -> Product:
    """The product in Vietnamese on a fresh data folder, with its embedded portal."""
    return start_product("--lang", "vi")


@pytest.fixture
def new_window(chromium: Browser) -> Iterator[NewWindow]:
    """Open a window with a profile of its own; closed after the test, for a page left open goes on working."""
    with windows_of(chromium) as new_window:
        yield new_window


@contextmanager
def windows_of(chromium: Browser) -> Iterator[NewWindow]:
    """Give what opens windows, each with a profile of its own; they are closed in the end.

    Chromium draws in software here. Half the pixels each way, motion reduced and a frame at most every 50 ms take
    40 % of its work away (72 to 44 s of processor for one short form); where a picture is read, ask for ``pixels=1``,
    where every frame counts, for ``is_calm=False``.
    """
    opened: list[BrowserContext] = []

    def new_window(
        size: tuple[int, int] = PHONE, *, language: str = "vi", pixels: float = 0.5, is_calm: bool = True
    ) -> BrowserContext:
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale=f"{language}-VN",
            device_scale_factor=pixels,
            reduced_motion="reduce",
        )
        if is_calm:
            context.add_init_script(FEWER_FRAMES)
        opened.append(context)
        return context

    try:
        yield new_window
    finally:
        for context in opened:
            context.close()


@pytest.fixture
def context(new_window: NewWindow) -> BrowserContext:
    """A window the size of a phone."""
    return new_window()


@pytest.fixture
def screen(context: BrowserContext, product: Product) -> Screen:
    """The home screen on a phone."""
    return Screen.open(context, product)
