"""Builds the portal: one FastAPI application from settings, with every seam an argument."""

import asyncio
import contextlib
import importlib
import importlib.util
import logging
import random as randomness
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from portal import openapi, problems
from portal.clock import Clock, system_clock
from portal.db import Database
from portal.deps import Deps
from portal.middleware import BodyLimit, SafeAnswers
from portal.settings import Settings

if TYPE_CHECKING:
    from portal.slips.signing import Signer

FEATURES = (
    "catalogue", "identity", "uploads", "dossiers", "copies", "payments", "officer", "slips", "relay", "pages",
)  # fmt: skip
"""Each is ``portal/<feature>/routes.py`` with ``router: APIRouter``, and may have:

``portal/<feature>/tables.py`` (imported before migrations compare), ``portal/<feature>/startup.py`` with
``prepare(deps, session)`` (run in one write transaction before the first request; must be repeatable) and
``portal/<feature>/timed.py`` with ``async tick(deps, now)`` (run under the lease, a few times a minute).
"""

log = logging.getLogger("portal")


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    random: randomness.Random | None = None,
    keys: "Signer | None" = None,
    transport: Any = None,
) -> FastAPI:
    """Return the portal as an ASGI application; the database schema must be there (``portal.schema.upgrade``)."""
    deps = build_deps(settings, clock=clock, random=random or randomness.SystemRandom(), keys=keys, transport=transport)
    app = FastAPI(
        title="Một Cửa portal",
        version="1",
        lifespan=_lifespan,
        openapi_url="/openapi.json",
        docs_url=None,  # the ready-made pages load scripts from another host (I13)
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.deps = deps
    problems.install(app)
    for feature in FEATURES:
        module = find_part(feature, "routes")
        if module is not None:
            app.include_router(module.router)
    openapi.install(app)
    app.get("/healthz", tags=["health"], summary="Is the portal up?")(healthz)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, min_client=settings.min_client_version)
    app.add_middleware(SafeAnswers)
    return app


def build_deps(
    settings: Settings,
    *,
    clock: Clock,
    random: randomness.Random,
    keys: "Signer | None" = None,
    transport: Any = None,
) -> Deps:
    """Return everything the handlers use; also for scripts that need no HTTP."""
    from portal.catalogue.service import PublishedCatalogue
    from portal.dossiers.service import Dossiers
    from portal.slips.signing import load_or_create_signer
    from portal.storage.opening import open_storage
    from portal.uploads.scanning.scanner import open_scanner

    catalogue = PublishedCatalogue.load(settings.catalogue_path)
    signer = keys or load_or_create_signer(settings.data_dir, issuer=settings.base_url)
    return Deps(
        settings=settings,
        clock=clock,
        random=random,
        database=Database(settings.database_url),
        storage=open_storage(settings.storage_url),
        signer=signer,
        catalogue=catalogue,
        dossiers=Dossiers(catalogue=catalogue, signer=signer, random=random),
        transport=transport,
        scanner=open_scanner(settings.scanner_url),
    )


def find_part(feature: str, part: str) -> Any:
    """Return ``portal.<feature>.<part>``, or None when the feature has no such part."""
    name = f"portal.{feature}.{part}"
    if importlib.util.find_spec(f"portal.{feature}") is None or importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)


async def prepare(deps: Deps) -> None:
    """Let every feature put what it needs into the database; repeatable."""
    for feature in FEATURES:
        module = find_part(feature, "startup")
        if module is not None:
            await deps.database.write(lambda session, module=module: module.prepare(deps, session))  # type: ignore[misc]  # mypy cannot infer a defaulted lambda


async def tick(deps: Deps) -> bool:
    """Do all timed work once, if this process gets the lease; return whether it did."""
    from portal.leases import take_lease

    now = deps.now()
    holder = deps.extras.setdefault("tick_holder", f"{deps.random.getrandbits(64):016x}")
    seconds = max(30.0, 3 * deps.settings.tick_seconds)
    if not await deps.database.write(
        lambda session: take_lease(session, "tick", holder=holder, seconds=seconds, now=now)
    ):
        return False
    for feature in FEATURES:
        module = find_part(feature, "timed")
        if module is not None:
            await module.tick(deps, now)
    return True


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    deps: Deps = app.state.deps
    await prepare(deps)
    ticking = asyncio.create_task(_tick_for_ever(deps))
    try:
        yield
    finally:
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking
        deps.database.close()


async def _tick_for_ever(deps: Deps) -> None:
    await asyncio.sleep(deps.settings.tick_seconds)
    await asyncio.to_thread(warm_up)
    while True:
        try:
            await tick(deps)
        except Exception:
            log.exception("timed work failed; it is tried again")
        await asyncio.sleep(deps.settings.tick_seconds)


def warm_up() -> None:
    """Import what the first form, photo and PDF need, after the start and before somebody waits for it."""
    for name in ("forms.flow", "forms.paper", "fpdf", "qrcode", "PIL.Image", "PIL.JpegImagePlugin"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


async def healthz() -> dict[str, str]:
    """Answer as soon as requests are served."""
    return {"status": "ok"}
