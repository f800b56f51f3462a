"""F2: whatever the portal answers, the app runs on, the draft is whole, the message in the person's language (I11)."""

import asyncio
import contextlib
import gc
import inspect
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from api_client.errors import PortalError
from api_client.identity import OAuthClient
from api_client.relay import RelayKey
from app.catalogue.part import PartFile
from app.i18n import Translator
from app.identity.model import SignInFailed
from app.identity.sign_in import SCOPE, THIS_APP
from tests.harness import shown_page
from tests.portal.running import CALLBACK
from tests.portal.terminals import register
from tests.reliability.malice import Answered, Liar, Recorder, mutations
from tests.reliability.profile import figure, replay, seeds
from tests.views.following import Follower, following
from tests.views.screens import assert_whole
from views.account.words import problem_words
from views.applications.screen import ApplicationsPage, OutboxPage

STATUS = Path("/proc/self/status")
Call = Callable[[PortalClient], Awaitable[Any]]


@pytest.fixture
async def mai(tmp_path: Path) -> AsyncIterator[Follower]:
    async with following(tmp_path) as follower:
        yield follower


async def operations(mai: Follower, folder: Path) -> dict[str, Call]:
    """Return every call the client can make, each right for the portal as it is now."""
    dossier = await mai.file_birth()
    await mai.office("accept", dossier)
    tracked = mai.tracking.list()[0].dossier
    payment = await mai.payments.start(tracked.bills[0], method="vietqr") if tracked.bills else None
    metadata = await mai.client.identity.metadata()
    piece = b"\xff\xd8\xff" + bytes(97)
    place = await mai.client.uploads.create(length=100, sha256="0" * 64, file_name="a.jpg", media_type="image/jpeg")
    digest = dossier.files[0].sha256
    document = (await mai.client.dossiers.get(dossier.id)).documents[0].id
    grant = {"grant_type": "refresh_token", "refresh_token": "none"}
    registered = await register(mai.portal)
    terminal = OAuthClient(registered.id, registered.secret)
    box = RelayKey("b" * 32, "token", "taker", terminal)
    return {
        "uploads.create": lambda c: c.uploads.create(length=9, sha256="0" * 64, file_name="a", media_type="image/png"),
        "uploads.offset": lambda c: c.uploads.offset(place),
        "uploads.patch": lambda c: c.uploads.patch(place, offset=0, chunk=piece),
        "uploads.receipt": lambda c: c.uploads.receipt(place),
        "uploads.cancel": lambda c: c.uploads.cancel(place),
        "dossiers.submit": lambda c: c.dossiers.submit(dossier.key, {"answers": {}}),
        "dossiers.find_by_key": lambda c: c.dossiers.find_by_key(dossier.key),
        "dossiers.get": lambda c: c.dossiers.get(dossier.id),
        "dossiers.list": lambda c: c.dossiers.list(),
        "dossiers.send_answer": lambda c: c.dossiers.send_answer(
            dossier.id, "none", key="k" * 20, payload={"agree": True}
        ),
        "dossiers.withdraw": lambda c: c.dossiers.withdraw(dossier.id, key="w" * 20, reason="x"),
        "dossiers.document": lambda c: c.dossiers.document(dossier.id, document),
        "dossiers.file": lambda c: c.dossiers.file(dossier.id, digest),
        "dossiers.answers_copy": lambda c: c.dossiers.answers_copy(dossier.id, language="vi"),
        "dossiers.lookup": lambda c: c.dossiers.lookup(
            code=dossier.code, lookup_code=dossier.lookup_code, key="l" * 20
        ),
        "payments.start": lambda c: c.payments.start(bill_id="none", method="vietqr", key="p" * 20),
        "payments.get": lambda c: c.payments.get(payment.id if payment else "none"),
        "identity.metadata": lambda c: c.identity.metadata(),
        "identity.keys": lambda c: c.identity.keys(metadata),
        "identity.portal_keys": lambda c: c.identity.portal_keys(),
        "identity.tokens": lambda c: c.identity.tokens(metadata, grant, client=THIS_APP),
        "identity.revoke": lambda c: c.identity.revoke(metadata, token="none", client=THIS_APP),
        "identity.me": lambda c: c.identity.me(),
        "identity.authorize_device": lambda c: c.identity.authorize_device(metadata, client=terminal, scope=SCOPE),
        "identity.call_staff": lambda c: c.identity.call_staff(client=terminal, calls=True),
        "identity.end_terminal": lambda c: c.identity.end_terminal(client=terminal),
        "identity.sign_ins": lambda c: c.identity.sign_ins(),
        "identity.end_sign_in": lambda c: c.identity.end_sign_in("none"),
        "identity.end_other_sign_ins": lambda c: c.identity.end_other_sign_ins(),
        "relay.open": lambda c: c.relay.open(box, "phone", pieces=1),
        "relay.put": lambda c: c.relay.put(box, 0, b"piece"),
        "relay.look": lambda c: c.relay.look(box),
        "relay.take": lambda c: c.relay.take(box, 0),
        "relay.receipt": lambda c: c.relay.receipt(box),
        "relay.close": lambda c: c.relay.close(box),
        "catalogue.changes": lambda c: c.catalogue.changes(since="", part=PartFile(folder / "part")),
    }


def every_call(client: PortalClient) -> set[str]:
    """Return the name of everything that asks the portal."""
    return {
        f"{part}.{name}"
        for part, calls in vars(client).items()
        for name, _ in inspect.getmembers(calls, inspect.iscoroutinefunction)
        if not part.startswith("_") and not name.startswith("_")
    }


def memory_bytes() -> int:
    """Return what this process holds once what is let go is gone."""
    gc.collect()
    found = re.search(r"VmRSS:\s+(\d+) kB", STATUS.read_text()) if STATUS.exists() else None
    return int(found[1]) * 1024 if found else 0


async def record(call: Call, mai: Follower) -> Answered:
    """Return what the true portal answers to a call, whatever that is."""
    recorder = Recorder(httpx.ASGITransport(app=mai.portal.app))
    client = PortalClient(mai.portal.settings.base_url, recorder, tokens=mai.identity.access_token)
    with contextlib.suppress(PortalError):
        await call(client)
    assert recorder.last is not None
    return recorder.last


@pytest.fixture
def own_garbage_alone() -> Iterator[None]:
    """What the tests before left alive is not gone through again while a call is timed."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("own_garbage_alone")
async def test_every_answer_of_a_malicious_portal_is_a_value_or_an_error_of_the_tree(
    mai: Follower, tmp_path: Path
) -> None:
    told, slow, escaped = 0, {}, {}
    calls = await operations(mai, tmp_path)
    assert set(calls) == every_call(mai.client)
    truths = {name: await record(call, mai) for name, call in calls.items()}
    answer: list[Answered] = []
    liar = httpx.MockTransport(lambda request: answer[0].response(request))
    client = PortalClient(mai.portal.settings.base_url, liar, tokens=token)
    before = memory_bytes()
    for seed in seeds(1):
        for operation, call in calls.items():
            for name, lie in mutations(truths[operation], count=figure(ci=100, deep=2_900), seed=seed):
                answer[:] = [lie]
                await asyncio.sleep(0)  # as a real line would: what httpx gave up is closed in the loop's next turn
                began = time.process_time()
                try:
                    await call(client)
                except PortalError:
                    pass
                except Exception as error:
                    escaped[f"{operation} {name}"] = f"{error!r:.200} {replay(seed)}"
                if (seconds := time.process_time() - began) > 1:
                    slow[f"{operation} {name}"] = seconds
                told += 1
    assert told >= figure(ci=2_400, deep=100_000)
    assert (escaped, slow) == ({}, {})
    assert memory_bytes() - before <= 100 * 1024 * 1024, replay(seeds(1)[0])


async def token() -> str:
    return "token"


@pytest.mark.parametrize("seed", seeds(figure(ci=1, deep=200)))
async def test_lies_leave_the_app_running_and_the_drafts_whole(seed: int, mai: Follower) -> None:
    await mai.file_birth()
    kept = await mai.fill_in_birth()
    good = mai.network._portal
    liar = Liar(good, seed=seed)
    sent: list[str] = []
    for _ in range(25):
        mai.network._portal = good
        if mai.identity.session is None or mai.identity.session.needs_sign_in:
            await mai.sign_in()
        if all((parcel := mai.outbox.find(id_)) is not None and parcel.is_delivered for id_ in sent):
            sent.append((await mai.submit(await mai.fill_in_birth())).id)
        mai.network._portal = liar
        await live_on(mai)
        draft = mai.drafts.find(kept.id)
        assert draft is not None, replay(seed)
        assert draft.answers == kept.answers, replay(seed)
        for parcel in mai.outbox.parcels():
            assert len(mai.visible_states(parcel.draft_id)) == 1, replay(seed)
        mai.clock.move(seconds=400)
        await mai.outbox.send_now(sent[-1])
    for language in ("vi", "en"):
        for page in (ApplicationsPage, OutboxPage):
            screen = await shown_page(page, within=mai.around(language))
            assert_whole(screen)

    mai.network._portal = good
    if mai.identity.session is None or mai.identity.session.needs_sign_in:
        await mai.sign_in()
    for id_ in sent:
        await mai.outbox.send_now(id_)
        await mai.wait_until_delivered(id_)
    assert liar.told.total() >= 40, liar.told
    assert len(liar.told) >= 8, liar.told


async def live_on(mai: Follower) -> None:
    """Do what the app does by itself and on a press; only errors of the tree may come, and only from asking."""
    for ask in (mai.tracking.refresh, mai.identity.refresh_known_values, mai.seals.refresh):
        with contextlib.suppress(PortalError):
            await ask()
    began = await mai.identity.begin_sign_in(redirect_uri=CALLBACK, return_route="/")
    if isinstance(began, SignInFailed):
        for language in ("vi", "en"):
            assert all(problem_words(began.reason, Translator(language)))
    await mai.outbox.step(mai.clock())
