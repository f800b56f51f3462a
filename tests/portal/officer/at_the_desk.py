"""An officer's browser at the desk."""

import re
from html import unescape

import httpx

from tests.portal.running import RunningPortal, answer_sign_in


async def sign_in(portal: RunningPortal, subject: str = "sample-officer-1") -> httpx.AsyncClient:
    """Return a browser in which this person has gone through the desk's sign-in."""
    browser = portal.browser()
    await go_through_sign_in(browser, subject)
    return browser


async def go_through_sign_in(browser: httpx.AsyncClient, subject: str) -> httpx.Response:
    """Press "Sign in", choose the person, allow; return the desk's answer to the callback."""
    redirect = await browser.post("/desk/sign-in")
    page = await browser.get(redirect.headers["location"])
    answer = await answer_sign_in(browser, page.text, subject=subject)
    return await browser.get(answer.headers["location"])


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found is not None, page
    return unescape(found[1])


async def press(browser: httpx.AsyncClient, dossier_id: str, word: str, **fields: str) -> httpx.Response:
    """Open the dossier, fill in the form of this verb and send it."""
    page = await browser.get(f"/desk/dossiers/{dossier_id}")
    assert page.status_code == 200, page.text
    assert f'action="/desk/dossiers/{dossier_id}/{word}"' in page.text, f"{word} is not offered"
    return await browser.post(
        f"/desk/dossiers/{dossier_id}/{word}", data={"form_token": form_token(page.text), **fields}
    )


async def presses(browser: httpx.AsyncClient, dossier_id: str, word: str, **fields: str) -> str:
    """Do it, expect it done, and return the page that says so."""
    answer = await press(browser, dossier_id, word, **fields)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text
