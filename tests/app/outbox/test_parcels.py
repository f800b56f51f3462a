"""Whoever listens to changes reads of a parcel what was stored, not what was there before."""

import asyncio

from app.outbox.model import Parcel
from app.outbox.parcels import Parcels
from app.vault.vault import Vault
from tests.app.outbox.test_sending_rules import parcel


async def test_listeners_read_the_parcel_that_was_stored_and_miss_the_one_that_was_dropped(vault: Vault) -> None:
    parcels = Parcels(vault)
    given = parcel()
    read: list[tuple[Parcel, ...]] = []
    vault.changes.subscribe(lambda _changed: read.append(parcels.matching(lambda _: True)))
    await parcels.store(given)
    await asyncio.sleep(0)
    assert read == [(given,)]
    await parcels.drop(given.id)
    await asyncio.sleep(0)
    assert read == [(given,), ()]
