import json
import os
import stat
from pathlib import Path

import pytest

from app.vault.errors import SecretStoreError, WrongKeyError
from app.vault.keys import KeyFileStore, KeyringStore, MemoryStore, PassphraseStore, vault_key

EARLIER = {
    "salt": "iMx2AIpMs/AC41xuJeMPTA==",
    "sealed": "AVF6xeT2pNFRH8gR4qc60Fq0HW+a++sfRzhQ6jB8T18XbKue9csJXBzQmNfXGw==",
    "cost": 2**15,
}
"""Of an app that knew one lane only: ``{"a": "một"}`` under "đúng"."""


@pytest.fixture(params=["memory", "key_file", "passphrase"])
def store(request, tmp_path):
    return {
        "memory": lambda: MemoryStore(),
        "key_file": lambda: KeyFileStore(tmp_path / "keys" / "key.json"),
        "passphrase": lambda: PassphraseStore(tmp_path / "keys" / "sealed.json", "đúng"),
    }[request.param]()


async def test_a_secret_is_kept_changed_and_forgotten(store):
    assert await store.get("a") is None
    await store.set("a", "một")
    await store.set("b", "hai")
    await store.set("a", "ba")
    assert (await store.get("a"), await store.get("b")) == ("ba", "hai")
    await store.delete("a")
    await store.delete("a")
    assert (await store.get("a"), await store.get("b")) == (None, "hai")


async def test_the_key_is_made_once(store, tmp_path):
    key = await vault_key(store, tmp_path)
    assert len(key) == 32
    assert await vault_key(store, tmp_path) == key


async def test_a_vault_whose_key_is_gone_gets_no_new_key(store, tmp_path):
    (tmp_path / "vault.db").write_bytes(b"")
    with pytest.raises(WrongKeyError):
        await vault_key(store, tmp_path)
    assert await store.get("vault_key") is None


@pytest.mark.parametrize("kept", ["", "no base64!", "AAAA"])
async def test_a_damaged_kept_key_is_not_replaced(tmp_path, kept):
    store = MemoryStore()
    await store.set("vault_key", kept)
    with pytest.raises(WrongKeyError):
        await vault_key(store, tmp_path)
    assert await store.get("vault_key") == kept


async def test_a_wrong_passphrase_opens_nothing(tmp_path):
    path = tmp_path / "sealed.json"
    await PassphraseStore(path, "đúng").set("a", "một")
    with pytest.raises(WrongKeyError):
        await PassphraseStore(path, "sai").get("a")
    with pytest.raises(WrongKeyError):
        await PassphraseStore(path, "sai").set("a", "hai")
    assert await PassphraseStore(path, "đúng").get("a") == "một"
    assert "một" not in path.read_text()


async def test_a_file_of_the_earlier_cost_opens_and_its_next_change_is_sealed_under_todays(tmp_path):
    path = tmp_path / "sealed.json"
    path.write_text(json.dumps(EARLIER))
    assert await PassphraseStore(path, "đúng").get("a") == "một"
    assert json.loads(path.read_text()) == EARLIER
    await PassphraseStore(path, "đúng").set("b", "hai")
    today = json.loads(path.read_text())
    assert (today["cost"], today["lanes"]) == (2**15, 3)
    assert today["salt"] != EARLIER["salt"]
    assert await PassphraseStore(path, "đúng").get("a") == "một"


@pytest.mark.parametrize("changed", [{"lanes": 0}, {"lanes": 10**9}, {"cost": 2**30}, {"lanes": "x"}])
async def test_a_file_that_asks_for_an_unreasonable_cost_is_refused_at_once(tmp_path, changed):
    path = tmp_path / "sealed.json"
    path.write_text(json.dumps({**EARLIER, **changed}))
    with pytest.raises(WrongKeyError):
        await PassphraseStore(path, "đúng").get("a")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
async def test_a_file_of_secrets_is_for_this_account_only(tmp_path):
    path = tmp_path / "key.json"
    await KeyFileStore(path).set("a", "một")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert await KeyFileStore(path).get("a") == "một"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_damaged_file_of_secrets_is_told_and_kept(tmp_path: Path):
    path = tmp_path / "key.json"
    path.write_text("{half")
    with pytest.raises(SecretStoreError):
        await KeyFileStore(path).set("a", "một")
    assert path.read_text() == "{half"


async def test_a_machine_without_a_keyring_is_told(monkeypatch):
    import keyring
    from keyring.backends import fail

    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        assert not await KeyringStore().is_available()
        with pytest.raises(SecretStoreError):
            await KeyringStore().set("a", "b")
    finally:
        keyring.set_keyring(before)
