"""A printer of the Common Unix Printing System, by its own commands: nothing is written to a file by us.

The document goes to ``lp`` through a pipe and under a name that tells nothing. It is waited for, so that the citizen is
told what happened; what does not come out is taken back, so that it does not come out for the next citizen. What came
out CUPS keeps for a day, unless it is told not to (``deploy/kiosk/install.sh``): a terminal's account cannot delete it.

Source:
    lp(1), lpstat(1), cancel(1), ipptool(1) of CUPS 2.4; printer state reasons: RFC 8011, 5.4.12; a job's states: 5.3.7;
    policies of CUPS 2.4.2 as Debian has it, tried: "cancel -a" and "cancel -u" answer an ordinary account "Forbidden",
    its own job by number goes.
"""

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.printing.model import PaperSize, PrintOutcome
from app.printing.processes import told_by

TITLE: Final = "Mot Cua"
LONGEST_S: Final = 60
POLL_S: Final = 0.5
COMMAND_S: Final = 10
_MEDIA: Final[Mapping[PaperSize, tuple[str, ...]]] = {
    "80mm": ("print-scaling=none",),  # the page is as long as what it says
    "a5": ("media=A5", "print-scaling=fit"),
    "a4": ("media=A4", "print-scaling=fit"),
}
_HUNG: Final = 124
_NO_PROGRAM: Final = 127
"""As ``timeout`` says both (timeout(1))."""
_JOB: Final = re.compile(r"request id is (\S+-\d+)")
_JOB_STATE: Final = re.compile(r"job-state \(enum\) = ([a-z-]+)")
_JOB_QUESTION: Final = Path(__file__).with_name("job_state.test")
_NO_PAPER: Final = re.compile(r"media-(empty|needed)")
_NOT_READY: Final = re.compile(r"disabled since|stopped|paused|offline|(cover|door|interlock)-open|media-jam|shutdown")


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    text: str


class Printer:
    """One print queue of this machine.

    Args:
        queue: Its name.
        paper: What lies in it.
        environment: Of the commands.
        sleep: Between two looks.
        monotonic: Seconds that only ever grow.
        longest_s: How long a print may take, the print system's own slowness included.
        command_s: How long one command may take.
    """

    def __init__(
        self,
        queue: str,
        paper: PaperSize,
        *,
        environment: Mapping[str, str] = os.environ,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        longest_s: float = LONGEST_S,
        command_s: float = COMMAND_S,
    ) -> None:
        self.queue = queue
        self.paper: PaperSize = paper
        self._environment = {**environment, "LC_ALL": "C"}
        self._sleep = sleep
        self._monotonic = monotonic
        self._longest_s = longest_s
        self._command_s = command_s
        self._one_at_a_time = asyncio.Lock()

    @property
    def is_roll(self) -> bool:
        """Whether it prints on a roll of 80 mm."""
        return self.paper == "80mm"

    async def print(self, document: bytes) -> PrintOutcome:
        """Print a PDF and return what came of it; never raises."""
        async with self._one_at_a_time:
            options = [word for option in _MEDIA[self.paper] for word in ("-o", option)]
            command = ("lp", "-d", self.queue, "-t", TITLE, *options, "-")
            handing_over = asyncio.ensure_future(self._run(*command, given=document))
            try:
                job = _job_of(await asyncio.shield(handing_over))
                outcome = await self._follow(job) if job else PrintOutcome.NO_PRINTER
            except asyncio.CancelledError:
                await self._take_back(await handing_over)
                raise
            if outcome not in (PrintOutcome.PRINTED, PrintOutcome.UNCERTAIN):
                await self._take_back(handing_over.result())
            return outcome

    async def is_known(self) -> bool:
        """Return whether this machine has the queue."""
        return (await self._run("lpstat", "-p", self.queue)).code == 0

    async def clear(self) -> bool:
        """Take back what of this account waits in the queue; return whether surely nothing of it does any more."""
        jobs = await self._own_jobs()
        if jobs:
            await self._run("cancel", "-x", *jobs)
            jobs = await self._own_jobs()
        return jobs == []

    async def _own_jobs(self) -> list[str] | None:
        """Return what waits of this account, None when nobody can tell; another's name CUPS does not say."""
        from pwd import getpwuid  # not on Windows, which has no CUPS

        waiting = await self._run("lpstat", "-o", self.queue)
        if waiting.code:
            return [] if waiting.code == _NO_PROGRAM else None
        rows = [line.split() for line in waiting.text.splitlines()]
        return [row[0] for row in rows if row[1:2] == [getpwuid(os.getuid()).pw_name]]

    async def _follow(self, job: str) -> PrintOutcome:
        address = await self._address_of(job)
        until = self._monotonic() + self._longest_s
        while self._monotonic() < until:
            waiting = await self._run("lpstat", "-o", self.queue)
            has_left = not waiting.code and job not in (line.partition(" ")[0] for line in waiting.text.splitlines())
            match await self._state_at(address):
                case "completed":
                    return PrintOutcome.PRINTED
                case "canceled" | "aborted" | "processing-stopped":
                    return PrintOutcome.DROPPED
                case _ if has_left:
                    return PrintOutcome.UNCERTAIN
            state = await self._run("lpstat", "-l", "-p", self.queue)
            if _NO_PAPER.search(state.text):
                return PrintOutcome.NO_PAPER
            if state.code or _NOT_READY.search(state.text):
                return PrintOutcome.NOT_READY
            await self._sleep(POLL_S)
        return PrintOutcome.TOO_SLOW

    async def _address_of(self, job: str) -> str:
        """Return where the print system answers for a job, which may be another machine's."""
        server = (await self._run("lpstat", "-H")).text.strip()
        host = "localhost" if server.startswith("/") else server or "localhost"
        return f"ipp://{host}/jobs/{job.rpartition('-')[2]}"

    async def _state_at(self, address: str) -> str:
        """Return the state of a job, also of one that has left the queue; "" when nobody tells."""
        said = _JOB_STATE.search((await self._run("ipptool", "-t", address, str(_JOB_QUESTION))).text)
        return said[1] if said else ""

    async def _take_back(self, asked: _Answer) -> None:
        """Take back a print; of one that ``lp`` hung over nobody knows the number, so all goes that is in the queue."""
        if job := _job_of(asked):
            await asyncio.shield(self._run("cancel", "-x", job))
        elif asked.code == _HUNG:
            await asyncio.shield(self.clear())

    async def _run(self, *command: str, given: bytes = b"") -> _Answer:
        """Run a command; one that is not there, hangs or cannot be started has failed."""
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT, env=self._environment
            )
        except OSError:
            return _Answer(_NO_PROGRAM, "")
        try:
            said = await told_by(process, given, within_s=self._command_s)
        except TimeoutError:
            return _Answer(_HUNG, "")
        return _Answer(process.returncode or 0, said.decode(errors="replace"))


def _job_of(asked: _Answer) -> str:
    """Return the id that ``lp`` gave the print; "" when it took none."""
    found = _JOB.search(asked.text)
    return found[1] if found and not asked.code else ""
