"""What a child of the nursery does until it is killed. Each line it says is one ``write``: nothing said is lost."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api_client.client import PortalClient
from app.catalogue.service import CatalogueService
from app.catalogue.store import CatalogueStore
from app.documents.service import Documents
from app.drafts.service import Drafts
from app.identity.service import Identity
from app.outbox.service import Outbox
from app.vault.vault import Vault
from portal import application, serving
from portal.settings import settings_for
from tests.journeys.citizen import KEY, Shared
from tests.reliability import editing, endless_catalogue, failing_writes
from tests.reliability.editing import now, say

application.find_part("identity", "routes")  # imported before the fork, with everything it needs
for feature in application.FEATURES:
    application.find_part(feature, "routes")
    application.find_part(feature, "timed")

SHARED = Shared.load()
PAYMENT_SECRET = "a-secret-of-a-test"


async def open_vault(folder: str) -> Vault:
    """Open the vault and tell when a commit begins (``B``) and when it has ended (``E``), from the vault's thread."""
    vault = await Vault.open(Path(folder), KEY, clock=now)
    records = vault._records
    for name in ("write", "stage_chunk"):
        setattr(records, name, _then_say_end(getattr(records, name)))
    watch = records._connection.set_trace_callback
    await asyncio.get_running_loop().run_in_executor(
        vault._executor, lambda: watch(lambda statement: say("B") if statement == "COMMIT" else None)
    )
    return vault


def _then_say_end(original: Callable[..., None]) -> Callable[..., None]:
    def told(*arguments: Any) -> None:
        original(*arguments)
        say("E")

    return told


def send(folder: str, base_url: str) -> None:
    """Send what is queued: ``P+``/``P-`` around every piece of a file, ``F+``/``F-`` around the submission itself."""
    asyncio.run(_send(folder, base_url))


async def _send(folder: str, base_url: str) -> None:
    vault = await open_vault(folder)
    identity = Identity.__new__(Identity)

    async def tokens() -> str | None:
        return await identity.access_token()

    client = PortalClient(base_url, tokens=tokens, rejected=lambda token: identity.reject(token))
    identity.__init__(client, vault, now, random.Random(1))  # type: ignore[misc]  # client and identity know each other
    await identity.load()

    def owner() -> str | None:
        return identity.session.subject if identity.session else None

    drafts = Drafts(vault, procedures=lambda code: None, clock=now, owner=owner)
    await drafts.load()
    documents = Documents(vault, clock=now, owner=owner)
    await documents.load()
    outbox = Outbox(
        vault,
        drafts,
        client,
        identity=identity,
        forms=SHARED.form,
        clock=now,
        random=Impatient(),
        documents=documents,
    )
    await outbox.load()
    _tell_around(client.uploads, "patch", "P")
    _tell_around(client.dossiers, "submit", "F")
    say("R")

    def tell(_changed: object) -> None:
        if all(parcel.is_delivered for parcel in outbox.parcels()):
            say("DONE")

    vault.changes.subscribe(tell)
    tell(None)
    await outbox.run()


class Impatient(random.Random):
    """No back-off to speak of: a test has less time than a citizen."""

    def random(self) -> float:
        return 0.01


def _tell_around(holder: Any, name: str, sign: str) -> None:
    original = getattr(holder, name)

    async def told(*arguments: Any, **named: Any) -> Any:
        say(f"{sign}+")
        result = await original(*arguments, **named)
        say(f"{sign}-")
        return result

    setattr(holder, name, told)


def portal(folder: str, port: int, base_url: str | None = None, database_url: str | None = None) -> None:
    """Serve the portal; it says ``READY`` itself."""
    environment = {"MOTCUA_PAYMENT_SECRET": PAYMENT_SECRET}
    serving.serve(
        lambda url: settings_for(
            Path(folder), base_url=base_url or url, database_url=database_url, environment=environment
        ),
        host="127.0.0.1",
        port=port,
    )


def update(folder: str, shipped: str, pause_seconds: float) -> None:
    """Bring the catalogue up to date again and again: ``Q`` asked, ``B`` and ``E`` around a change, ``V`` in use."""
    asyncio.run(_update(Path(folder), Path(shipped), pause_seconds))


async def _update(folder: Path, shipped: Path, pause_seconds: float) -> None:
    transport = endless_catalogue.portal(pause_seconds=pause_seconds, tell=lambda since, first: say("Q", since, first))
    original = CatalogueStore.write

    def told(store: CatalogueStore, work: Callable[[Any], Any]) -> Any:
        def begun(writing: Any) -> Any:
            say("B")
            return work(writing)

        result = original(store, begun)
        say("E")
        return result

    CatalogueStore.write = told  # type: ignore[method-assign]
    service = CatalogueService(folder, shipped, PortalClient("http://portal.test", transport))
    service.get_ready()
    while True:
        await service.refresh()
        say("V", service.version)


ROLES = {
    **editing.ROLES,
    "write": failing_writes.write_on_failing_disk,
    "send": send,
    "portal": portal,
    "update": update,
}
