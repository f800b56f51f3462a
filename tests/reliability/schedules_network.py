"""A network, a clock and a process that fail at random: the 14 faults of the programme, and kills."""

import random
from collections import Counter
from collections.abc import Callable
from enum import StrEnum

import httpx

from tests.app.conftest import MovingClock
from tests.journeys.faults import Fault, FaultTransport, no_faults
from tests.reliability.schedules_vault import Killed

JUMPS_SECONDS = (-86_400.0, 86_400.0, -315_360_000.0, 315_360_000.0)
"""A day and ten years, back and forth."""


class Trouble(StrEnum):
    """What the network, the clock and the process can do to one request."""

    NO_NAME = "no_name"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CUT_BEFORE = "cut_before"
    ACK_LOST = "ack_lost"
    DELAY = "delay"
    SERVER_ERROR = "server_error"
    TOO_MANY = "too_many"
    DUPLICATE = "duplicate"
    LATE_DUPLICATE = "late_duplicate"
    TRUNCATED = "truncated"
    SLOW = "slow"
    CAPTIVE = "captive"
    CLOCK_JUMP = "clock_jump"
    KILL = "kill"


FAULTS = {
    Trouble.NO_NAME: (Fault.NO_NAME,),
    Trouble.REFUSED: (Fault.REFUSED,),
    Trouble.CONNECT_TIMEOUT: (Fault.CONNECT_TIMEOUT,),
    Trouble.CUT_BEFORE: (Fault.CUT_BEFORE,),
    Trouble.ACK_LOST: (Fault.ACK_LOST,),
    Trouble.SERVER_ERROR: (Fault.UNAVAILABLE, Fault.BAD_GATEWAY, Fault.SERVER_ERROR_AFTER),
    Trouble.TOO_MANY: (Fault.TOO_MANY,),
    Trouble.DUPLICATE: (Fault.DUPLICATED,),
    Trouble.LATE_DUPLICATE: (Fault.LATE_TWIN,),
    Trouble.TRUNCATED: (Fault.TRUNCATED,),
    Trouble.SLOW: (Fault.ANSWER_TIMEOUT,),
    Trouble.CAPTIVE: (
        Fault.CAPTIVE_PORTAL, Fault.REDIRECT, Fault.NETWORK_SIGN_IN, Fault.OTHER_NAME, Fault.MANGLED, Fault.EMPTY_OK
    ),
}  # fmt: skip


class MortalNetwork(FaultTransport):
    """A network that fails at random until it is calm; also the clock may jump and the process die at a request."""

    def __init__(self, portal: httpx.AsyncBaseTransport, *, clock: MovingClock, chance: random.Random) -> None:
        super().__init__(portal, no_faults)
        self._clock, self._chance = clock, chance
        self._trouble: Callable[[], Trouble | None] = lambda: None
        self.scripted: Callable[[httpx.Request], Fault | None] = lambda _request: None

    def fail(self, met: Counter[str], *, calm_after: int, how_bad: float) -> None:
        """Fail from now on, until so many requests were made."""

        def trouble() -> Trouble | None:
            if len(self.seen.requests) >= calm_after or self._chance.random() >= how_bad:
                return None
            found = self._chance.choice(list(Trouble))
            met[found] += 1
            return found

        self._trouble = trouble

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        trouble = self._trouble()
        self.choose = lambda _number, request: self._fault(trouble) or self.scripted(request)
        if trouble is Trouble.KILL:
            if self._chance.random() < 0.5:
                await super().handle_async_request(request)
            raise Killed
        return await super().handle_async_request(request)

    def _fault(self, trouble: Trouble | None) -> Fault | None:
        match trouble:
            case Trouble.DELAY:
                seconds = self._chance.uniform(0, 120)
                self._clock.move(seconds=min(seconds, 60))
                return Fault.ANSWER_TIMEOUT if seconds > 60 else None
            case Trouble.CLOCK_JUMP:
                self._clock.move(seconds=self._chance.choice(JUMPS_SECONDS))
                return None
        return self._chance.choice(FAULTS[trouble]) if trouble in FAULTS else None
