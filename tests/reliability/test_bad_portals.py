"""A running app whose portal cannot be reached, is slow, is somebody else, or speaks another version."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.i18n import Translator
from app.identity.model import SignInFailed
from app.outbox.model import ParcelState
from tests.harness import shown_page
from tests.portal.running import CALLBACK, running_portal
from tests.views.following import following
from tests.views.screens import assert_whole, says, until
from views.account.words import problem_words
from views.applications.screen import ApplicationsPage, OutboxPage

WEB_PAGE = "<!doctype html><title>WIFI</title><p>Welcome! Please accept our terms.</p>"


def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def keep_waiting(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


def show_a_web_page(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, html=WEB_PAGE)


def speak_of_other_things(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"edition": 9, "content": []})


@dataclass(frozen=True)
class Case:
    """What answers instead of the portal (None: a portal that wants a newer app), and what the person reads."""

    name: str
    answer: Callable[[httpx.Request], httpx.Response] | None
    why_it_waits: str
    why_nothing_is_new: str
    why_no_sign_in: str


STALE = "No connection to the portal. This is what was last received."
BUSY = "The portal cannot answer right now. This is what was last received."
SILENT = "The portal does not answer"
ANOTHER = "Something else answers instead of the portal"
TOO_OLD = "This app is too old for the portal"
UPDATE = "This app is too old for the portal. Update it to see what is new."
CASES = (
    Case("unreachable", refuse, "No network", STALE, SILENT),
    Case("slow", keep_waiting, SILENT, BUSY, SILENT),
    Case("web page", show_a_web_page, ANOTHER, STALE, SILENT),
    Case("newer portal", speak_of_other_things, ANOTHER, UPDATE, SILENT),
    Case("newer app wanted", None, TOO_OLD, UPDATE, TOO_OLD),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_the_app_goes_on_and_says_plainly_what_is_wrong(case: Case, tmp_path: Path) -> None:
    async with (
        following(tmp_path / "mai") as mai,
        running_portal(tmp_path / "demanding", min_client_version="2") as demanding,
    ):
        good = mai.network._portal
        known = await mai.file_birth()
        draft = await mai.fill_in_birth()
        parcel = await mai.submit(draft)
        mai.network._portal = (
            httpx.ASGITransport(app=demanding.app) if case.answer is None else httpx.MockTransport(case.answer)
        )
        for _ in range(3):
            await mai.outbox.step(mai.clock())
            mai.clock.move(seconds=400)
        waiting = mai.outbox.find(parcel.id)
        assert waiting is not None
        assert waiting.state in (ParcelState.QUEUED, ParcelState.NEEDS_ATTENTION)
        refused = await mai.identity.begin_sign_in(redirect_uri=CALLBACK, return_route="/")
        assert isinstance(refused, SignInFailed)

        for language in ("vi", "en"):
            t = Translator(language)
            outbox = await shown_page(OutboxPage, within=mai.around(language))
            assert_whole(outbox)
            assert says(outbox, t(case.why_it_waits)), outbox.texts()
            assert says(outbox, t("Waiting to send · not filed"))
            applications = await shown_page(ApplicationsPage, within=mai.around(language))
            await until(applications, lambda: says(applications, t(case.why_nothing_is_new)))  # noqa: B023 - awaited here
            assert says(applications, known.code)
            assert_whole(applications)
            assert problem_words(refused.reason, t)[0] == t(case.why_no_sign_in)

        mai.network._portal = good
        if waiting.state is ParcelState.NEEDS_ATTENTION:
            await mai.restart()  # with the updated app
        await mai.wait_until_delivered(parcel.id)
