import logging

import pytest

from views.shared.events import handler


async def test_an_intent_of_either_kind_is_carried_out() -> None:
    done: list[str] = []

    async def slow() -> None:
        done.append("slow")

    for intent in (lambda: done.append("plain"), slow, lambda: slow()):
        handle = handler(intent)
        assert handle is not None
        await handle(None)
    assert done == ["plain", "slow", "slow"]


async def test_a_failing_intent_is_logged_and_ends_there(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("broken")

    handle = handler(fail)
    assert handle is not None
    with caplog.at_level(logging.ERROR):
        await handle(None)
    assert "an intent failed" in caplog.text


def test_no_intent_is_no_handler() -> None:
    assert handler(None) is None
