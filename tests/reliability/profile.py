"""How much the random suites do: ``MOTCUA_TEST_PROFILE=ci`` (every push) or ``deep`` (``python3 dev.py deep``).

A suite draws everything random from a seed. In ``ci`` the seeds are always the same, in ``deep`` they are new every
day, and ``MOTCUA_TEST_SEED=17`` runs one alone: the line that repeats a failure.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

IS_DEEP = os.environ.get("MOTCUA_TEST_PROFILE", "ci") == "deep"


def figure(*, ci: int, deep: int) -> int:
    """Return how often a suite does what it does."""
    return deep if IS_DEEP else ci


def seeds(count: int) -> list[int]:
    """Return the seeds of a run, or the one that is to be repeated."""
    if asked := os.environ.get("MOTCUA_TEST_SEED"):
        return [int(asked)]
    first = datetime.now(UTC).toordinal() * 1_000_000 if IS_DEEP else 0
    return [first + number for number in range(count)]


def of_today(every: Sequence[T], count: int) -> list[T]:
    """Return ``count`` of them, others every day, so that all come round; in ``deep`` all of them."""
    if IS_DEEP:
        return list(every)
    day = datetime.now(UTC).toordinal()
    return [every[(count * day + place) % len(every)] for place in range(count)]


def replay(seed: int) -> str:
    """Return what a failure says: the line that repeats the test now running with this seed alone."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "tests/reliability").split(" ")[0]
    profile = "MOTCUA_TEST_PROFILE=deep " if IS_DEEP else ""
    return f"replay: {profile}MOTCUA_TEST_SEED={seed} .venv/bin/python -m pytest '{test}'"
