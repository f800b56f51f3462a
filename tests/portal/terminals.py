"""A public terminal and a citizen's phone, as the portal's identity provider sees them."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from portal.identity.terminals import add_terminal
from tests.portal.running import RunningPortal, handle_in

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
TERMINAL = "X00.01-K1"
NAME = "Máy 1, cạnh cửa ra vào"


@dataclass
class Terminal:
    """A registered terminal."""

    portal: RunningPortal
    id: str
    secret: str

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self.portal.client.post(path, data=form, auth=(self.id, self.secret))

    async def ask(self) -> dict[str, Any]:
        answer = await self.post("/oauth/device_authorization", scope="openid profile offline_access")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def poll(self, asked: dict[str, Any]) -> httpx.Response:
        return await self.post("/oauth/token", grant_type=GRANT, device_code=asked["device_code"])

    async def poll_error(self, asked: dict[str, Any]) -> str:
        answer = await self.poll(asked)
        assert answer.status_code == 400, answer.text
        return str(answer.json()["error"])

    async def refresh(self, refresh_token: str) -> httpx.Response:
        return await self.post("/oauth/token", grant_type="refresh_token", refresh_token=refresh_token)

    async def sign_in(self, subject: str = "sample-mai") -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the terminal asked for and the tokens it got."""
        asked = await self.ask()
        assert (await Phone(self.portal).approve(asked, subject)).status_code == 200
        answer = await self.poll(asked)
        assert answer.status_code == 200, answer.text
        return asked, dict(answer.json())


@dataclass
class Phone:
    """A citizen's own phone, in its browser."""

    portal: RunningPortal
    language: str = "en"
    address: str = "203.0.113.7"

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.portal.app, client=(self.address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=str(self.portal.client.base_url)) as browser:
            return await browser.request(method, url, follow_redirects=True, **options)

    async def open(self, asked: dict[str, Any], *, scanned: bool = True) -> httpx.Response:
        """Open the address of the QR, or the one that is written below it."""
        address = asked["verification_uri_complete" if scanned else "verification_uri"]
        return await self._send("GET", address, headers={"Accept-Language": self.language})

    async def post(self, path: str, page: httpx.Response, **form: str) -> httpx.Response:
        return await self._send(
            "POST", path, data={"request": handle_in(page.text), "ui_locales": self.language, **form}
        )

    async def identify(self, asked: dict[str, Any], subject: str, *, scanned: bool = True) -> httpx.Response:
        """Say who is there; return the page that asks for the code."""
        return await self.post("/oauth/sign-in", await self.open(asked, scanned=scanned), subject=subject)

    async def look(self, asked: dict[str, Any], subject: str = "sample-mai") -> httpx.Response:
        """Return the page that asks whether this is the screen in front of the person."""
        return await self.post("/oauth/device", await self.identify(asked, subject), user_code=asked["user_code"])

    async def approve(
        self, asked: dict[str, Any], subject: str = "sample-mai", answer: str = "allow"
    ) -> httpx.Response:
        return await self.post("/oauth/device/answer", await self.look(asked, subject), answer=answer)


async def register(portal: RunningPortal, terminal_id: str = TERMINAL) -> Terminal:
    """Register a terminal of the sample commune."""
    secret = await portal.deps.database.write(
        lambda session: add_terminal(
            session, terminal_id, office_id="X00.01", name=NAME, chance=portal.deps.random, now=portal.clock()
        )
    )
    assert secret is not None
    return Terminal(portal, terminal_id, secret)


def shown_code(page: httpx.Response) -> str | None:
    """Return the code that a page shows in its box."""
    found = re.search(r'name="user_code"[^>]* value="([^"]+)"', page.text)
    return found[1] if found else None
