"""``motcua-forms``: evaluate forms as plain JSON Forms, and check what authors wrote. The only file here that does I/O.

``evaluate`` is for tools and tests: JSON lines in, JSON lines out. ``check`` is for authors.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from jsonschema.exceptions import SchemaError
from referencing.exceptions import Unresolvable

from forms.assembly import assemble, flatten
from forms.console import speak_utf8
from forms.extension import ExtensionError, Written, extended, extended_code
from forms.faults import Fault, faults_of_form
from forms.plain import evaluate_form
from forms.procedure import FormDefinition

LANGUAGES = ("vi", "en")
_BUILT_LISTS = ("ethnic_groups", "countries", "provinces")
"""Lists that the catalogue's build makes or completes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if arguments is None:
        speak_utf8()
    parser = argparse.ArgumentParser(prog="motcua-forms", description="Forms as data: JSON Schema, JSON Forms, rules.")
    words = parser.add_subparsers(dest="word", required=True)
    evaluate = words.add_parser("evaluate", help="JSON lines {schema, uischema, data} in, {elements, errors} out")
    evaluate.add_argument("file", help="a file, or - for standard input")
    check = words.add_parser("check", help="say what is wrong with a form, a procedure's folder or a content folder")
    check.add_argument("path", type=Path, metavar="FILE|DIR")
    options = parser.parse_args(arguments)
    if options.word == "check":
        return _check(options.path)
    if options.file == "-":
        return _evaluate(sys.stdin)
    with Path(options.file).open(encoding="utf-8") as lines:
        return _evaluate(lines)


def _evaluate(lines: Iterable[str]) -> int:
    """Answer each line with one line; a line that cannot be evaluated gets ``{"error": ...}`` and the exit code 1."""
    code = 0
    for line in lines:
        if not line.strip():
            continue
        answer = _answer(line)
        code = 1 if "error" in answer else code
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return code


def _answer(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        return evaluate_form(asked.get("schema", True), asked.get("uischema") or {}, asked.get("data"))
    except json.JSONDecodeError as error:
        return {"error": f"not JSON: {error}"}
    except (
        SchemaError,
        Unresolvable,
        AttributeError,
        TypeError,
        KeyError,
        ValueError,
        LookupError,
        RecursionError,
    ) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def _check(path: Path) -> int:
    found = list(_faults(path))
    for place, fault in found:
        sys.stdout.write(f"{place}/{fault.file}: {fault.where}: {fault.message}\n")
    if not found:
        sys.stdout.write(f"{path}: nothing to mend\n")
    return 1 if found else 0


def _faults(path: Path) -> Iterator[tuple[str, Fault]]:
    if not path.exists():
        yield str(path), Fault("", "", "there is no such file or folder")
        return
    if path.is_file():
        yield from _faults_of_file(path)
        return
    folders = (
        [path] if (path / "form.schema.json").exists() else sorted(p.parent for p in path.glob("*/form.schema.json"))
    )
    if not folders:
        yield str(path), Fault("form.schema.json", "", "there is no form here")
    for folder in folders:
        shared = _shared(folder.parent / "shared")
        try:
            form = _form_in(folder, shared)
        except (json.JSONDecodeError, yaml.YAMLError, OSError, AttributeError, ExtensionError) as error:
            yield str(folder), Fault("", "", f"cannot be read: {error}")
            continue
        for fault in faults_of_form(form, shared["lists"], shared_keys=shared["keys"]):
            yield str(folder), fault


def _faults_of_file(path: Path) -> Iterator[tuple[str, Fault]]:
    """Check one JSON file ``{schema, uischema, texts}``, or the folder that a form's own file lies in."""
    if path.name in ("form.schema.json", "form.ui.json", "procedure.yaml") or path.name.startswith("texts."):
        yield from _faults(path.parent)
        return
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        ui = whole.get("uischema") or whole.get("ui") or {}
        form = FormDefinition(version="0", schema=whole["schema"], ui=ui, texts=whole.get("texts", {}))
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        yield str(path.parent), Fault(path.name, "", f"cannot be read: {error}")
        return
    for fault in faults_of_form(form, dict.fromkeys(_BUILT_LISTS, ())):
        yield str(path.parent), Fault(f"{path.name}#{fault.file}", fault.where, fault.message)


def _form_in(folder: Path, shared: Mapping[str, Any]) -> FormDefinition:
    form = _written(folder)
    return assemble(form.schema, form.ui, texts=form.texts, shared_defs=shared["defs"], shared_texts=shared["texts"])


def _written(folder: Path) -> Written:
    own = _read_form(folder)
    base = extended_code(own.schema)
    if base is None:
        return own
    other = folder.parent / base
    has_other = other != folder and (other / "form.schema.json").exists()
    return extended(own, _read_form(other) if has_other else None)


def _read_form(folder: Path) -> Written:
    return Written(
        json.loads((folder / "form.schema.json").read_text(encoding="utf-8")),
        json.loads((folder / "form.ui.json").read_text(encoding="utf-8")),
        {language: _yaml(folder / f"texts.{language}.yaml") for language in LANGUAGES},
    )


def _shared(folder: Path) -> dict[str, Any]:
    texts = {language: _yaml(folder / f"texts.{language}.yaml") for language in LANGUAGES}
    defs = folder / "defs.json"
    return {
        "defs": json.loads(defs.read_text(encoding="utf-8")) if defs.exists() else {},
        "texts": texts,
        "keys": {language: frozenset(flatten(entries)) for language, entries in texts.items()},
        "lists": dict.fromkeys((*_BUILT_LISTS, *_yaml(folder / "lists.yaml")), ()),
    }


def _yaml(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    return found if isinstance(found, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
