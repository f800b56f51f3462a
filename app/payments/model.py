"""Values of payments."""

from dataclasses import dataclass

from api_client.models import Payment

UNDER_WAY = frozenset({"not_started", "at_bank", "unknown"})
"""States in which a payment may still become money: nobody is asked to pay again meanwhile."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One intent to pay a bill in one way. ``key`` is its idempotency key for ever; ``payment`` None: not heard yet."""

    key: str
    owner: str
    bill_id: str
    method: str
    payment: Payment | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether this attempt is to be gone on with rather than a new one begun."""
        return self.payment is None or self.payment.state in UNDER_WAY
