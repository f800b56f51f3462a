"""The words that the search knows: whoever adds one sees at once where it would say nothing."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import words
from forms.folding import fold

WRITTEN: dict[str, Any] = tomllib.loads(Path(words.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", ["same", "often"])
def test_no_phrase_stands_twice_once_it_is_folded(table: str) -> None:
    times = Counter(fold(phrase) for phrase in WRITTEN[table])

    assert [phrase for phrase, count in times.items() if count > 1] == []


@pytest.mark.parametrize("says", [words.fillers, words.faint, words.place_signs])
def test_a_word_that_queries_are_held_against_is_written_folded(says: Any) -> None:
    assert [word for word in says() if fold(word) != word] == []


def test_no_word_says_nothing_and_little() -> None:
    assert words.fillers() & words.faint() == frozenset()


def test_a_phrase_with_several_others_leads_to_each() -> None:
    assert words.same()[fold("cccd")] == (
        ("thẻ căn cước", ("the", "can", "cuoc")),
        ("căn cước công dân", ("can", "cuoc", "cong", "dan")),
    )
