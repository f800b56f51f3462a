"""The documents say what the code is: every path they name exists, every command they name answers."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED_PATH = re.compile(
    r"`((?:app|views|api_client|forms|portal|content|tests|assets|locales|docs|benchmarks|main\.py|dev\.py)"
    r"(?:/[\w.\-/]*)?)`"
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_path_a_document_names_exists(document: Path) -> None:
    named = set(NAMED_PATH.findall(document.read_text("utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
