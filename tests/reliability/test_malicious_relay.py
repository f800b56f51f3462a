"""F2 at the relay: whatever the portal answers to a hand-over, nothing of the draft is lost, changed or doubled."""

from collections import Counter
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from api_client.identity import OAuthClient
from app.relay.model import Expired, NotOffered, Received, Sending, Waiting
from tests.app.conftest import pdf
from tests.contracts.test_relay_with_portal import BIRTH, CANARY, Device, new_device
from tests.portal.running import RunningPortal, running_portal
from tests.portal.terminals import register
from tests.reliability.malice import Liar
from tests.reliability.profile import figure, replay, seeds

device = asynccontextmanager(new_device)


@pytest.mark.timeout(600)
async def test_a_draft_offered_and_taken_through_lies_is_whole_or_still_waits(tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    lies: Counter[str] = Counter()
    async with running_portal(tmp_path / "portal") as portal:
        terminal = await register(portal)
        client = OAuthClient(terminal.id, terminal.secret)
        for seed in seeds(figure(ci=6, deep=1_000)):
            async with (
                device(portal, tmp_path / f"{seed}k", terminal=client, seed=seed) as kiosk,
                device(portal, tmp_path / f"{seed}p", seed=-seed - 1) as phone,
            ):
                try:
                    outcomes[await hand_over(portal, kiosk, phone, seed, lies)] += 1
                except Exception as error:
                    error.add_note(replay(seed))
                    raise
    print(f"\n{outcomes.total()} drafts handed over through {lies.total()} lies: {dict(outcomes)}")
    assert {"PUT", "GET"} <= {told.partition(" ")[0] for told in lies}


async def hand_over(portal: RunningPortal, kiosk: Device, phone: Device, seed: int, lies: Counter[str]) -> str:
    """Hand a draft of two pieces over, both ends lied to; once the portal is honest the phone has it."""
    draft = await kiosk.drafts.start(BIRTH)
    kiosk.drafts.set_answer(draft.id, "/name", CANARY)
    await kiosk.drafts.attach(draft.id, BIRTH.papers[1], file_name="giấy.pdf", data=pdf(1_200_000))
    sent = kiosk.drafts.find(draft.id)
    assert sent is not None
    honest = phone.line._inner
    liars = [Liar(end.line._inner, seed=2 * seed + at) for at, end in enumerate((kiosk, phone))]
    for end, liar in zip((kiosk, phone), liars, strict=True):
        end.line._inner = liar
    async with aclosing(kiosk.relay.offering().states(draft.id, "phone")) as states:
        shown = await anext(state async for state in states if not isinstance(state, Sending))
    kept = kiosk.drafts.find(draft.id)
    assert kept is not None
    assert (kept.answers, kept.attachments) == (sent.answers, sent.attachments)
    if not isinstance(shown, Waiting):
        assert isinstance(shown, NotOffered | Expired)
        return type(shown).__name__
    first = await phone.relay.take(shown.code)
    for liar in liars:
        lies.update(liar.told)
    if not isinstance(first, Received):
        assert phone.drafts.list() == ()
        portal.clock.move(minutes=6)
        phone.line._inner = honest
        last = await phone.relay.take(shown.code)
        assert isinstance(last, Received), f"{first} then {last}"
    (taken,) = phone.drafts.list()
    assert taken.answers == {"name": CANARY}
    assert [file.sha256 for file in taken.attachments] == [file.sha256 for file in sent.attachments]
    return "at once" if isinstance(first, Received) else first.name
