"""Every word on a screen comes from ``locales``, in both languages, in letters the shipped font can draw."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\{([a-z_]+)[^}]*\}")
TEXT_CONTROLS = {
    "Text", "Button", "Link", "TextInput", "DateInput", "ChoiceGroup", "Picker", "Tick", "Notice", "ErrorSummary",
    "StatusPill", "Title", "Section", "Body", "Small", "Tile", "Screen", "Semantics", "SnackBar", "Tooltip",
}  # fmt: skip
TEXT_ARGUMENTS = {"label", "title", "text", "hint", "value", "tooltip", "error", "hint_text", "semantics_label"}


def sources() -> list[Path]:
    return [p for folder in ("app", "views") for p in (ROOT / folder).rglob("*.py")] + [ROOT / "main.py"]


@cache
def used_ids() -> frozenset[str]:
    return frozenset(msgid for path in sources() for msgid in _ids_in(path))


def _ids_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in ("t", "N_", "message") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def catalogue(language: str) -> Catalog:
    with (ROOT / "locales" / language / "LC_MESSAGES" / "motcua.po").open("rb") as file:
        return read_po(file, locale=language)


def vietnamese() -> dict[str, str]:
    return {str(m.id): str(m.string) for m in catalogue("vi") if m.id}


def test_every_text_used_has_a_vietnamese_translation() -> None:
    known = vietnamese()
    assert sorted(i for i in used_ids() if not known.get(i)) == []


def test_no_translation_is_left_over() -> None:
    assert sorted(i for i in vietnamese() if i not in used_ids()) == []


def test_placeholders_agree_between_languages() -> None:
    wrong = {i: s for i, s in vietnamese().items() if set(PLACEHOLDER.findall(i)) != set(PLACEHOLDER.findall(s))}
    assert wrong == {}


def test_no_literal_text_reaches_a_control() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {value!r}"
        for path in sources()
        if "views" in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) in TEXT_CONTROLS
        for value in _literals(node)
    ]
    assert found == []


def _literals(call: ast.Call) -> Iterator[str]:
    positional = call.args[:1]
    named = [k.value for k in call.keywords if k.arg in TEXT_ARGUMENTS]
    for argument in [*positional, *named]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and _is_prose(argument.value):
            yield argument.value


def _is_prose(value: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", value))


@pytest.mark.parametrize("weight", ["Regular", "SemiBold", "Bold"])
def test_the_shipped_font_has_every_letter_we_print(weight: str) -> None:
    (font,) = (ROOT / "assets" / "fonts").glob(f"*-{weight}.ttf")
    letters = set(TTFont(font).getBestCmap())
    texts = {**vietnamese()}
    printed = set("".join(texts) + "".join(texts.values()))
    for path in (ROOT / "content").rglob("*.yaml"):
        printed |= set(path.read_text("utf-8"))
    missing = sorted(c for c in printed if ord(c) not in letters and c not in "\n\t" and c.isprintable())
    assert missing == []
