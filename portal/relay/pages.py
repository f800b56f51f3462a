"""The relay's pages for a phone that has only a browser: how to receive a draft, and sending papers to a terminal."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from portal.pages.frame import Page, choose, labelled, language_of, notice, respond
from portal.pages.markup import join, tag
from portal.relay import texts

LARGEST_FILE_MB = 30
SCRIPT_PATH = "/pages/papers.js"
HAND_OVER_SCRIPT_PATH = "/pages/hand_over.js"
_HERE = Path(__file__).parent
APP_LINK = {"data_scheme": "vn.motcua", "data_host": "app", "data_app": "vn.motcua.motcua"}
"""How Android finds the app: ``deep_linking``, ``org`` and name of ``pyproject.toml``."""

router = APIRouter(include_in_schema=False)


@router.get("/hand-over")
def hand_over(request: Request) -> Response:
    """Say how to receive a draft; its code stands after the ``#``, which no browser sends."""
    language = language_of(request)
    steps = (tag("li", choose(step, language)) for step in texts.HAND_OVER_STEPS)
    open_app = tag("a", choose(texts.HAND_OVER_OPEN, language), id="open-app", class_="button", **APP_LINK)
    body = join(
        tag("p", choose(texts.HAND_OVER, language)),
        tag("p", choose(texts.HAND_OVER_CODE, language), " ", tag("b"), id="code", hidden=True),
        tag("p", open_app, hidden=True),
        tag("ol", *steps),
        tag("p", choose(texts.HAND_OVER_WAIT, language), class_="hint"),
    )
    return respond(Page(choose(texts.HAND_OVER_TITLE, language), language, body, script=HAND_OVER_SCRIPT_PATH))


@router.get("/papers")
def papers(request: Request) -> Response:
    """Return the page that encrypts papers for a terminal's session; whose, stands after the ``#``."""
    language = language_of(request)
    hint = choose(texts.PAPERS_HINT, language).format(mb=LARGEST_FILE_MB)
    box = tag(
        "input", type="file", id="papers", multiple=True, accept="image/jpeg,image/png,application/pdf",
        aria_describedby="papers-hint",
    )  # fmt: skip
    words = {f"data_{name}": choose(text, language) for name, text in texts.STATES.items()}
    body = join(
        tag("p", choose(texts.PAPERS, language)),
        tag("noscript", notice("error", choose(texts.NO_SCRIPT, language))),
        labelled(choose(texts.PAPERS_LABEL, language), box, of="papers", hint=hint),
        tag("h2", choose(texts.SENT, language)),
        tag("ul", id="sent", role="log", aria_live="polite", data_mb=LARGEST_FILE_MB, **words),
    )
    return respond(Page(choose(texts.PAPERS_TITLE, language), language, body, script=SCRIPT_PATH))


@router.get(SCRIPT_PATH)
def papers_script() -> FileResponse:
    """Return the script that seals papers."""
    return _script("papers.js")


@router.get(HAND_OVER_SCRIPT_PATH)
def hand_over_script() -> FileResponse:
    """Return the script that leads into the app."""
    return _script("hand_over.js")


def _script(name: str) -> FileResponse:
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(_HERE / name, media_type="text/javascript; charset=utf-8", headers=headers)
