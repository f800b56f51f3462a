"""When what is typed goes to the disk, through the screen: soon after a key; at once on leaving and putting aside.

The first has an autosave of 50 ms; all others one of a minute, so that only the event itself can have stored it.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator
from types import SimpleNamespace

import flet as ft
import pytest

from app.drafts.service import Drafts
from tests.harness import Shown, shown_page
from tests.views.applications.shelf import drafts_of
from tests.views.forms.device import Device, around
from tests.views.screens import until
from views.app import App
from views.forms.screen import StepPage
from views.shared.one_window import OneWindow
from views.shared.preferences import Preference, Preferences
from views.shared.put_aside import store_when_put_aside

NAME = "ks_ho_ten"
FIELD = f"field-/{NAME}"


@pytest.fixture
async def patient(device: Device) -> AsyncIterator[Device]:
    """A device whose drafts are stored only by what happens."""
    await device.drafts.close()
    device.drafts = drafts_of(device)
    await device.drafts.load()
    yield device
    await device.drafts.close()


async def typing(device: Device, draft_id: str, text: str) -> Shown:
    """Open the step of the child and type a name."""
    screen = await shown_page(StepPage, draft_id, "tre", within=around(device, "en"))
    await until(screen, lambda: bool(screen.all(ft.TextField)))
    await screen.write(FIELD, text)
    return screen


async def on_disk(device: Device, draft_id: str) -> str:
    """Return the name as another start of the app would read it."""
    drafts = drafts_of(device)
    await drafts.load()
    found = drafts.find(draft_id)
    assert found is not None
    return str(found.answers.get(NAME, ""))


async def stored(device: Device, screen: Shown, draft_id: str, text: str) -> bool:
    await until(screen, lambda: device.drafts.is_saved(draft_id))
    return await on_disk(device, draft_id) == text


async def test_soon_after_a_key(device: Device) -> None:
    draft = await device.begin()
    screen = await typing(device, draft.id, "AN")
    assert await stored(device, screen, draft.id, "AN")
    assert inspect.signature(Drafts).parameters["autosave_seconds"].default == 0.3


async def test_at_once_on_leaving_the_field(patient: Device) -> None:
    draft = await patient.begin()
    screen = await typing(patient, draft.id, "AN")
    assert not patient.drafts.is_saved(draft.id)
    await screen.send(screen.find(FIELD), "blur")
    assert await stored(patient, screen, draft.id, "AN")


async def test_at_once_on_going_to_another_step(patient: Device) -> None:
    draft = await patient.begin()
    await typing(patient, draft.id, "AN")
    other = await shown_page(StepPage, draft.id, "me", within=around(patient, "en"))
    assert await stored(patient, other, draft.id, "AN")


@pytest.mark.parametrize("state", ["hide", "inactive", "pause", "detach"])
async def test_at_once_when_the_app_is_put_aside(patient: Device, state: str) -> None:
    draft = await patient.begin()
    screen = await typing(patient, draft.id, "AN")
    stop = store_when_put_aside(screen.page, patient.drafts.flush_all)
    await screen.send(screen.page, "app_lifecycle_state_change", {"state": state})
    assert await stored(patient, screen, draft.id, "AN")
    stop()
    assert screen.page.on_app_lifecycle_state_change is None


@pytest.mark.parametrize("event", ["disconnect", "close"])
async def test_at_once_when_the_window_closes(patient: Device, event: str) -> None:
    draft = await patient.begin()
    screen = await typing(patient, draft.id, "AN")
    store_when_put_aside(screen.page, patient.drafts.flush_all)
    await screen.send(screen.page, event)
    assert await stored(patient, screen, draft.id, "AN")


async def test_coming_back_stores_nothing_that_was_not_typed(patient: Device) -> None:
    draft = await patient.begin()
    screen = await typing(patient, draft.id, "AN")
    store_when_put_aside(screen.page, patient.drafts.flush_all)
    await screen.send(screen.page, "app_lifecycle_state_change", {"state": ft.AppLifecycleState.RESUME.value})
    assert not patient.drafts.is_saved(draft.id)


async def test_what_is_typed_in_one_draft_is_never_in_another(patient: Device) -> None:
    """The save point of one form was loaded into another (getodk/collect #6038)."""
    first, second = await patient.begin(), await patient.begin()
    screens = [await typing(patient, first.id, "MẪU AN"), await typing(patient, second.id, "MẪU BÌNH")]
    await screens[0].write(FIELD, "MẪU ANH")
    await asyncio.gather(*(patient.drafts.flush(draft.id) for draft in (first, second)))
    assert [await on_disk(patient, draft.id) for draft in (first, second)] == ["MẪU ANH", "MẪU BÌNH"]
    again = await shown_page(StepPage, second.id, "tre", within=around(patient, "en"))
    await until(again, lambda: bool(again.all(ft.TextField)))
    field = again.find(FIELD)
    assert isinstance(field, ft.TextField)
    assert field.value == "MẪU BÌNH"


async def test_every_window_of_the_app_stores_when_it_is_put_aside(patient: Device) -> None:
    draft = await patient.begin()
    patient.drafts.set_answer(draft.id, f"/{NAME}", "AN")

    async def drawn() -> None:
        """Nothing waits for the first screen here."""

    window = OneWindow()
    window.activate("a newer one")  # so that no screen of this one is drawn
    services = SimpleNamespace(drafts=patient.drafts, is_kiosk=False)
    screen = Shown(App, services, Preferences(Preference("en")), window, "this one", drawn, views=True)
    await screen.settle()
    await screen.send(screen.page, "app_lifecycle_state_change", {"state": "pause"})
    assert await stored(patient, screen, draft.id, "AN")
