import re

import pytest

from portal.pages.frame import Page, labelled, respond
from portal.pages.markup import Markup, join, tag
from portal.pages.routes import _STYLE
from tests.portal.running import RunningPortal

PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("action", "paper"),
    ("action", "surface"),
    ("on-action", "action"),
    ("brand", "surface"),
    ("error", "surface"),
    ("ink", "error-soft"),
    ("ink", "done-soft"),
    ("ink", "waiting-soft"),
    ("action", "action-soft"),
    ("done", "done-soft"),
    ("waiting", "waiting-soft"),
    ("needs", "needs-soft"),
    ("draft", "draft-soft"),
    ("trial", "trial-soft"),
]


def _themes() -> list[dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", _STYLE.read_text(encoding="utf-8"), re.S)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return [light, dark]


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_pair_of_colours_is_readable_in_both_themes(ink: str, ground: str) -> None:
    for theme in _themes():
        light, dark = sorted((_luminance(theme[ink]), _luminance(theme[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, theme[ink]


def test_text_is_escaped_and_markup_is_not() -> None:
    assert tag("p", "a < b & c", title='"') == '<p title="&quot;">a &lt; b &amp; c</p>'
    assert join("<", Markup("<br>"), None, 3) == "&lt;<br>3"
    assert tag("input", name="x", required=True, checked=False, class_="a", aria_label="b") == (
        '<input name="x" required class="a" aria-label="b">'
    )


def test_a_control_is_tied_to_its_label_and_hint() -> None:
    html = labelled("Tên", tag("input", id="name", aria_describedby="name-hint"), of="name", hint="Như trên thẻ")
    assert '<label for="name">Tên</label>' in html
    assert '<p class="hint" id="name-hint">Như trên thẻ</p>' in html


def test_a_page_has_a_language_one_heading_and_a_way_past_the_header() -> None:
    page = bytes(respond(Page("Tiêu đề", "vi", tag("p", "x"))).body).decode()
    assert '<html lang="vi">' in page
    assert page.count("<h1>") == 1
    assert 'href="#main"' in page
    assert "<title>Tiêu đề · Một Cửa</title>" in page


async def test_the_typeface_is_served_from_here_and_nothing_else_is(portal: RunningPortal) -> None:
    style = (await portal.client.get("/pages/style.css")).text
    assert not re.search(r"https?://|@import", style)
    for font in re.findall(r'url\("([^"]+)"\)', style):
        answer = await portal.client.get(font)
        assert answer.headers["content-type"] == "font/ttf"
    for name in ("OFL.txt", "..%2F..%2Fpyproject.toml", "x.ttf"):
        assert (await portal.client.get(f"/pages/fonts/{name}")).status_code == 404


async def test_the_cookie_of_the_app_s_window_is_neither_logged_nor_repeated(
    portal: RunningPortal, caplog: pytest.LogCaptureFixture
) -> None:
    """A browser sends a host's cookies to every port of it, so the embedded portal gets the window's."""
    caplog.set_level("DEBUG")
    secret = "the-windows-own-secret"
    cookie = {"Cookie": f"motcua_window_8550={secret}"}
    places = ("/desk", "/desk/dossiers/x", "/oauth/authorize?client_id=x", "/payments/return?x=1", "/nowhere")
    answers = [await portal.client.get(place, headers=cookie) for place in (*places, "/sandbox/bank", "/api/v1/bills")]
    answers += [
        await portal.client.post(place, headers=cookie, data={"a": "b"}) for place in ("/desk/x", "/oauth/token")
    ]
    shown = [answer.text + str(answer.headers) for answer in answers] + [
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name.startswith("portal")
    ]
    assert len(shown) > len(answers)  # something was logged, but not that
    assert not any(secret in text for text in shown)
