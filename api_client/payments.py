"""Bills and payments at the portal."""

import json

from pydantic import TypeAdapter

from api_client.errors import NotThePortal
from api_client.http import Http, decode, path_of
from api_client.models import Payment

_PAYMENT = TypeAdapter(Payment)


class PaymentsClient:
    """Start a payment and ask what became of it."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def start(self, *, bill_id: str, method: str, key: str, return_url: str | None = None) -> Payment:
        """Start a payment of a bill by ``gateway`` or ``vietqr``; the same key never starts a second one."""
        payload = {"bill_id": bill_id, "method": method}
        if return_url is not None:
            payload["return_url"] = return_url
        answer = await self._http.send(
            "POST",
            path_of("api", "v1", "payments"),
            headers={"Content-Type": "application/json"},
            body=json.dumps(payload).encode(),
            key=key,
            signed_in=True,
        )
        payment = decode(answer, _PAYMENT, statuses=(200, 201))
        if payment.bill_id != bill_id:
            raise NotThePortal("a payment of another bill")
        return payment

    async def get(self, payment_id: str) -> Payment:
        """Return a payment as the State has it."""
        answer = await self._http.send("GET", path_of("api", "v1", "payments", payment_id), signed_in=True)
        payment = decode(answer, _PAYMENT)
        if payment.id != payment_id:
            raise NotThePortal("another payment than was asked for")
        return payment
