"""Whoever listens to changes reads of a parcel what was stored, not what was there before."""

import asyncio
import sqlite3

from app.outbox.model import Parcel, Wishes
from app.outbox.parcels import Parcels
from app.outbox.wishes import KeptWishes
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


async def test_damaged_wishes_are_as_if_there_were_none(vault: Vault) -> None:
    await KeptWishes(vault, changed=lambda: None).use_wifi_only(wanted=True)
    with sqlite3.connect(vault.path / "vault.db") as connection:
        connection.execute("UPDATE records SET sealed = zeroblob(60)")
    connection.close()
    again = KeptWishes(vault, changed=lambda: None)
    await again.load()
    assert again.now == Wishes()
