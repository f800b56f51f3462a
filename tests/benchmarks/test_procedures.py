"""The catalogues that measurements use: of any size, always the same, wherever the real pages are or are not."""

from pathlib import Path

import pytest

from benchmarks.procedures import find_pages, procedures, real


@pytest.fixture(autouse=True)
def without_the_real_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make the catalogues of our own contents: quick, and the same on every machine."""
    monkeypatch.setenv("MOTCUA_NATIONAL_DATA", str(tmp_path / "nowhere"))


def test_the_first_ones_are_as_they_stand_and_the_rest_varied() -> None:
    base = real()
    found = procedures(len(base) * 3)

    assert find_pages() is None
    assert found[: len(base)] == list(base)
    assert len({procedure.code for procedure in found}) == len(found)
    assert sum(one.name != two.name for one, two in zip(found, found[len(base) :], strict=False)) > len(base)


def test_the_same_count_gives_the_same_procedures_and_a_smaller_one_their_beginning() -> None:
    assert procedures(500) == procedures(500)
    assert procedures(300) == procedures(500)[:300]
