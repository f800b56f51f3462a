"""Bills and payments at the portal."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from api_client.addresses import path_of
from api_client.answers import Answer, decode
from api_client.errors import NotThePortal
from api_client.http import Http
from api_client.models import Payment

_PAYMENT = TypeAdapter(Payment)

QUESTION = "question"
"""Key of a POST that changes nothing: codes are never in an address, so that a question has a body."""


@dataclass(frozen=True, slots=True)
class LookupCodes:
    """Both codes of a confirmation: what proves, without an account, that one may see and pay."""

    code: str
    lookup_code: str


class PaymentsClient:
    """Start a payment and ask what became of it.

    Args:
        http: The portal.
        codes: With them nobody need be signed in; without, it is the signed-in person who pays.
    """

    def __init__(self, http: Http, codes: LookupCodes | None = None) -> None:
        self._http = http
        self._codes = codes

    def by_codes(self, codes: LookupCodes) -> "PaymentsClient":
        """Return the same for whoever holds both codes."""
        return PaymentsClient(self._http, codes)

    async def start(self, *, bill_id: str, method: str, key: str, return_url: str | None = None) -> Payment:
        """Start a payment of a bill by ``gateway`` or ``vietqr``; the same key never starts a second one."""
        payload = {"bill_id": bill_id, "method": method}
        if return_url is not None:
            payload["return_url"] = return_url
        answer = await self._post(self._path(), payload, key=key)
        payment = decode(answer, _PAYMENT, statuses=(200, 201))
        if payment.bill_id != bill_id:
            raise NotThePortal("a payment of another bill")
        return payment

    async def get(self, payment_id: str) -> Payment:
        """Return a payment as the State has it."""
        if self._codes is None:
            answer = await self._http.send("GET", self._path(payment_id), signed_in=True)
        else:
            answer = await self._post(self._path(payment_id), {}, key=QUESTION)
        payment = decode(answer, _PAYMENT)
        if payment.id != payment_id:
            raise NotThePortal("another payment than was asked for")
        return payment

    def _path(self, *more: str) -> str:
        return path_of("api", "v1", *(("lookup",) if self._codes is not None else ()), "payments", *more)

    async def _post(self, path: str, payload: dict[str, Any], *, key: str) -> Answer:
        if self._codes is not None:
            payload |= {"code": self._codes.code, "lookup_code": self._codes.lookup_code}
        return await self._http.send(
            "POST",
            path,
            headers={"Content-Type": "application/json"},
            body=json.dumps(payload).encode(),
            key=key,
            signed_in=self._codes is None,
        )
