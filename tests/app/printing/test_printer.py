"""A print comes out, or its citizen is told why not and nothing of it is left for the next one."""

import asyncio
from pathlib import Path

import pytest

from app.printing.model import PaperSize, PrintOutcome
from app.printing.service import Printer
from tests.app.printing.cups import Cups
from tests.waiting import eventually

DOCUMENT = b"%PDF-1.7 NGUYEN THI CANARY"


async def no_time(_seconds: float) -> None:
    await asyncio.sleep(0)


class Clock:
    """Time passes only while one sleeps, and at each look as long as the print system takes."""

    def __init__(self, look_s: float = 0) -> None:
        self._now = 0.0
        self._look_s = look_s

    def __call__(self) -> float:
        self._now += self._look_s
        return self._now

    async def sleep(self, seconds: float) -> None:
        self._now += seconds
        await asyncio.sleep(0)


def printer(cups: Cups, paper: PaperSize = "80mm", *, look_s: float = 0) -> Printer:
    clock = Clock(look_s)
    return Printer(
        "Q", paper, environment=cups.environment, sleep=clock.sleep, monotonic=clock, longest_s=2, command_s=5
    )


async def test_what_is_printed_comes_out_whole_and_its_name_tells_nothing(tmp_path: Path) -> None:
    cups = Cups(tmp_path)
    assert await printer(cups).is_known()
    assert await printer(cups, "a5").print(DOCUMENT) is PrintOutcome.PRINTED
    assert cups.printed() == [DOCUMENT]
    assert cups.waiting() == 0
    assert "media=A5" in cups.calls()
    assert "CANARY" not in cups.calls()


@pytest.mark.parametrize(
    ("alerts", "outcome"),
    [
        ("media-empty-error", PrintOutcome.NO_PAPER),
        ("media-needed-warning", PrintOutcome.NO_PAPER),
        ("cover-open-error", PrintOutcome.NOT_READY),
        ("offline-report", PrintOutcome.NOT_READY),
    ],
)
async def test_what_does_not_come_out_is_taken_back(alerts: str, outcome: PrintOutcome, tmp_path: Path) -> None:
    cups = Cups(tmp_path, "stuck")
    cups.become("stuck", alerts=alerts)
    assert await printer(cups).print(DOCUMENT) is outcome
    assert (cups.waiting(), cups.printed()) == (0, [])


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        ("aborts", PrintOutcome.DROPPED),
        ("cancels", PrintOutcome.DROPPED),
        ("stops", PrintOutcome.DROPPED),
        ("forgets", PrintOutcome.UNCERTAIN),
    ],
)
async def test_what_leaves_the_queue_in_another_way_is_not_told_as_printed(
    mode: str, outcome: PrintOutcome, tmp_path: Path
) -> None:
    cups = Cups(tmp_path, mode)
    assert await printer(cups).print(DOCUMENT) is outcome
    assert cups.waiting() == 0


async def test_no_queue_and_no_print_system_are_no_printer(tmp_path: Path) -> None:
    assert await printer(Cups(tmp_path, "gone")).print(DOCUMENT) is PrintOutcome.NO_PRINTER
    nowhere = Printer("Q", "a4", environment={"PATH": str(tmp_path)}, sleep=no_time)
    assert await nowhere.print(DOCUMENT) is PrintOutcome.NO_PRINTER
    assert not await nowhere.is_known()


async def test_a_print_that_never_ends_and_a_command_that_hangs_are_given_up(tmp_path: Path) -> None:
    cups = Cups(tmp_path, "stuck")
    assert await printer(cups).print(DOCUMENT) is PrintOutcome.TOO_SLOW
    assert cups.waiting() == 0
    cups.become("hangs")
    hasty = Printer("Q", "a4", environment=cups.environment, command_s=2)
    assert await hasty.print(DOCUMENT) is PrintOutcome.NO_PRINTER
    assert cups.waiting() == 0  # it was in the queue already, under a number that nobody was told


async def test_a_print_system_that_drags_is_not_waited_for_longer(tmp_path: Path) -> None:
    cups = Cups(tmp_path, "stuck")
    assert await printer(cups, look_s=1.5).print(DOCUMENT) is PrintOutcome.TOO_SLOW
    assert (cups.spool / "looks").read_text() == "1"


async def test_who_leaves_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    cups = Cups(tmp_path, "stuck")
    printing = asyncio.create_task(Printer("Q", "a4", environment=cups.environment).print(DOCUMENT))
    await eventually(lambda: cups.waiting() == 1)
    printing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await printing
    assert cups.waiting() == 0


async def test_the_queue_is_cleared_of_what_is_ones_own(tmp_path: Path) -> None:
    cups = Cups(tmp_path, "stuck")
    for number in (1, 2, 90_000):
        (cups.spool / f"job-Q-{number}").write_bytes(DOCUMENT)
    assert await printer(cups).clear()
    assert [job.name for job in cups.spool.glob("job-*")] == ["job-Q-90000"]


@pytest.mark.parametrize("mode", ["keeps", "gone"])
async def test_a_queue_that_is_not_surely_clear_is_said_to_be(tmp_path: Path, mode: str) -> None:
    cups = Cups(tmp_path, mode)
    (cups.spool / "job-Q-1").write_bytes(DOCUMENT)
    assert not await printer(cups).clear()


async def test_without_a_print_system_nothing_waits(tmp_path: Path) -> None:
    assert await Printer("Q", "a4", environment={"PATH": str(tmp_path)}, sleep=no_time).clear()
