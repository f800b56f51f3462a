"""A hand scanner: it types like a keyboard, a key every few milliseconds."""

import time

from playwright.sync_api import Page

KEY_MS = 5


def scan(page: Page, text: str, *, end: str = "Enter", key_ms: float = KEY_MS) -> None:
    """Type ``text`` as a scanner does, whatever else this machine does meanwhile: each key says when it was pressed.

    A letter that no key has comes as from an input method: a key without a name, then the letter.
    """
    keys = page.context.new_cdp_session(page)
    at = time.time()
    for letter in text:
        at += key_ms / 1000
        if not letter.isascii():
            keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "timestamp": at})
            keys.send("Input.insertText", {"text": letter})
            continue
        keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": letter, "text": letter, "timestamp": at})
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter, "timestamp": at + 0.001})
    if end:
        page.keyboard.press(end)
    keys.detach()
