"""A whole portal in this process, on SQLite in a temporary folder, with a clock the test moves."""

import base64
import contextlib
import hashlib
import random
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import httpx
from fastapi import FastAPI
from starlette.routing import BaseRoute

from portal.application import create_app, prepare
from portal.catalogue.service import PublishedCatalogue
from portal.deps import Deps
from portal.schema import upgrade
from portal.settings import Settings, settings_for
from tests.clock import MovableClock

DATABASE = "portal.sqlite3"
BASE_URL = "http://portal.test:8000"
CALLBACK = "http://127.0.0.1:51234/callback"
VERIFIER = "verifier-" + "a" * 50


@dataclass
class RunningPortal:
    """The portal and a browser-like client for it."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: MovableClock
    deps: Deps
    settings: Settings
    tokens: dict[str, str] = field(default_factory=dict)

    def browser(self) -> httpx.AsyncClient:
        """Return a client with its own cookies."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=BASE_URL)

    async def sign_in(self, subject: str) -> dict[str, Any]:
        """Sign in through the pages as a person would; return the token endpoint's answer."""
        code = await code_for(self.client, subject)
        answer = await redeem(self.client, code)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def bearer(self, subject: str) -> dict[str, str]:
        """Return the Authorization header of a person, signed in once."""
        if subject not in self.tokens:
            self.tokens[subject] = (await self.sign_in(subject))["access_token"]
        return {"Authorization": f"Bearer {self.tokens[subject]}"}


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def make_schema(url: str) -> None:
    """Migrate the empty database at ``url``; on SQLite by copying a file that was migrated once."""
    file = Path(url.partition("///")[2])
    if url.startswith("sqlite") and not file.exists():
        file.write_bytes(_migrated_file())
    upgrade(url)


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / DATABASE
        upgrade(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def _catalogue_of(path: Path, _changed_at: int) -> PublishedCatalogue:
    return _read_catalogue(path)


_read_catalogue = PublishedCatalogue.load


def _load_catalogue(path: Path) -> PublishedCatalogue:
    """Return a portal's own catalogue; its values, which nobody changes, are read once for all tests."""
    if not path.exists():
        return _read_catalogue(path)
    known = _catalogue_of(path, path.stat().st_mtime_ns)
    return PublishedCatalogue(known.raw, known.catalogue, known.places_path, dict(known._by_code))


_included: dict[int, BaseRoute] = {}


def _share_routes(app: FastAPI) -> None:
    """Let every portal have the first one's routes, which hold nothing of it.

    FastAPI 0.165 works out what each handler takes anew for every application, at the first request that comes by.
    """
    for at, route in enumerate(app.router.routes):
        if (router := getattr(route, "original_router", None)) is not None:
            app.router.routes[at] = _included.setdefault(id(router), route)


_prepared: list[bytes] = []


async def _prepared_file() -> bytes:
    """Return the database of a usual portal that has put everything into it that it needs, made once."""
    if not _prepared:
        with tempfile.TemporaryDirectory() as name:
            async with running_portal(Path(name), database_url=f"sqlite:///{Path(name) / DATABASE}"):
                pass
            _prepared.append((Path(name) / DATABASE).read_bytes())
    return _prepared[0]


@contextlib.asynccontextmanager
async def running_portal(
    folder: Path, *, production: bool = False, seed: int = 1, database_url: str | None = None, **changes: Any
) -> AsyncIterator[RunningPortal]:
    """Run a portal whose files are in ``folder``, and its database too unless a URL is given.

    ``changes`` are other settings (``catalogue_path``, ``max_upload_bytes`` ...).
    """
    _make_folder(folder)
    is_usual = database_url is None and not production and seed == 1 and not changes
    if is_usual and not (folder / DATABASE).exists():
        (folder / DATABASE).write_bytes(await _prepared_file())
    environment = {"MOTCUA_PAYMENT_SECRET": "a-secret-of-a-test"}
    settings = settings_for(
        folder, database_url=database_url, base_url=BASE_URL, production=production, environment=environment
    )
    settings = replace(settings, **changes)
    make_schema(settings.database_url)
    clock = MovableClock()
    with patch.object(PublishedCatalogue, "load", _load_catalogue):
        app = create_app(settings, clock=clock, random=random.Random(seed))
    _share_routes(app)
    deps: Deps = app.state.deps
    await prepare(deps)
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE_URL) as client:
            yield RunningPortal(app, client, clock, deps, settings)
    finally:
        deps.database.close()


def challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorization(**changes: str | None) -> dict[str, str]:
    """Return the parameters of a right authorization request, with changes; None leaves one out."""
    fields: dict[str, str | None] = {
        "client_id": "motcua-app",
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid profile",
        "state": "state-1",
        "nonce": "nonce-1",
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def handle_in(page: str) -> str:
    """Return the hidden handle of a sign-in page."""
    found = re.search(r'name="request" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


async def answer_sign_in(client: httpx.AsyncClient, page: str, **who: str) -> httpx.Response:
    """Choose a person on an open sign-in page and allow; return the redirect."""
    chosen = await client.post("/oauth/sign-in", data={"request": handle_in(page), **who})
    assert chosen.status_code == 200, chosen.text
    return await client.post("/oauth/consent", data={"request": handle_in(chosen.text), "answer": "allow"})


async def code_for(client: httpx.AsyncClient, subject: str, **changes: str | None) -> str:
    page = await client.get("/oauth/authorize", params=authorization(**changes))
    assert page.status_code == 200, page.text
    redirect = await answer_sign_in(client, page.text, subject=subject)
    return fields_of(redirect)["code"]


def fields_of(redirect: httpx.Response) -> dict[str, str]:
    """Return the query of a redirect's address."""
    assert redirect.status_code == 303, redirect.text
    return dict(parse_qsl(urlsplit(redirect.headers["location"]).query))


async def redeem(client: httpx.AsyncClient, code: str, **changes: str | None) -> httpx.Response:
    """Exchange a code at the token endpoint."""
    fields: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "client_id": "motcua-app",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    return await client.post("/oauth/token", data={name: value for name, value in fields.items() if value is not None})
