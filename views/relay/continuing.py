"""At a terminal: go on with what was begun elsewhere, under a code or from a stick."""

import flet as ft

from app.drafts.transfer import LARGEST_BYTES
from app.kiosk.sticks import DRAFTS
from views.applications.carry_screen import received, unlock
from views.applications.carrying import ReceiveModel
from views.design import Body, Card, Screen, Section, Space
from views.relay.receiving import ByCode
from views.relay.stick_files import StickFiles
from views.shared.boundary import keyed, page, view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_value


@page
def ContinuePage() -> ft.View:
    """The field for a code, and the stick where the office allows one."""
    services, t = use_services(), use_text()
    return Screen(
        t("Go on with a code"),
        [
            Body(t("You began at another terminal and have a code on paper? Go on here.")),
            keyed("code", ByCode),
            *([keyed("stick", SealedOnStick)] if services.sticks is not None else []),
        ],
        back="/",
    )


@view
def SealedOnStick() -> ft.Control:
    """A draft that another terminal sealed onto a stick; no network is needed."""
    services, t = use_services(), use_text()
    model, _ = use_value(
        use_once(lambda: ReceiveModel(drafts=services.drafts, vault=services.safe.vault, device=services.device))
    )
    state = model.state
    parts: list[ft.Control] = [Section(t("From a USB stick")), *received(state, t, is_kiosk=True)]
    if state.received is None:
        none = t("There is no sealed draft on this stick.")
        parts.append(Body(t("A sealed file from another terminal. The code that was shown there opens it.")))
        parts.append(keyed("files", StickFiles, DRAFTS, LARGEST_BYTES, none, model.took))
    if state.needs_passphrase:
        parts += unlock(model, state, t, is_code=True)
    return Card(parts, spacing=Space.M)
