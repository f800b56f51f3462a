import asyncio
import base64
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from app.commands import command
from app.doctor import examine
from app.drafts.errors import DraftLockedError
from app.drafts.service import Drafts
from app.drafts.transfer import ByPassphrase, export_draft, import_draft, list_drafts
from app.vault.errors import WrongKeyError
from app.vault.keys import VAULT_KEY, MemoryStore, PassphraseStore, vault_key
from app.vault.sealed_file import NotASealedFileError
from app.vault.vault import Vault
from tests.app.conftest import photo, procedure
from tests.app.vault.conftest import KEY
from tests.app.vault.test_versions import FIXTURES

BIRTH = procedure()


@pytest.fixture
def secrets() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
async def device(tmp_path, clock, identity, secrets):
    folder = tmp_path / "device"
    vault = await Vault.open(folder, await vault_key(secrets, folder), clock=clock)
    drafts = Drafts(
        vault,
        procedures=lambda code: None,
        clock=clock,
        owner=lambda: identity.session.subject if identity.session else None,
    )
    yield folder, vault, drafts
    await drafts.close()
    await vault.close()


async def test_the_doctor_counts_and_tells_nothing_personal(device, secrets, clock):
    folder, vault, drafts = device
    draft = await drafts.start(BIRTH)
    drafts.set_answer(draft.id, "/name", "NAME-CANARY")
    await drafts.attach(draft.id, BIRTH.papers[0], file_name="FILE-CANARY.jpg", data=photo())
    await drafts.close()

    in_use = await examine(folder, secrets)
    assert (in_use["vault"], in_use["records"]["drafts"], in_use["files"]) == ("in_use", 1, 1)
    await vault.close()
    report = await examine(folder, secrets)
    assert (report["vault"], report["schema_version"], report["drafts"]) == ("ok", 2, {"draft": 1})
    assert report["key"] == {"kept_in": "memory", "protects_drafts": True}
    assert report["form_versions"] == {"1.001193@1": 1}
    assert report["storage_bytes"]["files"] == (await stored_bytes(folder, secrets, clock))
    assert 100 < report["storage_bytes"]["answers"] < 2_000
    assert "CANARY" not in json.dumps(report)


async def stored_bytes(folder, secrets, clock) -> int:
    vault = await Vault.open(folder, await vault_key(secrets, folder), clock=clock)
    drafts = Drafts(vault, procedures=lambda code: None, clock=clock, owner=lambda: None)
    await drafts.load()
    size = sum([len(await vault.get_blob(file.id)) for draft in drafts.list() for file in draft.attachments])
    await vault.close()
    return size


async def test_the_doctor_of_an_empty_folder_makes_nothing(tmp_path, secrets, clock):
    assert (await examine(tmp_path / "none", secrets))["vault"] == "absent"
    assert list(tmp_path.iterdir()) == []
    assert await secrets.get("vault_key") is None


async def test_the_doctor_tells_a_lost_key_and_a_damaged_file(device, clock):
    folder, vault, _drafts = device
    await vault.close()
    assert (await examine(folder, MemoryStore()))["vault"] == "wrong_key"
    (folder / "vault.db").write_bytes(b"something else" * 1000)
    assert (await examine(folder, MemoryStore()))["vault"] == "damaged"


@pytest.mark.parametrize("version", [1, 2])
async def test_the_doctor_reads_every_version_as_it_is(tmp_path, version):
    folder = tmp_path / "vault"
    shutil.copytree(FIXTURES / f"v{version}", folder)
    before = (folder / "vault.db").read_bytes()
    secrets = MemoryStore()
    await secrets.set(VAULT_KEY, base64.b64encode(KEY).decode())
    report = await examine(folder, secrets)
    assert (report["vault"], report["schema_version"], report["unsound"]) == ("ok", version, 0)
    assert report["drafts"]["draft"] >= 1
    assert (folder / "vault.db").read_bytes() == before


async def test_the_doctor_counts_what_is_not_as_it_was_stored_and_leaves_it_there(device, secrets, clock):
    folder, vault, drafts = device
    for _ in range(3):
        await drafts.start(BIRTH)
    await drafts.close()
    await vault.close()
    with closing(sqlite3.connect(folder / "vault.db")) as connection, connection:
        rows = connection.execute("SELECT id, sealed FROM records WHERE kind='drafts' ORDER BY id").fetchall()
        connection.execute("UPDATE records SET sealed=? WHERE id=?", (rows[1][1], rows[0][0]))
        connection.execute("DELETE FROM records WHERE id=?", (rows[2][0],))
    before = (folder / "vault.db").read_bytes()
    report = await examine(folder, secrets)
    assert (report["vault"], report["drafts"], report["unsound"], report["quarantined"]) == ("ok", {"draft": 1}, 2, 0)
    assert (folder / "vault.db").read_bytes() == before


async def test_the_doctor_mends_no_damaged_file(device, secrets):
    folder, vault, drafts = device
    for _ in range(40):
        await drafts.start(BIRTH)
    await drafts.close()
    await vault.close()
    damaged = bytearray((folder / "vault.db").read_bytes())
    damaged[3 * 4096 : 9 * 4096] = bytes(6 * 4096)
    (folder / "vault.db").write_bytes(damaged)
    assert (await examine(folder, secrets))["vault"] == "damaged"
    assert (folder / "vault.db").read_bytes() == bytes(damaged)


async def test_a_draft_is_carried_to_another_device_whole(device, tmp_path, clock, identity):
    _folder, vault, drafts = device
    draft = await drafts.start(BIRTH, subject="child")
    drafts.set_answer(draft.id, "/name", "NGUYỄN MINH AN")
    attached = await drafts.attach(draft.id, BIRTH.papers[0], file_name="giấy.jpg", data=photo())
    data = await export_draft(drafts, vault, draft.id, sealed=ByPassphrase("bí mật"))
    assert b"MINH AN" not in data
    assert "name" not in json.dumps(list_drafts(drafts))

    other_vault = await Vault.open(tmp_path / "other", bytes(32), clock=clock)
    other = Drafts(other_vault, procedures=lambda code: None, clock=clock, owner=lambda: "mother")
    with pytest.raises(WrongKeyError):
        await import_draft(other, other_vault, data, passphrase="sai")
    with pytest.raises(NotASealedFileError):
        await import_draft(other, other_vault, b"%PDF", passphrase="bí mật")
    assert other.list() == ()

    carried = await import_draft(other, other_vault, data, passphrase="bí mật")
    assert carried.id != draft.id
    assert (carried.owner, carried.subject, carried.answers) == ("mother", "child", {"name": "NGUYỄN MINH AN"})
    (file,) = carried.attachments
    assert await other_vault.get_blob(file.id) == await vault.get_blob(attached.id)
    assert (await other.form(carried.id)).version == "1"
    await other_vault.close()


async def test_a_draft_that_waits_to_be_sent_is_not_carried_away(device):
    _folder, vault, drafts = device
    draft = await drafts.start(BIRTH)
    await drafts.update(draft.id, lambda draft: replace(draft, parcel_id="p"), freeze=True)
    with pytest.raises(DraftLockedError):
        await export_draft(drafts, vault, draft.id, sealed=ByPassphrase("x"))


def test_the_commands_list_export_and_import(tmp_path, clock, capsys):
    environment = {"MOTCUA_PASSPHRASE": "máy này", "MOTCUA_EXPORT_PASSPHRASE": "tệp này"}
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "draft.sealed"

    def run(*words: str, data_dir=here) -> tuple[int, str]:
        code = command([*words, "--data-dir", str(data_dir)], environment=environment)
        return code, capsys.readouterr().out.strip()

    assert run("drafts", "list") == (0, "")
    assert json.loads(run("doctor", "--json")[1])["vault"] == "absent"
    assert not here.exists()
    asyncio.run(make_a_draft(here, clock))

    listed = json.loads(run("drafts", "list")[1])
    assert (listed["state"], listed["files"]) == ("draft", 1)
    assert run("drafts", "export", listed["id"], str(file)) == (0, str(file))
    assert run("drafts", "import", str(file), data_dir=there)[0] == 0
    assert json.loads(run("drafts", "list", data_dir=there)[1])["files"] == 1
    report = json.loads(run("doctor", "--json", data_dir=there)[1])
    assert (report["vault"], report["drafts"], report["key"]["kept_in"]) == ("ok", {"draft": 1}, "passphrase")

    code = run("drafts", "code", data_dir=there)[1]
    assert run("drafts", "export", listed["id"], str(file), "--to", code) == (0, str(file))
    assert run("drafts", "import", str(file))[0] == 1  # it is for the other device
    assert run("drafts", "import", str(file), data_dir=there)[0] == 0
    assert run("drafts", "export", listed["id"], str(file), "--to", code[:-3])[0] == 1

    assert run("drafts", "export", "unknown", str(file))[0] == 1
    assert run("drafts", "import", str(tmp_path / "none"))[0] == 1
    environment["MOTCUA_PASSPHRASE"] = "sai"
    assert run("drafts", "list")[0] == 1


async def make_a_draft(data_dir, clock) -> None:
    folder = data_dir / "vault"
    vault = await Vault.open(
        folder, await vault_key(PassphraseStore(data_dir / "key.sealed", "máy này"), folder), clock=clock
    )
    drafts = Drafts(vault, procedures=lambda code: None, clock=clock, owner=lambda: None)
    draft = await drafts.start(BIRTH)
    await drafts.attach(draft.id, BIRTH.papers[0], file_name="a.jpg", data=photo())
    await vault.close()
