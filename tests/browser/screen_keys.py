"""The keyboard on a terminal's screen, as a finger meets it."""

from collections.abc import Mapping

from playwright.sync_api import Page, expect

WHERE_KEYS_ARE = """() => Object.fromEntries([...document.querySelectorAll("#kiosk-keys [data-key]")].map((key) => {
  const box = key.getBoundingClientRect()
  return [key.dataset.key, {x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height}]
}))"""

Boxes = Mapping[str, Mapping[str, float]]


class ScreenKeys:
    """Presses keys where they are drawn."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def boxes(self) -> Boxes:
        """Where each key is, and how large."""
        found: Boxes = self.page.evaluate(WHERE_KEYS_ARE)
        return found

    def are_shown(self) -> None:
        """Wait for the keyboard."""
        expect(self.page.locator("#kiosk-keys")).to_be_visible(timeout=10_000)

    def are_gone(self) -> None:
        """Wait until it is put away."""
        expect(self.page.locator("#kiosk-keys")).to_be_hidden(timeout=10_000)

    def are_for(self, kind: str) -> None:
        """Wait for the layout of a kind of field, which the session tells."""
        expect(self.page.locator(f'#kiosk-keys[data-kind="{kind}"]')).to_be_visible(timeout=10_000)

    def have(self, key: str) -> None:
        """Wait for a key that only some fields have."""
        expect(self.page.locator(f'#kiosk-keys [data-key="{key}"]')).to_be_visible(timeout=10_000)

    def press(self, key: str) -> None:
        """Press one key."""
        box = self.boxes[key]
        self.page.mouse.click(box["x"], box["y"])

    def write(self, keys: str, *, pause_ms: int = 0) -> None:
        """Press one key after the other; their places are looked up once."""
        boxes = self.boxes
        for key in keys:
            box = boxes["space" if key == " " else key.lower()]
            self.page.mouse.click(box["x"], box["y"])
            if pause_ms:
                self.page.wait_for_timeout(pause_ms)
