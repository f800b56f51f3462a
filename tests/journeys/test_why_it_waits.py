"""What waits says why: the virus scanner, a busy portal, and an outcome that cannot be asked for now."""

from pathlib import Path

from app.i18n import Translator
from app.outbox.model import ParcelState, Reason
from portal.application import tick
from tests.journeys.citizen import Citizen
from tests.journeys.faults import Fault, no_faults
from tests.portal.clamd_double import ClamdDouble
from tests.portal.running import running_portal
from views.applications.words import reason_words


async def test_a_file_that_is_being_checked_for_viruses_waits_with_that_reason(shared, tmp_path: Path):
    clamd = ClamdDouble()
    async with running_portal(tmp_path / "portal", scanner_url=await clamd.listen()) as portal:
        citizen = Citizen(tmp_path / "device", portal, shared, clock=portal.clock)
        await citizen.start()
        await citizen.sign_in()
        clamd.mood = "hangs-up"
        parcel = await citizen.submit(await citizen.fill_in_birth())
        for _ in range(40):
            await citizen.outbox.step(citizen.clock())
            if (waiting := citizen.outbox.find(parcel.id)).state is ParcelState.QUEUED and waiting.attempts:
                break
        assert waiting.reason is Reason.BEING_CHECKED
        assert reason_words(waiting, Translator("en"))[0] == "The portal is checking the file for viruses"
        assert citizen.network.seen.requests[-1].startswith("GET /api/v1/uploads/")
        clamd.mood = ""
        await tick(portal.deps)
        await citizen.wait_until_delivered(parcel.id)
        await citizen.stop()
    await clamd.close()


async def test_a_busy_portal_is_left_alone_by_all_that_waits_also_after_a_restart(device):
    citizen = await device()
    await citizen.sign_in()
    first = await citizen.submit(await citizen.fill_in_birth())
    citizen.clock.move(seconds=1)
    second = await citizen.submit(await citizen.fill_in_birth())
    citizen.network.choose = lambda _number, _request: Fault.TOO_MANY
    await citizen.outbox.step(citizen.clock())
    asked = len(citizen.network.seen.requests)
    await citizen.restart()
    citizen.network.choose = no_faults
    await citizen.outbox.step(citizen.clock())
    assert len(citizen.network.seen.requests) == asked, "a request went to a portal that asked to wait"
    seen = [citizen.outbox.find(parcel.id) for parcel in (first, second)]
    assert [parcel.reason for parcel in seen] == [Reason.PORTAL_BUSY] * 2
    assert seen[0].next_try_at == seen[1].next_try_at
    assert (seen[1].next_try_at - citizen.clock()).total_seconds() >= 3

    await citizen.outbox.send_now(second.id)  # the person may ask for more
    await citizen.outbox.step(citizen.clock())
    assert citizen.network.seen.requests[asked:].count("POST /api/v1/uploads") == 1
    await citizen.wait_until_delivered(first.id)
    await citizen.wait_until_delivered(second.id)


async def test_an_unknown_outcome_behind_a_captive_portal_says_both(device):
    citizen = await device()
    await citizen.sign_in()
    parcel = await citizen.submit(await citizen.fill_in_birth())
    citizen.network.choose = lambda _number, request: Fault.ACK_LOST if request.url.path == "/api/v1/dossiers" else None
    while not citizen.outbox.find(parcel.id).outcome_unknown:
        await citizen.outbox.step(citizen.clock())
    citizen.clock.move(seconds=60)
    citizen.network.choose = lambda _number, _request: Fault.CAPTIVE_PORTAL
    await citizen.outbox.step(citizen.clock())
    waiting = citizen.outbox.find(parcel.id)
    assert (waiting.outcome_unknown, waiting.reason) == (True, Reason.NOT_THE_PORTAL)
    why, helps = reason_words(waiting, Translator("en"))
    assert why == "The portal has not said yet that it has it"
    assert "Something else answers instead of the portal" in helps
    citizen.network.choose = no_faults
    await citizen.wait_until_delivered(parcel.id)
