"""Bytes on the wire for each key typed in the birth form, and how long until the last key is stored."""

import re
import subprocess
import sys
import tempfile

from playwright.sync_api import Page, WebSocket

from benchmarks.browser import chromium, turn_semantics_on

KEYS = "nguyen thi minh khai nguyen thi minh khai nguyen thi minh kh"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        command = [sys.executable, "-m", "main", "run", "--no-browser", "--lang", "vi", "--data-dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert process.stdout is not None
            url = next(line.split()[1] for line in process.stdout if line.startswith("READY "))
            page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
            up, down = _type(page, url)
        finally:
            process.kill()
            process.wait()
    print(f"{len(KEYS)} keys in the birth form: {up / len(KEYS):.0f} bytes up, {down / len(KEYS):.0f} bytes down a key")


def _type(page: Page, url: str) -> tuple[int, int]:
    frames = {"up": 0, "down": 0}

    def count(direction: str, payload: str | bytes) -> None:
        frames[direction] += len(payload)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: count("up", payload))
        socket.on("framereceived", lambda payload: count("down", payload))

    page.on("websocket", listen)
    page.goto(url)
    turn_semantics_on(page)
    page.goto(url.split("/?")[0] + "/procedures/1.001193")
    turn_semantics_on(page)
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("button", name=re.compile("^Cho tôi")).click()
    field = page.get_by_role("textbox", name="Họ, chữ đệm, tên của bạn", exact=True)
    field.scroll_into_view_if_needed()
    page.wait_for_timeout(1_000)
    field.click()
    page.wait_for_timeout(1_000)
    before = dict(frames)
    page.keyboard.type(KEYS, delay=30)
    page.wait_for_timeout(1_500)
    return frames["up"] - before["up"], frames["down"] - before["down"]
