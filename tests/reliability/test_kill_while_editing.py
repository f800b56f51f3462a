"""``kill -9`` of the app core while a person types and attaches: at random times, and inside a commit.

I1: what was shown as saved is there. I2: what was typed 1.0 s before is there. The store opens whole every time.
"""

import hashlib
import random
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.vault.vault import Vault
from tests.journeys.citizen import KEY
from tests.reliability.nursery import Child, Nursery

pytestmark = pytest.mark.kill

AT_RANDOM, IN_COMMIT = 8, 12


async def read_back(folder: Path) -> tuple[Draft, dict[str, bytes]]:
    """Open the vault as the next start would, and return the one draft with its files."""
    vault = await Vault.open(folder, KEY, clock=lambda: datetime.now(UTC))
    try:
        drafts = Drafts(vault, procedures=lambda code: None, clock=lambda: datetime.now(UTC), owner=lambda: None)
        await drafts.load()
        (draft,) = drafts.list()
        assert await vault.count_quarantined() == 0
        return draft, {kept.id: await vault.get_blob(kept.id) for kept in draft.attachments}
    finally:
        await vault.close()


async def check(folder: Path, child: Child, killed_at: float) -> None:
    draft, files = await read_back(folder)
    keys = [(float(words[1]), int(words[2])) for words in child.said if words[0] == "K"]
    saved = max([int(words[1]) for words in child.said if words[0] == "S"], default=0)
    old = max([number for at, number in keys if at <= killed_at - 1.0], default=0)
    newest = max(draft.answers.values(), default=0)
    assert newest >= saved, f"I1: {saved} was shown as saved, {newest} is there"
    assert newest >= old, f"I2: {old} was typed a second before, {newest} is there"
    if keys:
        assert newest <= keys[-1][1]
    for field, number in draft.answers.items():
        assert field == f"f{number % 20}"
        assert number > newest - 20
    detached = {words[1] for words in child.said if words[0] == "D-"}
    for words in child.said:
        if words[0] == "A" and words[1] not in detached:
            assert words[1] in files, "an attached file is gone"
    for kept in draft.attachments:
        assert hashlib.sha256(files[kept.id]).hexdigest() == kept.sha256
    with closing(sqlite3.connect(folder / "vault.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        orphans = "SELECT count(*) FROM chunks WHERE blob_id NOT IN (SELECT id FROM blobs)"
        assert connection.execute(orphans).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM blobs").fetchone() == (len(files),)


async def test_nothing_saved_is_lost_when_killed_at_random_times(nursery: Nursery, tmp_path: Path):
    chance = random.Random(20261122)
    for number in range(AT_RANDOM):
        child = nursery.start("type_answers", folder=str(tmp_path / "vault"), seed=number)
        assert child.wait_for("R")
        for _ in child.lines(within=chance.uniform(0.3, 2.0)):
            pass
        await check(tmp_path / "vault", child, child.kill())
    print(f"\nkilled at random while editing: {AT_RANDOM}")


async def test_nothing_saved_is_lost_when_killed_inside_a_commit(nursery: Nursery, tmp_path: Path):
    chance = random.Random(7)
    hits, kills = 0, 0
    while hits < IN_COMMIT and kills < 10 * IN_COMMIT:
        child = nursery.start("type_answers", folder=str(tmp_path / "vault"), seed=kills)
        assert child.wait_for("R")
        for _ in range(chance.randint(1, 8)):
            assert child.wait_for("B")
        wait_precisely(chance.uniform(0.0, 0.0008))
        killed_at = child.kill()
        kills += 1
        hits += _is_inside(child.said)
        await check(tmp_path / "vault", child, killed_at)
    print(f"\nkilled while editing, aimed at a commit: {kills} times, {hits} inside it")
    assert hits >= IN_COMMIT


def wait_precisely(seconds: float) -> None:
    """Wait a fraction of a millisecond, nothing else running."""
    time.sleep(seconds)


def _is_inside(said: list[list[str]]) -> bool:
    """Tell whether the last commit that began had not ended when the process died."""
    marks = [words[0] for words in said if words[0] in ("B", "E")]
    return bool(marks) and marks[-1] == "B"
