"""``motcua drafts passphrase``: set, changed and removed where there is no screen."""

import keyring
import pytest
from keyring.backends import fail

from app.commands import command
from app.passphrase_words import ALREADY_SET, NONE_SET, SHORT, WRONG

FIRST, SECOND = "một câu dễ nhớ", "câu thứ hai dài"


@pytest.fixture(autouse=True)
def no_keyring():
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def test_it_is_set_changed_and_removed_and_the_drafts_stay(tmp_path, capsys):
    def say(what: str, **environment: str) -> str:
        code = command(["drafts", "passphrase", what, "--data-dir", str(tmp_path)], environment=environment)
        told = capsys.readouterr().err.removeprefix("motcua: ").strip()
        assert (code == 0) == (told == "")
        return told

    assert say("remove") == NONE_SET
    assert say("set", MOTCUA_NEW_PASSPHRASE="ngắn") == SHORT
    assert say("set", MOTCUA_NEW_PASSPHRASE=FIRST) == ""
    assert say("set", MOTCUA_NEW_PASSPHRASE=SECOND) == ALREADY_SET
    assert say("change", MOTCUA_PASSPHRASE=SECOND, MOTCUA_NEW_PASSPHRASE=SECOND) == WRONG
    assert say("change", MOTCUA_PASSPHRASE=FIRST, MOTCUA_NEW_PASSPHRASE=SECOND) == ""
    listing = ["drafts", "list", "--data-dir", str(tmp_path)]
    assert command(listing, environment={"MOTCUA_PASSPHRASE": FIRST}) == 1
    assert command(listing, environment={"MOTCUA_PASSPHRASE": SECOND}) == 0
    capsys.readouterr()
    assert say("remove", MOTCUA_PASSPHRASE=FIRST) == WRONG
    assert say("remove", MOTCUA_PASSPHRASE=SECOND) == ""
    assert command(listing, environment={}) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key", "vault"]
