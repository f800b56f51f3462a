import asyncio

import flet as ft
import pytest

from tests.harness import Shown
from tests.waiting import eventually
from views.shared.drawn import until_drawn


class SlowClient:
    """Answers when it is told to."""

    def __init__(self, page: ft.Page) -> None:
        self.asked = 0
        self.may_answer = asyncio.Semaphore(0)
        page.session.invoke_method = self  # type: ignore[method-assign] # the client stands in for Flutter's

    async def __call__(self, *_asked: object) -> None:
        self.asked += 1
        await self.may_answer.acquire()


def empty_page() -> ft.Page:
    return Shown(lambda: ft.Text("")).page


async def test_it_is_drawn_when_the_client_has_answered_twice() -> None:
    client = SlowClient(page := empty_page())
    waiting = asyncio.create_task(until_drawn(page))
    client.may_answer.release()
    await eventually(lambda: client.asked == 2)  # what it answered first it may have got without drawing it
    assert not waiting.done()
    client.may_answer.release()
    await asyncio.wait_for(waiting, 5)


@pytest.mark.parametrize("error", [TimeoutError(), RuntimeError("no such method")])
async def test_a_client_that_does_not_answer_keeps_nothing_back(error: Exception) -> None:
    async def fail(*_asked: object) -> None:
        raise error

    page = empty_page()
    page.session.invoke_method = fail  # type: ignore[method-assign] # as above
    await asyncio.wait_for(until_drawn(page), 5)
