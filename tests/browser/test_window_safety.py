"""The browser window lets in one browser of this machine and nobody else, and asks nobody else for anything."""

import http.client
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.running import Product, Screen

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


def entered(product: Product) -> str:
    """Use the one-time key and return the cookie."""
    parts = urlsplit(product.url)
    status, headers, _ = ask(product, f"{parts.path}?{parts.query}")
    assert status == 303
    return headers["set-cookie"].split(";")[0]


def test_only_loopback_is_listened_on(product: Product) -> None:
    port = urlsplit(product.url).port
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    addresses = {line.split()[1] for line in listening if line.split()[3] == "0A"}
    assert {a for a in addresses if a.endswith(f":{port:04X}")} == {f"0100007F:{port:04X}"}
    listening6 = Path("/proc/net/tcp6").read_text().splitlines()[1:]
    assert not any(line.split()[1].endswith(f":{port:04X}") for line in listening6 if line.split()[3] == "0A")


def test_nothing_is_served_without_the_key(product: Product) -> None:
    for path in ("/", "/main.dart.js", "/procedures/1.001193", "/callback?state=x", "/ws"):
        status, headers, body = ask(product, path)
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


def test_a_wrong_key_opens_nothing(product: Product) -> None:
    assert ask(product, "/?key=" + "x" * 43)[0] == 403
    name = f"motcua_window_{urlsplit(product.url).port}"
    assert ask(product, "/", Cookie=f"{name}=" + "x" * 43)[0] == 403


def test_another_host_name_is_refused_even_with_the_cookie(product: Product) -> None:
    cookie = entered(product)
    assert ask(product, "/", Cookie=cookie)[0] == 200
    assert ask(product, "/", Cookie=cookie, Host="motcua.example")[0] == 421


def test_every_page_carries_the_headers_that_keep_it_to_itself(product: Product) -> None:
    cookie = entered(product)
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


def test_only_reading_is_allowed(product: Product) -> None:
    cookie = entered(product)
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(product, "/", method=method, Cookie=cookie)[0] == 405
    assert ask(product, "/upload?f=x&e=y&s=z", method="PUT", Cookie=cookie)[0] == 405
    assert ask(product, "/hand-over/unknown/file", method="PUT", Cookie=cookie)[0] == 404


def test_a_callback_never_leads_out_of_the_window(product: Product) -> None:
    status, headers, _ = ask(product, "/callback?state=unknown&code=x", Cookie=entered(product))
    assert (status, headers["location"]) == (303, "/sign-in?problem=expired")


def connects(product: Product, *, origin: str | None, cookie: str | None) -> bool:
    headers = {"Cookie": cookie} if cookie else {}
    url = product.origin.replace("http", "ws") + "/ws"
    try:
        with connect(url, origin=origin, additional_headers=headers, proxy=None):  # type: ignore[arg-type]  # a plain str
            return True
    except InvalidStatus as refused:
        return refused.response.status_code != 403


def test_a_websocket_needs_the_own_origin_and_the_cookie(product: Product) -> None:
    cookie = entered(product)
    assert connects(product, origin=product.origin, cookie=cookie)
    assert not connects(product, origin=product.origin, cookie=None)
    for origin in ("http://evil.example", "http://127.0.0.1:1", "null", None):
        assert not connects(product, origin=origin, cookie=cookie), origin


def test_no_request_leaves_for_any_other_host(context: BrowserContext, product: Product) -> None:
    """I13. What the policy blocks before it leaves (Flet 1.0.5 asks a CDN for rive_native.js) reaches no host."""
    sent: set[str] = set()

    def note(request: Request) -> None:
        if request.url.startswith("http") and request.failure is None:
            sent.add(urlsplit(request.url).netloc)

    context.on("requestfinished", note)
    screen = Screen.open(context, product)
    for route in ("/search", "/procedures/1.001193", "/account", "/sign-in"):
        screen.go(route)
    assert sent == {urlsplit(product.url).netloc}


def test_the_client_runs_whole_under_the_policy(context: BrowserContext, product: Product) -> None:
    broken: list[str] = []
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    screen = Screen.open(context, product)
    screen.sees_title("Bạn cần làm thủ tục gì?")
    assert [text for text in broken if "rive_native" not in text] == []


def test_a_newer_tab_takes_over_and_the_older_says_so(context: BrowserContext, product: Product) -> None:
    older = Screen.open(context, product)
    newer = Screen(context.new_page(), product)
    newer.go("/account")
    older.sees_title("Đang mở ở thẻ khác")
    newer.sees_title("Tài khoản")
    older.press("Làm tiếp ở đây")
    older.sees_title("Bạn cần làm thủ tục gì?")
    newer.sees_title("Đang mở ở thẻ khác")


def test_another_browser_of_the_machine_is_not_let_in(chromium: Browser, screen: Screen, product: Product) -> None:
    stranger = chromium.new_context()
    page = stranger.new_page()
    answer = page.goto(product.url)
    assert answer is not None
    assert answer.status == 403
    stranger.close()


def test_a_foreign_page_cannot_frame_or_read_the_window(chromium: Browser, product: Product) -> None:
    cookie = entered(product)
    name, value = cookie.split("=", 1)
    context = chromium.new_context()
    context.add_cookies([{"name": name, "value": value, "url": product.origin}])
    page = context.new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(content_type="text/html", body="<p>evil</p>"))
    page.goto("http://evil.example/")
    script = f"fetch('{product.origin}/', {{credentials: 'include'}}).then(() => 'read', () => 'refused')"
    assert page.evaluate(script) == "refused"
    context.close()


def test_it_ends_within_seconds_when_asked(context: BrowserContext, product: Product) -> None:
    Screen.open(context, product)
    assert product.stop() == 0


def test_a_taken_port_is_told_in_one_line(product: Product, tmp_path: Path) -> None:
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


def test_a_second_instance_on_the_same_data_is_told_in_one_line(product: Product) -> None:
    second = Product(product.data_dir)
    with pytest.raises(AssertionError, match="did not start"):
        second.start()
    assert second.process is not None
    assert second.process.wait(10) == 1
    assert "đang mở" in second.log()
    assert "already open" in second.log()
