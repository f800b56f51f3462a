"""A session at a terminal, as its screens see it: whether somebody is there, and how it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from app.kiosk.model import EndReason, KioskState
from app.kiosk.ports import Keeper
from app.kiosk.settings import KioskSettings
from app.listeners import Listeners

STEP_S = 0.5


class Kiosk:
    """One citizen's session.

    ``touched`` is called at every touch, key and scan; ``watch`` runs beside the screens and ends the session when
    nobody answers. Time is ``monotonic``: a clock that jumps neither ends a session nor keeps one open.

    Args:
        settings: What the office decided.
        keeper: The process around this one.
        monotonic: Seconds that only ever grow.
        is_form_open: Whether the citizen is within a form, where there is more time to think.
        is_just_erased: Whether a session ended before this one, and what it left was erased.
        idle_s: For trials: asked after so many seconds wherever one is; None: as the settings say.
    """

    def __init__(
        self,
        settings: KioskSettings,
        keeper: Keeper,
        *,
        monotonic: Callable[[], float],
        is_form_open: Callable[[], bool] = lambda: False,
        is_just_erased: bool = False,
        idle_s: float | None = None,
    ) -> None:
        self.settings = settings
        self.keeper = keeper
        self.state = KioskState(is_just_erased=is_just_erased)
        self.is_form_open = is_form_open
        self._idle_s = idle_s
        self._monotonic = monotonic
        self._touched_at: float | None = None
        self._listeners = Listeners[[]]()

    @property
    def is_used(self) -> bool:
        """Whether somebody has touched it since the session began."""
        return self._touched_at is not None

    def touched(self) -> None:
        """Somebody is there: the time begins anew, and a countdown stands no more."""
        if self.state.is_ending:
            return
        self._touched_at = self._monotonic()
        if self.state.seconds_left is not None or self.state.is_just_erased:
            self._become(replace(self.state, seconds_left=None, is_just_erased=False))

    async def watch(self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Count, and end the session when nobody answers."""
        while not self.state.is_ending:
            await self.step()
            await sleep(STEP_S)

    async def step(self) -> None:
        """Look at the time once; nothing is counted before somebody has touched it."""
        if self._touched_at is None or self.state.is_ending:
            return
        settings = self.settings
        limit = self._idle_s or (settings.form_idle_s if self.is_form_open() else settings.idle_s)
        over = self._monotonic() - self._touched_at - limit
        if over < 0:
            return
        if over >= settings.countdown_s:
            await self.end(EndReason.IDLE)
            return
        left = settings.countdown_s - int(over)
        if left != self.state.seconds_left:
            self._become(replace(self.state, seconds_left=left))

    def call_staff(self, *, is_called: bool = True) -> None:
        """Show that help is wanted, until somebody comes."""
        self._become(replace(self.state, is_staff_called=is_called, is_staff_coming=False))

    def staff_comes(self) -> None:
        """Show that somebody has answered the call that stands."""
        if self.state.is_staff_called and not self.state.is_staff_coming:
            self._become(replace(self.state, is_staff_coming=True))

    async def end(self, reason: EndReason) -> None:
        """End the session: the screens stop, the keeper kills this process and wipes what it left."""
        if self.state.is_ending:
            return
        self._become(replace(self.state, seconds_left=None, is_ending=True))
        await self.keeper.end(reason)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` when ``state`` changes; returns the way to stop it."""
        return self._listeners.add(listener)

    def _become(self, state: KioskState) -> None:
        self.state = state
        self._listeners.tell()
