from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.catalogue.shelf import MOST_RECENT, Shelf
from app.vault.vault import Vault

KEY = bytes(range(32))
Opener = Callable[[], Awaitable[Vault]]


class Person:
    """Whoever sits before the device."""

    subject: str | None = None


@pytest.fixture
async def open_vault(tmp_path: Path) -> AsyncIterator[Opener]:
    opened: list[Vault] = []

    async def reopen() -> Vault:
        for vault in opened:
            await vault.close()
        opened.append(await Vault.open(tmp_path, KEY, clock=lambda: datetime(2026, 11, 22, tzinfo=UTC)))
        return opened[-1]

    yield reopen
    for vault in opened:
        await vault.close()


async def shelf_of(vault: Vault | None, person: Person) -> Shelf:
    shelf = Shelf(vault, owner=lambda: person.subject)
    await shelf.load()
    return shelf


async def test_a_favourite_is_there_after_a_restart(open_vault: Opener) -> None:
    shelf = await shelf_of(await open_vault(), Person())
    await shelf.toggle_favourite("1.001193")
    await shelf.toggle_favourite("2.000033")
    again = await shelf_of(await open_vault(), Person())
    assert again.favourites == ("2.000033", "1.001193")
    await again.toggle_favourite("2.000033")
    assert not again.is_favourite("2.000033")


async def test_the_last_services_looked_at_come_first_once_each(open_vault: Opener) -> None:
    shelf = await shelf_of(await open_vault(), Person())
    for number in range(MOST_RECENT + 5):
        await shelf.look_at(f"1.{number:06}")
    await shelf.look_at("1.000010")
    assert shelf.recent[0] == "1.000010"
    assert len(shelf.recent) == MOST_RECENT == len(set(shelf.recent))
    await shelf.forget_recent()
    assert (await shelf_of(await open_vault(), Person())).recent == ()


async def test_what_a_guest_kept_becomes_the_persons_own_at_sign_in(open_vault: Opener) -> None:
    person = Person()
    shelf = await shelf_of(await open_vault(), person)
    await shelf.toggle_favourite("1.001193")
    await shelf.look_at("1.001193")
    person.subject = "a"
    await shelf.adopt()
    assert (shelf.favourites, shelf.recent) == (("1.001193",), ("1.001193",))
    person.subject = None
    assert (shelf.favourites, shelf.recent) == ((), ())
    person.subject = "b"
    again = await shelf_of(await open_vault(), person)
    assert (again.favourites, again.recent) == ((), ())
    person.subject = "a"
    assert again.favourites == ("1.001193",)


async def test_a_kiosk_keeps_nothing_and_screens_hear_of_changes(open_vault: Opener) -> None:
    heard: list[tuple[str, ...]] = []
    shelf = await shelf_of(None, Person())
    stop = shelf.subscribe(lambda: heard.append(shelf.favourites))
    await shelf.toggle_favourite("1.001193")
    stop()
    await shelf.toggle_favourite("2.000033")
    assert heard == [("1.001193",)]
    assert (await shelf_of(None, Person())).favourites == ()
