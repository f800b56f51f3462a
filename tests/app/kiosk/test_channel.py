"""A session and its keeper: every question gets its own answer."""

import asyncio
import json
import os

from app.kiosk.channel import Channel


async def test_an_answer_that_nobody_waits_for_any_more_is_not_taken_for_the_next_questions() -> None:
    told, hearing = os.pipe()
    answers, saying = os.pipe()
    with (
        os.fdopen(answers, "rb") as heard_here, os.fdopen(hearing, "wb", buffering=0) as asked_here,
        os.fdopen(told, "rb") as keeper_hears, os.fdopen(saying, "wb", buffering=0) as keeper_says,
    ):  # fmt: skip
        channel = Channel(heard_here, asked_here)
        over = asyncio.Event()
        attending = asyncio.create_task(channel.attend(over.set))

        async def asked() -> object:
            while "pin" not in (line := json.loads(await asyncio.to_thread(keeper_hears.readline))):
                pass
            return line["pin"]

        first = asyncio.create_task(channel.is_pin("right"))
        assert await asked() == "right"
        first.cancel()
        second = asyncio.create_task(channel.is_pin("wrong"))
        await asyncio.sleep(0)
        keeper_says.write(b'{"is": true}\n')
        assert await asked() == "wrong"
        keeper_says.write(b'{"is": false}\n')
        assert await second is False
        keeper_says.close()
        await attending
        assert over.is_set()
