"""A person pays what an office asks for: presses again and again, pays by this or that way, and waits for the State."""

from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api_client.errors import Conflict, PortalError
from api_client.models import Bill

if TYPE_CHECKING:
    from tests.reliability.schedules import Device

METHODS = ("gateway", "gateway", "gateway", "vietqr")


@dataclass
class Payer:
    """One bill on one device, over whatever network the device has."""

    device: "Device"
    bill: Bill
    transactions: list[tuple[str, str]] = field(default_factory=list)
    """Payment and transaction of every time the bank took money."""
    shown: set[str] = field(default_factory=set)
    """Payments whose page or code the app has shown."""
    is_told_paid: bool = False
    devices: int = 1
    """How many of the person's devices pay it."""

    async def until_settled(self) -> None:
        """Do what people and banks do, until the device knows that the bill is paid; then check every promise."""
        for _ in range(150):
            await self._turn()
            self.check_honest()
            attempt = self.device.payments.find_attempt(self.bill.id)
            is_confirmed = attempt is not None and attempt.payment is not None and attempt.payment.state == "confirmed"
            if is_confirmed or self.is_told_paid:
                break
        else:
            raise AssertionError(f"never known to be paid: {self.device.portal.till.of(self.bill.id)}")
        await self.device.network.deliver_all_late()
        for told in self.transactions:
            self.device.portal.till.take(*told)
        self.check_honest()
        assert self.bill.id in self.device.portal.till.settled

    async def press(self, method: str) -> None:
        """Press Pay; the process may die of it, the portal refuse, the line fail."""
        await self.device.or_dies(self._quietly(self._start(method)))

    async def _start(self, method: str) -> None:
        payment = await self.device.payments.start(self.bill, method=method)
        self.shown.add(payment.id)

    async def check(self) -> None:
        """Look what became of the last attempt."""
        attempt = self.device.payments.find_attempt(self.bill.id)
        if attempt is not None and attempt.payment is not None:
            await self.device.or_dies(self._quietly(self.device.payments.check(attempt.payment.id)))

    def shown_and_open(self) -> list[str]:
        """Return the payments that the app has shown and of which the portal knows no decision."""
        begun = self.device.portal.till.of(self.bill.id)
        return [one["id"] for one in begun if one["id"] in self.shown and one["state"] == "not_started"]

    def pay(self, payment_id: str, *, is_told: bool = True) -> None:
        """Let the bank take the money, and tell the portal now or later."""
        told = payment_id, f"{payment_id}, transaction {len(self.transactions)}"
        self.transactions.append(told)
        if is_told:
            self.device.portal.till.take(*told)

    async def _turn(self) -> None:
        chance, till = self.device.chance, self.device.portal.till
        shown = self.shown_and_open()
        match chance.choice(("press", "press", "check", "pay", "refuse", "tell")):
            case "press":
                await self.press(chance.choice(METHODS))
            case "check":
                await self.check()
            case "pay" if shown:
                self.pay(chance.choice(shown), is_told=chance.random() < 0.5)
            case "refuse" if shown and chance.random() < 0.3:
                till.refuse(chance.choice(shown))
            case "tell" if self.transactions:
                till.take(*chance.choice(self.transactions))

    async def _quietly(self, work: Awaitable[Any]) -> None:
        try:
            await work
        except Conflict:
            self.is_told_paid = True
            assert self.bill.id in self.device.portal.till.settled, "told that it is paid, but nothing came"
        except PortalError:
            return  # the screen says so; the person presses again

    def check_honest(self) -> None:
        """I5, I6: no second payment while one may become money, and nothing is shown as paid that is not."""
        till = self.device.portal.till
        till.check_money(self.bill.id)
        undecided = Counter(one["method"] for one in till.of(self.bill.id) if one["id"] not in till.refused)
        assert all(number <= self.devices for number in undecided.values()), f"begun twice: {undecided}"
        attempt = self.device.payments.find_attempt(self.bill.id)
        if attempt is not None and attempt.payment is not None and attempt.payment.state == "confirmed":
            found = till.find(attempt.payment.id)
            assert found is not None
            assert found["state"] == "confirmed", "shown as paid, but the portal has no money"
