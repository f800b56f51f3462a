"""``motcua drafts aside | recover``: what was set aside is told, and a draft of it comes back beside the others."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from app.commands import command
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.recovering import list_aside, recover
from app.drafts.service import Drafts
from app.drafts.store import put_draft
from app.drafts.transfer import ByPassphrase, import_draft
from app.vault.file import FILE_NAME
from app.vault.keys import PassphraseStore, vault_key
from app.vault.vault import Vault
from tests.app.conftest import photo, procedure
from tests.app.vault.conftest import KEY

BIRTH = procedure()
WORDS = ByPassphrase("tệp này")
ENVIRONMENT = {"MOTCUA_PASSPHRASE": "máy này", "MOTCUA_EXPORT_PASSPHRASE": WORDS.words}


async def opened(data_dir, clock, *, owner=None, key=KEY) -> tuple[Vault, Drafts]:
    vault = await Vault.open(data_dir / "vault", key, clock=clock)
    drafts = Drafts(vault, procedures=lambda code: None, clock=clock, owner=lambda: owner)
    await drafts.load()
    return vault, drafts


def change(data_dir, *statement) -> list[tuple]:
    with closing(sqlite3.connect(data_dir / "vault" / FILE_NAME)) as connection, connection:
        return connection.execute(*statement).fetchall()


async def with_older_copy_put_back(data_dir, clock, *, key=KEY, **of_the_copy) -> str:
    """Leave a vault in which somebody has put an older copy of a draft with two files back; return its id."""
    vault, drafts = await opened(data_dir, clock, key=key)
    draft = await drafts.start(BIRTH)
    drafts.set_answer(draft.id, "/name", "NAME-CANARY")
    for name in ("a.jpg", "b.jpg"):
        await drafts.attach(draft.id, BIRTH.papers[0], file_name=name, data=photo(size=(40 + len(name), 30)))
    await drafts.flush(draft.id)
    await vault.transact([put_draft(replace(drafts.find(draft.id), **of_the_copy))])
    await drafts.close()
    await vault.close()
    rows = change(data_dir, "SELECT kind, id, version, sealed FROM records WHERE kind='drafts'")
    vault, drafts = await opened(data_dir, clock, owner=of_the_copy.get("owner"), key=key)
    await vault.transact([put_draft(replace(drafts.find(draft.id), answers={"name": "newer"}))])
    await vault.close()
    change(data_dir, "UPDATE records SET version=?, sealed=? WHERE kind=? AND id=?", (*rows[0][2:], *rows[0][:2]))
    return draft.id


async def test_an_older_copy_that_was_put_back_is_told_and_given_back_as_a_draft(tmp_path, clock):
    await with_older_copy_put_back(tmp_path, clock)
    vault, drafts = await opened(tmp_path, clock)
    assert drafts.list() == ()
    (told,) = list_aside(await vault.remains(), owner=None)
    assert (told["number"], told["kind"], told["reason"]) == (1, "drafts", "put_back")
    assert (told["opens"], told["procedure_code"], told["files"]) == (True, BIRTH.code, 2)
    assert "CANARY" not in json.dumps(told)

    found = await recover(vault, drafts, "1", owner=None, sealed=WORDS)
    assert found.missing_files == 0
    back = await import_draft(drafts, vault, found.data, passphrase=WORDS.words)
    assert back.answers == {"name": "NAME-CANARY"}
    assert len([await vault.get_blob(file.id) for file in back.attachments]) == 2
    assert len(await vault.remains()) == 1  # giving back takes nothing away
    await vault.close()


async def test_files_that_do_not_open_any_more_are_left_out_and_counted(tmp_path, clock):
    draft_id = await with_older_copy_put_back(tmp_path, clock)
    change(tmp_path, "UPDATE chunks SET sealed=zeroblob(200) WHERE rowid IN (SELECT min(rowid) FROM chunks)")
    vault, drafts = await opened(tmp_path, clock)
    found = await recover(vault, drafts, "1", owner=None, sealed=WORDS)
    assert found.missing_files == 1
    back = await import_draft(drafts, vault, found.data, passphrase=WORDS.words)
    assert len(back.attachments) == 1
    with pytest.raises(DraftNotFoundError):
        await recover(vault, drafts, draft_id, owner=None, sealed=WORDS)  # it is in quarantine, not there
    change(tmp_path, "UPDATE chunks SET sealed=zeroblob(200)")
    again = await recover(vault, drafts, back.id, owner=None, sealed=WORDS)  # one that is there: its file is damaged
    assert again.missing_files == 1
    await vault.close()


@pytest.mark.parametrize(
    ("of_the_copy", "refusal"),
    [({"owner": "somebody-else"}, DraftNotFoundError), ({"dossier_id": "d1"}, DraftLockedError)],
)
async def test_what_is_not_ones_own_or_was_sent_is_not_given_back(tmp_path, clock, of_the_copy, refusal):
    await with_older_copy_put_back(tmp_path, clock, **of_the_copy)
    vault, drafts = await opened(tmp_path, clock)
    with pytest.raises(refusal):
        await recover(vault, drafts, "1", owner=None, sealed=WORDS)
    (told,) = list_aside(await vault.remains(), owner=None)
    assert told["opens"] is ("owner" not in of_the_copy)
    await vault.close()


async def test_what_was_changed_is_told_and_opens_nowhere(tmp_path, clock):
    await with_older_copy_put_back(tmp_path, clock)
    change(tmp_path, "UPDATE records SET sealed=substr(sealed, 1, length(sealed) - 1) || x'00' WHERE kind='drafts'")
    vault, drafts = await opened(tmp_path, clock)
    (told,) = list_aside(await vault.remains(), owner=None)
    assert (told["reason"], told["opens"]) == ("damaged", False)
    for wanted in ("1", "2", "", "unknown"):
        with pytest.raises(DraftNotFoundError):
            await recover(vault, drafts, wanted, owner=None, sealed=WORDS)
    await vault.close()


def test_the_commands_tell_and_write_a_new_file_only(tmp_path, clock, capsys):
    def run(*words: str) -> tuple[int, str]:
        code = command([*words, "--data-dir", str(tmp_path / "device")], environment=ENVIRONMENT)
        return code, capsys.readouterr().out.strip()

    assert run("drafts", "aside") == (0, "")
    assert run("drafts", "recover", "1", str(tmp_path / "file"))[0] == 1
    device = tmp_path / "device"
    key = asyncio.run(vault_key(PassphraseStore(device / "key.sealed", "máy này"), device / "vault"))
    asyncio.run(with_older_copy_put_back(device, clock, key=key))
    assert json.loads(run("drafts", "aside")[1])["reason"] == "put_back"
    file = tmp_path / "file"
    file.write_bytes(b"something dear")
    assert run("drafts", "recover", "1", str(file))[0] == 1
    assert file.read_bytes() == b"something dear"
    code, said = run("drafts", "recover", "1", str(tmp_path / "back"))
    assert (code, json.loads(said)["missing_files"]) == (0, 0)
    assert run("drafts", "import", str(tmp_path / "back"))[0] == 0
    assert json.loads(run("drafts", "list")[1])["files"] == 2
