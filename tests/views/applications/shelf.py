"""A device with drafts and without a portal, as the screens of drafts see it."""

from types import SimpleNamespace
from typing import Any

import flet as ft

from app.drafts.service import Drafts
from tests.harness import Shown, _walk, shown_page, surroundings
from tests.views.following import FakeDevice
from tests.views.forms.device import Device
from views.shared.context import Layout, Surroundings
from views.shared.preferences import Preference, Preferences


def around_drafts(
    device: Device,
    language: str = "en",
    layout: Layout = "phone",
    *,
    picker: FakeDevice | None = None,
    is_kiosk: bool = False,
) -> Surroundings:
    """Return what a screen about drafts is rendered in."""
    return surroundings(
        language,
        layout,
        is_wide=layout == "desktop",
        drafts=device.drafts,
        binders=device.binders,
        catalogue=device.catalogue,
        identity=device.identity,
        changes=device.vault.changes,
        safe=SimpleNamespace(vault=device.vault),
        preferences=Preferences(Preference(language)),
        device=picker or FakeDevice(),
        clock=device.clock,
        is_kiosk=is_kiosk,
    )


async def routed(page: Any, *arguments: Any, within: Surroundings, route: str = "/") -> tuple[Shown, list[str]]:
    """Show a page and return it with the list of the routes it leads to."""
    screen = await shown_page(page, *arguments, within=within)
    went: list[str] = []
    screen.page.navigate = went.append  # type: ignore[method-assign, assignment] # the client would change the route
    return screen, went


async def choose(screen: Shown, value: str) -> None:
    """Choose one of the choices that are drawn: the client sends the value, then the event."""
    group = next(group for group in screen.all(ft.RadioGroup) if value in [one.value for one in _radios(group)])
    screen.session.apply_patch(group._i, {"value": value})
    await screen.send(group, "change")


def _radios(group: ft.RadioGroup) -> list[ft.Radio]:
    return [control for control in _walk(group) if isinstance(control, ft.Radio)]


def drafts_of(device: Device, *, autosave_seconds: float = 60.0) -> Drafts:
    """Return the drafts of the same vault as another start of the app has them."""
    return Drafts(
        device.vault,
        procedures=device.catalogue.find,
        clock=device.clock,
        owner=lambda: device.identity.session.subject if device.identity.session else None,
        autosave_seconds=autosave_seconds,
    )
