"""The browser window lets in one browser of this machine and nobody else, and asks nobody else for anything."""

import http.client
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.running import ROOT, Product, Screen

Headers = dict[str, str]


def ask(product: Product, path: str, *, method: str = "GET", **headers: str) -> tuple[int, Headers, bytes]:
    """Ask without a browser; header names in the form ``Sec_Fetch`` stand for ``Sec-Fetch``."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(product.url).port or 0, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    result = answer.status, {name.lower(): value for name, value in answer.getheaders()}, body
    connection.close()
    return result


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that serves while others ask; nobody's window is open, and its key is not used up."""
    with Product(tmp_path_factory.mktemp("served") / "data", ["--lang", "vi"]) as product:
        yield product


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, str]]:
    """A product whose one-time key was used, and the cookie that it gave."""
    with Product(tmp_path_factory.mktemp("entered") / "data", ["--lang", "vi"]) as product:
        status, headers, _ = ask(product, f"/?{urlsplit(product.url).query}")
        assert status == 303
        yield product, headers["set-cookie"].split(";")[0]


def test_only_loopback_is_listened_on(served: Product) -> None:
    port = urlsplit(served.url).port
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    addresses = {line.split()[1] for line in listening if line.split()[3] == "0A"}
    assert {a for a in addresses if a.endswith(f":{port:04X}")} == {f"0100007F:{port:04X}"}
    listening6 = Path("/proc/net/tcp6").read_text().splitlines()[1:]
    assert not any(line.split()[1].endswith(f":{port:04X}") for line in listening6 if line.split()[3] == "0A")


def test_while_the_client_loads_the_page_shows_our_sign(entered: tuple[Product, str]) -> None:
    product, cookie = entered
    for name in ("icons/loading-animation.png", "icons/icon-192.png", "favicon.png"):
        status, _, body = ask(product, f"/{name}", cookie=cookie)
        assert (status, body) == (200, (ROOT / "assets" / name).read_bytes())


def test_nothing_is_served_without_the_key(served: Product) -> None:
    for path in ("/", "/main.dart.js", "/procedures/1.001193", "/callback?state=x", "/ws"):
        status, headers, body = ask(served, path)
        assert status == 403, path
        assert headers["cache-control"] == "no-store"
        assert b"script" not in body


def test_the_key_works_once_and_leaves_the_address(product: Product) -> None:
    parts = urlsplit(product.url)
    status, headers, _ = ask(product, f"/?{parts.query}&event=driving")
    assert (status, headers["location"]) == (303, "/?event=driving")
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Lax" in headers["set-cookie"]
    assert headers["set-cookie"].startswith(f"motcua_window_{urlsplit(product.url).port}=")
    assert "Path=/;" in headers["set-cookie"]
    status, headers, _ = ask(product, f"/?{parts.query}")
    assert status == 403
    assert "set-cookie" not in headers


def test_a_wrong_key_opens_nothing(served: Product) -> None:
    assert ask(served, "/?key=" + "x" * 43)[0] == 403
    name = f"motcua_window_{urlsplit(served.url).port}"
    assert ask(served, "/", Cookie=f"{name}=" + "x" * 43)[0] == 403


def test_another_host_name_is_refused_even_with_the_cookie(entered: tuple[Product, str]) -> None:
    product, cookie = entered
    assert ask(product, "/", Cookie=cookie)[0] == 200
    assert ask(product, "/", Cookie=cookie, Host="motcua.example")[0] == 421


def test_every_page_carries_the_headers_that_keep_it_to_itself(entered: tuple[Product, str]) -> None:
    product, cookie = entered
    pages, files = ("/", "/procedures/1.001193"), ("/flutter_bootstrap.js", "/fonts/BeVietnamPro-Regular.ttf")
    for path in (*pages, *files):
        accept = "text/html,*/*" if path in pages else "*/*"
        status, headers, _ = ask(product, path, Cookie=cookie, Accept=accept)
        assert status == 200, path
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in re.findall(r"script-src[^;]*", policy)[0]
        assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
    assert ask(product, "/", Cookie=cookie, Accept="text/html")[1]["cache-control"] == "no-store"


def test_only_reading_is_allowed(entered: tuple[Product, str]) -> None:
    product, cookie = entered
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(product, "/", method=method, Cookie=cookie)[0] == 405
    assert ask(product, "/upload?f=x&e=y&s=z", method="PUT", Cookie=cookie)[0] == 405
    assert ask(product, "/hand-over/unknown/file", method="PUT", Cookie=cookie)[0] == 404


def test_a_callback_never_leads_out_of_the_window(entered: tuple[Product, str]) -> None:
    product, cookie = entered
    status, headers, _ = ask(product, "/callback?state=unknown&code=x", Cookie=cookie)
    assert (status, headers["location"]) == (303, "/sign-in?problem=expired")


def connects(product: Product, *, origin: str | None, cookie: str | None) -> bool:
    headers = {"Cookie": cookie} if cookie else {}
    url = product.origin.replace("http", "ws") + "/ws"
    try:
        with connect(url, origin=origin, additional_headers=headers, proxy=None):  # type: ignore[arg-type]  # a plain str
            return True
    except InvalidStatus as refused:
        return refused.response.status_code != 403


def test_a_websocket_needs_the_own_origin_and_the_cookie(entered: tuple[Product, str]) -> None:
    product, cookie = entered
    assert connects(product, origin=product.origin, cookie=cookie)
    assert not connects(product, origin=product.origin, cookie=None)
    for origin in ("http://evil.example", "http://127.0.0.1:1", "null", None):
        assert not connects(product, origin=origin, cookie=cookie), origin


def test_the_client_runs_whole_under_the_policy_and_asks_no_other_host(
    context: BrowserContext, product: Product
) -> None:
    """I13. What the policy blocks before it leaves (Flet 1.0.5 asks a CDN for rive_native.js) reaches no host."""
    broken: list[str] = []
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    sent: set[str] = set()

    def note(request: Request) -> None:
        if request.url.startswith("http") and request.failure is None:
            sent.add(urlsplit(request.url).netloc)

    context.on("requestfinished", note)
    screen = Screen.open(context, product)
    screen.sees_title("Bạn cần làm thủ tục gì?")
    assert not screen.page.evaluate("crossOriginIsolated"), "on a thread of its own Flutter draws a letter later"
    for route in ("/search", "/procedures/1.001193", "/account", "/sign-in"):
        screen.go(route)
    screen.start_anew("/procedures/1.001193")  # a deep link
    screen.sees_title("Đăng ký khai sinh")
    assert sent == {urlsplit(product.url).netloc}
    assert [text for text in broken if "rive_native" not in text] == []


def test_a_newer_tab_takes_over_the_older_says_so_and_the_end_takes_seconds(
    context: BrowserContext, product: Product
) -> None:
    older = Screen.open(context, product)
    newer = Screen(context.new_page(), product)
    newer.go("/account")
    older.sees_title("Đang mở ở thẻ khác")
    newer.sees_title("Tài khoản")
    older.press("Làm tiếp ở đây")
    older.sees_title("Bạn cần làm thủ tục gì?")
    newer.sees_title("Đang mở ở thẻ khác")
    assert product.stop() == 0  # within seconds, with both of them open


def test_a_window_whose_app_was_killed_says_so_and_that_what_was_saved_is_kept(
    context: BrowserContext, product: Product
) -> None:
    page = Screen.open(context, product).page
    product.kill()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Ứng dụng Một Cửa đã dừng", timeout=15_000)
    expect(notice).to_contain_text("The Một Cửa app has ended")
    expect(notice).to_be_focused()


def test_another_browser_of_the_machine_is_not_let_in(chromium: Browser, entered: tuple[Product, str]) -> None:
    product, _ = entered
    stranger = chromium.new_context()
    page = stranger.new_page()
    answer = page.goto(product.url)
    assert answer is not None
    assert answer.status == 403
    stranger.close()


def test_a_foreign_page_cannot_frame_or_read_the_window(chromium: Browser, entered: tuple[Product, str]) -> None:
    product, cookie = entered
    name, value = cookie.split("=", 1)
    context = chromium.new_context()
    context.add_cookies([{"name": name, "value": value, "url": product.origin}])
    page = context.new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(content_type="text/html", body="<p>evil</p>"))
    page.goto("http://evil.example/")
    script = f"fetch('{product.origin}/', {{credentials: 'include'}}).then(() => 'read', () => 'refused')"
    assert page.evaluate(script) == "refused"
    context.close()


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    second = Product(tmp_path / "second", ["--port", str(taken.getsockname()[1])])
    with pytest.raises(AssertionError, match="did not start"):
        second.start()
    taken.close()
    assert second.process is not None
    assert second.process.wait(10) == 1
    assert len(second.log().strip().splitlines()) == 1
    assert "--port" in second.log()


def test_a_second_instance_on_the_same_data_is_told_in_one_line(served: Product) -> None:
    second = Product(served.data_dir)
    with pytest.raises(AssertionError, match="did not start"):
        second.start()
    assert second.process is not None
    assert second.process.wait(10) == 1
    assert "đang mở" in second.log()
    assert "already open" in second.log()
