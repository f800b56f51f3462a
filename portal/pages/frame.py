"""The frame around every page the portal serves to people: language, banner, title, style; and its safety headers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse

from portal.pages.markup import Markup, join, tag, text

Text = Mapping[str, str]
LANGUAGES = ("vi", "en")
STYLE_PATH = "/pages/style.css"

_BANNER: Text = {
    "vi": "Bản dùng thử, chưa nối với cơ quan nhà nước. Mọi người và số liệu đều là mẫu.",
    "en": "Trial version, not connected to any state agency. All people and figures are samples.",
}
_SKIP: Text = {"vi": "Đến nội dung chính", "en": "Skip to main content"}


@dataclass(frozen=True, slots=True)
class Page:
    """What differs from page to page."""

    title: str
    language: str
    body: Markup
    header: Markup = field(default_factory=lambda: Markup(""))
    form_targets: tuple[str, ...] = ()
    """Where a form of this page may lead besides the portal itself (Chromium checks redirects after a form too)."""
    refresh_seconds: int | None = None
    script: str = ""
    """Path of the one script of a page that cannot do without, which may then also send to the portal."""


def language_of(request: Request) -> str:
    """Return the page language: of the query, then of the cookie, then of Accept-Language, then Vietnamese."""
    wanted = [
        *request.query_params.get("ui_locales", "").split(),
        request.query_params.get("lang", ""),
        request.cookies.get("motcua_language", ""),
        *(part.split(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")),
    ]
    return next((tag_[:2] for tag_ in wanted if tag_[:2] in LANGUAGES), "vi")


def choose(words: Text, language: str) -> str:
    """Return the text in the language, else in Vietnamese, else whatever there is."""
    return words.get(language) or words.get("vi") or next(iter(words.values()), "")


def respond(page: Page, *, status: int = 200) -> HTMLResponse:
    """Return the page with the headers that keep it to itself: no frames, no cache, no other host."""
    return HTMLResponse(_document(page), status_code=status, headers=_headers(page))


def _headers(page: Page) -> dict[str, str]:
    targets = " ".join(("'self'", *page.form_targets))
    policy = (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; object-src 'self'; "
        f"form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
        + ("; script-src 'self'; connect-src 'self'" if page.script else "")
    )
    return {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Content-Language": page.language,
    }


def _document(page: Page) -> str:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="refresh", content=str(page.refresh_seconds)) if page.refresh_seconds else None,
        tag("title", f"{page.title} · Một Cửa"),
        tag("link", rel="stylesheet", href=STYLE_PATH),
        tag("script", src=page.script, defer=True) if page.script else None,
    )
    body = tag(
        "body",
        tag("a", choose(_SKIP, page.language), href="#main", class_="skip"),
        tag("p", choose(_BANNER, page.language), class_="banner", role="note"),
        page.header,
        tag("main", tag("h1", page.title), page.body, id="main", tabindex="-1"),
    )
    return "<!doctype html>" + tag("html", head, body, lang=page.language)


def labelled(label: str, control: Markup, *, of: str, hint: str | None = None) -> Markup:
    """Return a control under its label, the hint between them."""
    return tag(
        "div",
        tag("label", label, for_=of),
        tag("p", hint, class_="hint", id=f"{of}-hint") if hint else None,
        control,
        class_="field",
    )


def hidden(**values: str) -> Markup:
    """Return hidden inputs."""
    return join(*(tag("input", type="hidden", name=name, value=value) for name, value in values.items()))


def notice(kind: str, title: str, *children: str | int | None) -> Markup:
    """Return a notice: ``error``, ``done``, ``waiting`` or ``plain``; errors are announced."""
    return tag(
        "div",
        tag("h2", title),
        *children,
        class_=f"notice {kind}",
        role="alert" if kind == "error" else "status",
    )


def facts(*pairs: tuple[str, str | int | None]) -> Markup:
    """Return a list of names and values."""
    return tag(
        "dl",
        *(tag("div", tag("dt", name), tag("dd", text(value))) for name, value in pairs),
        class_="facts",
    )
