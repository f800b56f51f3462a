"""A malicious or broken portal: whatever is answered ends in a value or in the tree of errors (invariant I11)."""

import copy
import json
import random
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from api_client.errors import PortalError
from api_client.identity import OAuthClient
from api_client.payments import LookupCodes
from app.catalogue.part import PartFile
from tests.api_client.answers import (
    CATALOGUE,
    DEVICE,
    DOSSIER,
    JSON,
    KEYS,
    METADATA,
    PAYMENT,
    PERSON,
    PROBLEM,
    RECEIPT,
    TOKENS,
    Body,
    portal_answering,
)

Call = Callable[[PortalClient], Awaitable[object]]


async def _with_metadata(portal: PortalClient) -> Any:
    from api_client.identity import Metadata

    return Metadata.model_validate(METADATA)


async def _tokens(portal: PortalClient) -> object:
    grant = {"grant_type": "refresh_token"}
    return await portal.identity.tokens(await _with_metadata(portal), grant, client=OAuthClient("c"))


async def _revoke(portal: PortalClient) -> object:
    return await portal.identity.revoke(await _with_metadata(portal), token="t", client=OAuthClient("c"))


async def _authorize_device(portal: PortalClient) -> object:
    terminal = OAuthClient("X00.01-K1", "secret")
    return await portal.identity.authorize_device(await _with_metadata(portal), client=terminal, scope="openid")


OPERATIONS: dict[str, tuple[int, Any, Call]] = {
    "submit": (201, DOSSIER, lambda p: p.dossiers.submit("key-1", {})),
    "find_by_key": (200, DOSSIER, lambda p: p.dossiers.find_by_key("key-1")),
    "get": (200, DOSSIER, lambda p: p.dossiers.get("d1")),
    "list": (200, [DOSSIER, DOSSIER], lambda p: p.dossiers.list()),
    "send_answer": (200, DOSSIER, lambda p: p.dossiers.send_answer("d1", "r1", key="k", payload={"agree": True})),
    "withdraw": (200, DOSSIER, lambda p: p.dossiers.withdraw("d1", key="k", reason="r")),
    "lookup": (200, DOSSIER, lambda p: p.dossiers.lookup(code="c", lookup_code="l", key="k")),
    "document": (200, DOSSIER, lambda p: p.dossiers.document("d1", "doc1")),
    "create": (201, RECEIPT, lambda p: p.uploads.create(length=3, sha256="a", file_name="f", media_type="m")),
    "offset": (200, RECEIPT, lambda p: p.uploads.offset("/u/u1")),
    "patch": (204, RECEIPT, lambda p: p.uploads.patch("/u/u1", offset=0, chunk=b"abc")),
    "receipt": (200, RECEIPT, lambda p: p.uploads.receipt("/u/u1")),
    "cancel": (204, RECEIPT, lambda p: p.uploads.cancel("/u/u1")),
    "start": (201, PAYMENT, lambda p: p.payments.start(bill_id="bill1", method="vietqr", key="k")),
    "payment": (200, PAYMENT, lambda p: p.payments.get("p1")),
    "payment_by_codes": (200, PAYMENT, lambda p: p.payments.by_codes(LookupCodes("c", "l")).get("p1")),
    "changes": (200, CATALOGUE, lambda p: p.catalogue.changes(since="0", part=PartFile(None))),
    "metadata": (200, METADATA, lambda p: p.identity.metadata()),
    "portal_keys": (200, KEYS, lambda p: p.identity.portal_keys()),
    "tokens": (200, TOKENS, _tokens),
    "revoke": (200, TOKENS, _revoke),
    "authorize_device": (200, DEVICE, _authorize_device),
    "me": (200, PERSON, lambda p: p.identity.me()),
}
MUTATIONS = 120
ODD_VALUES: list[Any] = [
    None, True, -1, 0, 2**63, 1e308, "", "x" * 10_000, "\x00", "🙂", [], {}, [[[]]], {"vi": None},
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-02-30", "../..", "javascript:alert(1)", {"a": {"b": {}}},
]  # fmt: skip
TYPES = [JSON, "", "text/html", PROBLEM, "application/json; charset=utf-16", "application/jsonp", "\x7f"]
STATUSES = [200, 201, 202, 204, 206, 300, 302, 304, 400, 401, 403, 404, 409, 410, 422, 426, 429, 460, 500, 503, 511]
HEADERS = [("Upload-Offset", "3"), ("Upload-Offset", "1e3"), ("Upload-Length", "-1"), ("Tus-Resumable", "1.0.0"),
           ("Location", "http://elsewhere.test/"), ("Location", "/u/u1"), ("Retry-After", "x"), ("ETag", "\x80"),
           ("Content-Encoding", "gzip"), ("Content-Encoding", "zstd"), ("Content-Length", "1")]  # fmt: skip


def mutated(status: int, value: Any, chance: random.Random) -> httpx.Response:
    """Return an answer with one to three things wrong."""
    value, headers, media_type = copy.deepcopy(value), [], JSON
    body: bytes | None = None
    for _ in range(chance.randint(1, 3)):
        match chance.choice(
            ("value", "value", "value", "drop", "nest", "cut", "noise", "type", "status", "header", "repeat")
        ):
            case "value":
                _change(value, chance, lambda _: chance.choice(ODD_VALUES))
            case "drop":
                _change(value, chance, None)
            case "nest":
                _change(value, chance, lambda _: f"nest {chance.choice((10, 300, 5000))} nest")
            case "cut":
                whole = _json(value) if body is None else body
                body = whole[: chance.randrange(len(whole) + 1)]
            case "noise":
                whole = bytearray(_json(value) if body is None else body)
                for _ in range(chance.randint(1, 8)):
                    whole[chance.randrange(len(whole))] = chance.randrange(256) if whole else 0
                body = bytes(whole)
            case "type":
                media_type = chance.choice(TYPES)
            case "status":
                status = chance.choice(STATUSES)
            case "header":
                headers.append(chance.choice(HEADERS))
            case "repeat":
                body = (_json(value) if body is None else body) * 2
        if body == b"":
            break
    data = _json(value) if body is None else body
    fields = [(b"Content-Type", media_type.encode("latin-1"))] if media_type else []
    fields += [(name.encode(), text.encode("latin-1")) for name, text in headers]
    return httpx.Response(status, headers=fields, stream=Body(data))


def _change(value: Any, chance: random.Random, change: Callable[[Any], Any] | None) -> None:
    """Change or drop one random member at a random depth."""
    while isinstance(value, dict | list) and value:
        key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.6:
            value = value[key]
        elif change is None:
            del value[key]
            return
        else:
            value[key] = change(value[key])
            return


def _json(value: Any) -> bytes:
    """Return JSON in which ``"nest 300 nest"`` has become 300 lists, which ``json.dumps`` could not write."""
    text = json.dumps(value)
    return re.sub(r'"nest (\d+) nest"', lambda m: "[" * int(m[1]) + "]" * int(m[1]), text).encode()


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_every_mutated_answer_ends_in_a_value_or_in_the_tree(operation: str) -> None:
    status, value, call = OPERATIONS[operation]
    for seed in range(MUTATIONS):
        response = mutated(status, value, random.Random(f"{operation}-{seed}"))
        try:
            await call(portal_answering(response))
        except PortalError:
            continue
        except Exception as error:
            pytest.fail(
                f"{operation}-{seed}: {type(error).__name__} escaped: {response.status_code} {response.headers}"
            )


@pytest.mark.parametrize(
    "operation", [name for name in OPERATIONS if name not in ("create", "offset", "patch", "cancel")]
)
async def test_the_answer_without_a_mutation_is_taken(operation: str) -> None:
    status, value, call = OPERATIONS[operation]
    media_type = "application/pdf" if operation == "document" else JSON
    await call(
        portal_answering(httpx.Response(status, headers={"Content-Type": media_type}, stream=Body(_json(value))))
    )


def test_at_least_a_thousand_answers_are_mutated() -> None:
    assert MUTATIONS * len(OPERATIONS) >= 1000
