"""Cold start to the first usable screen: Một Cửa beside a bare Flet hello world, in turns in one run.

The very first start makes the vault and puts in the catalogue; every later one finds them.
"""

import statistics
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import Browser

from benchmarks.browser import chromium, free_port, turn_semantics_on, wait_for_port

ROUNDS = 5


def main() -> None:
    with chromium() as browser:
        hello, first, later = [], [], []
        for _ in range(ROUNDS):
            hello.append(_hello(browser))
            with tempfile.TemporaryDirectory() as folder:
                first.append(_motcua(browser, folder))
                later.append(_motcua(browser, folder))
    for name, seconds in (("bare Flet hello world", hello), ("home, very first start", first), ("home", later)):
        print(f"{name:24} median {statistics.median(seconds):.2f} s  (min {min(seconds):.2f}, max {max(seconds):.2f})")
    bare = statistics.median(hello)
    print(f"ratio {statistics.median(later) / bare:.2f}, the very first start {statistics.median(first) / bare:.2f}")


def _hello(browser: Browser) -> float:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.peers.hello", str(port)]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    try:
        wait_for_port(port, process)
        return _until_text(browser, f"http://127.0.0.1:{port}/", "hello", began)
    finally:
        process.kill()
        process.wait()


def _motcua(browser: Browser, folder: str) -> float:
    command = [sys.executable, "-m", "main", "run", "--no-browser", "--lang", "vi", "--data-dir", folder]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        url = next(line.split()[1] for line in process.stdout if line.startswith("READY "))
        return _until_text(browser, url, "Bạn cần làm thủ tục gì?", began)
    finally:
        process.terminate()
        process.wait()


def _until_text(browser: Browser, url: str, text: str, began: float) -> float:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(url)
    turn_semantics_on(page)
    page.get_by_text(text).first.wait_for(state="attached")
    seconds = time.monotonic() - began
    context.close()
    return seconds
