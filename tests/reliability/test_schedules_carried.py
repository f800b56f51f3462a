"""What waits is carried to another device as a sealed file, and both devices send it: still one dossier."""

from typing import Any

from app.drafts.transfer import ByPassphrase, export_draft, import_draft
from app.outbox.model import FilingState
from app.outbox.service import Outbox
from tests.app.conftest import MovingClock
from tests.journeys.faults import Fault
from tests.reliability.schedules import Device
from tests.reliability.schedules_portal import SchedulesPortal
from tests.reliability.schedules_vault import MemoryVault

WORDS = "năm con mèo trắng nằm ngủ"


async def test_two_devices_that_send_the_same_application_file_it_once() -> None:
    portal = SchedulesPortal()
    devices = [Device(MemoryVault(), portal, clock=MovingClock(), seed=seed) for seed in (1, 2)]
    for device in devices:
        await device.start()
    one, other = devices
    one.network.scripted = other.network.scripted = lambda _request: Fault.REFUSED
    draft = await one.fill_in(("small", "large"))
    await one.submit(draft.id)
    vaults: list[Any] = [device.vault for device in devices]
    sealed = await export_draft(one.drafts, vaults[0], draft.id, sealed=ByPassphrase(WORDS), waiting=True)
    carried = await import_draft(other.drafts, vaults[1], sealed, passphrase=WORDS)
    await other.submit(carried.id)

    for device in (other, one):
        device.network.scripted = lambda _request: None
        for _ in range(40):
            await device.round()
    assert len(portal.dossiers) == 1
    for device, id_ in ((one, draft.id), (other, carried.id)):
        found = device.drafts.find(id_)
        assert found is not None
        assert Outbox.filing_state(found) is FilingState.SUBMITTED
        await device.client.aclose()


async def test_one_carried_before_it_was_ever_submitted_is_filed_once_too() -> None:
    portal = SchedulesPortal()
    devices = [Device(MemoryVault(), portal, clock=MovingClock(), seed=seed) for seed in (1, 2)]
    for device in devices:
        await device.start()
    one, other = devices
    draft = await one.fill_in(("small",))
    vaults: list[Any] = [device.vault for device in devices]
    sealed = await export_draft(one.drafts, vaults[0], draft.id, sealed=ByPassphrase(WORDS))
    carried = await import_draft(other.drafts, vaults[1], sealed, passphrase=WORDS)
    for device, id_ in ((one, draft.id), (other, carried.id)):
        await device.submit(id_)
        for _ in range(40):
            await device.round()
        await device.client.aclose()
    assert len(portal.dossiers) == 1
