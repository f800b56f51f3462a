"""The camera in the window: a live picture and a button that takes a photo.

Tried with flet-camera 1.0.5 in Chromium behind our own guard. Flet has a camera in a browser window, on Android and on
iOS; in a native window of a desktop there is none, and a photo is chosen as a file.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft
import flet_camera

from views.design import Button, Card, Notice, Row, Small, Strong
from views.design.tokens import Radius
from views.shared.boundary import view
from views.shared.context import use_text
from views.shared.events import Intent
from views.shared.hooks import use_kept, use_task, use_value

log = logging.getLogger(__name__)

_FAILURES: Final = (RuntimeError, TimeoutError, ft.FletException)
"""What Flet 1.0.5 raises when the client answers with an error: no permission, no camera, camera in use."""

PREVIEW_HEIGHT: Final = 360
PATIENCE_SECONDS: Final = 20.0


def can_take_photos() -> bool:
    """Return whether this window has Flet's camera; whether there is a camera is known once it is asked for."""
    page = ft.context.page
    return bool(page.web) or page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)


@view
def CameraPanel(
    title: str, take_label: str, on_photo: Callable[[bytes], Awaitable[None]], on_close: Intent, *, advice: str = ""
) -> ft.Control:
    """Show what the camera sees, and hand over each photo that is taken; it stays open for the next one.

    Args:
        title: What to photograph.
        take_label: Name of the button that takes a photo.
        on_photo: Gets a JPEG.
        on_close: Called by the button that puts the camera away.
        advice: How to hold it; without one, as for a page.
    """
    t = use_text()
    session = ft.context.page.session
    attempt, set_attempt = use_value(0)
    stage, set_stage = use_value("starting")
    camera = use_kept(flet_camera.Camera, attempt)

    async def start() -> None:
        try:
            found = await camera.get_available_cameras()
            if not found:
                set_stage("failed")
                return
            await camera.initialize(_best(found), flet_camera.ResolutionPreset.ULTRA_HIGH, enable_audio=False)
        except _FAILURES as error:
            log.warning("the camera did not start: %s", type(error).__name__)
            set_stage("failed")
            return
        set_stage("ready")

    async def take() -> None:
        set_stage("taking")
        try:
            # kept over renders, the control no longer finds its page in Flet 1.0.5: the client is asked by its id
            photo = await session.invoke_method(camera._i, "take_picture", None, PATIENCE_SECONDS)
        except _FAILURES as error:
            log.warning("no photo was taken: %s", type(error).__name__)
            set_stage("failed")
            return
        try:
            await on_photo(photo)
        finally:
            set_stage("ready")

    def start_again() -> None:
        set_stage("starting")
        set_attempt(attempt + 1)

    use_task(start, attempt)
    picture = ft.Container(content=camera, height=PREVIEW_HEIGHT, border_radius=Radius.FIELD)
    close = Button(t("Put the camera away"), on_close, kind="quiet", key="camera-close")
    if stage == "failed":
        words = t("Allow the app to use the camera, or choose a photo that you have taken already.")
        again = Button(t("Try the camera again"), start_again, kind="secondary", key="camera-again")
        return Card(
            [Notice("error", t("The camera does not answer"), words, announced=True), Row([again, close], wrap=True)],
            key="camera",
        )
    shutter = Button(take_label, take, icon=ft.Icons.PHOTO_CAMERA_OUTLINED, busy=stage != "ready", key="camera-take")
    return Card(
        [
            Strong(title),
            ft.Semantics(label=t("What the camera sees"), image=True, content=picture),
            Small(advice or t("The whole page in the picture, flat, without shadow and glare.")),
            Row([shutter, close], wrap=True),
        ],
        key="camera",
        spacing=10,
    )


def _best(cameras: list[flet_camera.CameraDescription]) -> flet_camera.CameraDescription:
    """Return the camera that looks away from the person, else one that is plugged in, else the first."""
    directions = flet_camera.CameraLensDirection
    for wanted in (directions.BACK, directions.EXTERNAL):
        for camera in cameras:
            if camera.lens_direction == wanted:
                return camera
    return cameras[0]
