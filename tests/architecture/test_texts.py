"""Every word on a screen comes from ``locales``, in both languages, in letters the shipped font can draw."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import flet as ft
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from views import design

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\{([a-z_]+)[^}]*\}")
TEXT_PARAMETERS = {
    "label", "title", "text", "hint", "tooltip", "error", "header", "name", "note", "suffix", "placeholder",
    "help_below", "disabled_text", "hint_text", "helper", "counter", "error_text", "semantics_label", "subtitle",
}  # fmt: skip
"""Parameters of our own and of Flet's controls whose value a person reads or hears."""
VALUES_READ = {"Text", "Fact"}
"""Controls whose ``value`` is read too; elsewhere it is what a choice stores."""
PROPER_NAMES = {"Một Cửa", "Tiếng Việt", "English"}
"""The same in every language: the product, and each language under its own name."""
SAMPLE_SHEETS = {ROOT / "views" / "design" / name for name in ("catalogue.py", "kinds.py")}
"""Show each control in each state to who builds the app; their samples are not the app's words."""


def sources() -> list[Path]:
    return [p for folder in ("app", "views") for p in (ROOT / folder).rglob("*.py")] + [ROOT / "main.py"]


@cache
def used_ids() -> frozenset[str]:
    return frozenset(msgid for path in sources() for msgid in _ids_in(path))


def _ids_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in ("t", "N_") and node.args:
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
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in sources()
        if "views" in path.parts and path not in SAMPLE_SHEETS
        for line, text in literal_texts(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('Notice("error", t("Not saved"), "Try again")', ["Try again"]),
        ('Notice("error", title="Not saved" if failed else t("Saved"))', ["Not saved"]),
        ('Button(f"Open {name}", press)', ["Open "]),
        ('ft.IconButton(ft.Icons.ADD, tooltip="Add" + more)', ["Add"]),
        ('Choice("yes", words or "Yes")', ["Yes"]),
        ('ft.Text("Một Cửa"), StatusPill("waiting", t("Waiting")), FieldError(words, key="birth-error")', []),
        ('ft.Text(f"{done} / {total} · {t(name)}", key="progress")', []),
    ],
)
def test_a_literal_text_is_told_from_a_kind_or_a_key(code: str, texts: list[str]) -> None:
    assert [text for _, text in literal_texts(code)] == texts


def literal_texts(code: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every literal that a control would show, wherever in the argument it stands."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and (names := parameters_of(_name(node.func))):
            given = [*zip(names, node.args, strict=False), *((k.arg, k.value) for k in node.keywords)]
            for name, argument in given:
                if name in TEXT_PARAMETERS or (name == "value" and _name(node.func) in VALUES_READ):
                    yield from ((argument.lineno, text) for text in _literals(argument))


@cache
def parameters_of(name: str) -> tuple[str, ...]:
    """Return the parameters of a control of ours or of Flet, in order; none for anything else."""
    control = getattr(design, name, None) or getattr(ft, name, None)
    if not (name[:1].isupper() and callable(control)):
        return ()
    return tuple(p for p in inspect.signature(control).parameters)


def _literals(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text)) if _is_prose(text) and text not in PROPER_NAMES:
            yield text
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from _literals(part)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from _literals(one)
            yield from _literals(other)


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
