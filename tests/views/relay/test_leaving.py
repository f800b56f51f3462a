"""Whoever leaves the screen of a hand-over takes back what only that screen could show, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from api_client.relay import Purpose
from app.relay.model import Offer, Sending, Taken, Waiting
from tests.waiting import eventually
from views.relay.hand_over_model import HandOverModel, Offered

WAITING = Waiting("BCFG-HJKL-MNPQ-RST3", "https://portal.example/hand-over", datetime(2026, 11, 23, tzinfo=UTC))
CLAIMED = Waiting(WAITING.code, WAITING.url, WAITING.expires_at, is_claimed=True)


class _Offering:
    """An offer that stays as it is."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.is_given_up = False

    async def states(self, _draft_id: str, _purpose: Purpose) -> AsyncIterator[Offer]:
        yield self.offer
        await asyncio.Event().wait()

    async def give_up(self) -> None:
        self.is_given_up = True


@pytest.mark.parametrize(
    ("purpose", "offer", "is_given_up"),
    [
        ("phone", Sending(0, 2), True),
        ("phone", WAITING, True),
        ("phone", CLAIMED, False),
        ("phone", Taken(), False),
        ("paper", Sending(0, 2), True),
        ("paper", WAITING, False),
        ("paper", Taken(), False),
    ],
    ids=["sending", "waiting", "a-phone-takes-it", "taken", "paper-sending", "on-paper", "paper-taken"],
)
async def test_leaving_takes_back_what_nobody_could_use(purpose: Purpose, offer: Offer, is_given_up: bool) -> None:
    offering = _Offering(offer)
    relay: Any = SimpleNamespace(can_open=True, can_offer=True, offering=lambda: offering)
    model = HandOverModel("d", relay, lambda: None)
    await (model.to_phone() if purpose == "phone" else model.on_paper())
    await eventually(lambda: model.state == Offered(purpose, offer))

    await model.leave()

    assert offering.is_given_up is is_given_up
