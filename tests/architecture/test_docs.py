"""The documents say what the code is: every path they name exists, every command they name answers."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED_PATH = re.compile(
    r"`((?:app|views|api_client|forms|portal|content|tests|assets|locales|docs|benchmarks|main\.py|dev\.py)"
    r"(?:/[\w.\-/]*)?)`"
)


NAMED_COMMAND = re.compile(r"(motcua-portal|motcua-forms|motcua|python3 dev\.py) ([a-z]+)")
SETTING = re.compile(r"MOTCUA_[A-Z_]+")
OF_OTHERS = {"MOTCUA_PORTAL_SETTINGS", "MOTCUA_KIOSK_FOLDER"}
"""What a process of ours says to the next one, and nobody else."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_path_a_document_names_exists(document: Path) -> None:
    named = set(NAMED_PATH.findall(document.read_text("utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize(("command", "module"), [("motcua-portal", "portal.cli"), ("motcua-forms", "forms.cli")])
def test_every_word_of_a_command_that_a_document_names_is_one(
    command: str, module: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {
        word
        for document in DOCUMENTS
        for said, word in NAMED_COMMAND.findall(document.read_text("utf-8"))
        if said == command
    }
    main: Callable[[list[str]], int] = import_module(module).main

    for word in sorted(named):
        with pytest.raises(SystemExit) as ended:
            main([word, "--help"])
        assert ended.value.code == 0, word

    assert named
    assert "usage" in capsys.readouterr().out


@pytest.mark.parametrize(("command", "source"), [("motcua", "main.py"), ("python3 dev.py", "dev.py")])
def test_every_first_word_that_a_document_names_is_one(command: str, source: str) -> None:
    written = (ROOT / source).read_text("utf-8")
    named = {
        word
        for document in DOCUMENTS
        for said, word in NAMED_COMMAND.findall(document.read_text("utf-8"))
        if said == command
    }

    assert sorted(word for word in named if f'"{word}"' not in written) == []


def test_every_setting_of_the_environment_is_told_to_who_operates_it() -> None:
    sources = [path for folder in ("app", "views", "portal", "forms") for path in (ROOT / folder).rglob("*.py")]
    read = {name for source in sources for name in SETTING.findall(source.read_text("utf-8"))} - OF_OTHERS
    told = set(SETTING.findall((ROOT / "docs/operations.md").read_text("utf-8")))

    assert sorted(read - told) == []
    assert sorted(name for name in told - read if not name.startswith("MOTCUA_TEST_")) == []
