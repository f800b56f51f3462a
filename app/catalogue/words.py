"""What people type and what procedures are called, as ``words.toml`` says it: looked up folded.

A rewriting never replaces what was typed: it is a second way to answer the same words, worth a little less.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from forms.folding import fold

Folded = Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
"""By folded phrase: what it is also called, as written and as folded words."""


@cache
def same() -> Folded:
    """Return what phrases are also called."""
    return _folded(_words()["same"])


@cache
def loose() -> Folded:
    """Return what is often wanted with a phrase."""
    return _folded(_words()["often"])


@cache
def fillers() -> frozenset[str]:
    """Return what says nothing, folded."""
    return frozenset(_words()["fillers"].split())


@cache
def faint() -> frozenset[str]:
    """Return what says little, folded."""
    return frozenset(_words()["faint"].split())


@cache
def places() -> frozenset[str]:
    """Return names of provinces, old and new, and of large towns and districts, folded."""
    return frozenset(fold(name) for name in _words()["places"].split(","))


def place_signs() -> Mapping[str, str]:
    """Return what the name of a place begins with, folded and as written."""
    signs: Mapping[str, str] = _words()["place_signs"]
    return signs


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _folded(phrases: Mapping[str, str]) -> Folded:
    return {
        fold(phrase): tuple((text.strip(), tuple(fold(text).split())) for text in others.split("|"))
        for phrase, others in phrases.items()
    }
