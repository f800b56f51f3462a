"""Keys are kept for ever, and never replaced under the same name."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from api_client.models import Document
from app.seals.model import SealState
from app.seals.service import MOST_KEYS, Seals
from app.vault.vault import Vault
from tests.api_client.answers import DOCUMENT, NOW, answer, portal_that
from tests.app.seals.test_statement import CLAIMS, SealKey

KEY = SealKey("k1")


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    vault = await Vault.open(tmp_path / "vault", bytes(32), clock=lambda: NOW)
    yield vault
    await vault.close()


def portal_with(*keys: Any) -> PortalClient:
    return portal_that(lambda _: answer(200, {"keys": list(keys)}))


def offline() -> PortalClient:
    def handler(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network")

    return portal_that(handler)


async def test_a_key_once_seen_checks_for_ever_without_a_network(vault: Vault) -> None:
    seals = Seals(vault, portal_with(KEY.jwk))
    await seals.load()
    assert (await seals.check_online(KEY.sign(CLAIMS))).valid
    later = Seals(vault, offline())
    await later.load()
    assert later.check(KEY.sign(CLAIMS)).valid


async def test_a_replaced_key_does_not_unseat_the_kept_one(vault: Vault) -> None:
    await Seals(vault, portal_with(KEY.jwk)).refresh()
    forger = SealKey("k1")
    seals = Seals(vault, portal_with(forger.jwk))
    await seals.load()
    assert not await seals.refresh()
    assert seals.check(KEY.sign(CLAIMS)).valid
    assert seals.check(forger.sign(CLAIMS)).state is SealState.FORGED


async def test_without_a_network_an_unknown_key_stays_unknown(vault: Vault) -> None:
    seals = Seals(vault, offline())
    assert (await seals.check_online(KEY.sign(CLAIMS))).state is SealState.UNKNOWN_KEY


async def test_odd_and_endless_keys_are_left_out(vault: Vault) -> None:
    odd = [{}, {"kid": 7}, {"kid": ""}, {"kid": "x" * 5000}]
    many = [{**KEY.jwk, "kid": f"k{n}"} for n in range(200)]
    seals = Seals(vault, portal_with(*odd, *many))
    assert await seals.refresh()
    assert len(await vault.all("seals")) == MOST_KEYS


async def test_a_document_is_genuine_only_with_its_own_number_and_bytes(vault: Vault) -> None:
    data = b"%PDF-1.7 slip"
    claims = {**CLAIMS, "sha256": hashlib.sha256(data).hexdigest()}
    seals = Seals(vault, portal_with(KEY.jwk))
    await seals.refresh()
    document = Document.model_validate({**DOCUMENT, "number": CLAIMS["number"], "statement": KEY.sign(claims)})
    assert seals.check_document(document, data).valid
    assert seals.check_document(document, data + b" ").state is SealState.FORGED
    assert seals.check_document(document.model_copy(update={"number": "other"}), data).state is SealState.FORGED
    assert seals.check_document(document.model_copy(update={"statement": None}), data).state is SealState.FORGED
