"""``motcua-portal check``, ``build`` and ``preview``: what an author types."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from forms.flow import Form
from forms.places import Places
from forms.procedure import Procedure
from portal.catalogue.content.building import build
from portal.catalogue.content.checks import faults, form_faults
from portal.catalogue.content.errors import ContentBrokenError
from portal.catalogue.content.form_preview import preview_form
from portal.catalogue.content.lists import LANGUAGES
from portal.catalogue.content.loading import Content, load
from portal.catalogue.content.preview import Case, preview
from portal.catalogue.content.preview_words import WORDS


def check_command(arguments: Sequence[str]) -> int:
    """Run ``motcua-portal check [FOLDER]``: print every error, return 1 when there is one."""
    parser = argparse.ArgumentParser(prog="motcua-portal check", description="Say what is wrong in a content folder.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("content"))
    folder = parser.parse_args(arguments).folder
    content = _load(folder)
    if content is None:
        return 1
    errors = faults(content)
    for error in errors:
        sys.stderr.write(f"{error}\n")
    if not errors:
        sys.stdout.write(f"{folder}: {len(content.procedures)} procedures, nothing to mend\n")
    return 1 if errors else 0


def build_command(arguments: Sequence[str]) -> int:
    """Run ``motcua-portal build [FOLDER] [--out FOLDER]``: write the catalogue, or print why it cannot be."""
    parser = argparse.ArgumentParser(prog="motcua-portal build", description="Make the catalogue of a content folder.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("content"))
    parser.add_argument("--out", type=Path, default=Path("assets"))
    options = parser.parse_args(arguments)
    if not _is_content(options.folder):
        return 1
    try:
        catalogue = build(options.folder, options.out)
    except ContentBrokenError as broken:
        sys.stderr.write(f"{broken}\n")
        return 1
    target = options.out / "catalogue.json.gz"
    sys.stdout.write(f"{target}: {len(catalogue.procedures)} procedures, {catalogue.version}\n")
    return 0


def preview_command(arguments: Sequence[str]) -> int:
    """Run ``motcua-portal preview content/CODE``: print the procedure's page and what is wrong with its folder."""
    parser = argparse.ArgumentParser(prog="motcua-portal preview", description="Show a procedure as its page says it.")
    parser.add_argument("home", type=Path, metavar="content/CODE")
    parser.add_argument("--lang", choices=LANGUAGES, action="append", help="one language; without it both")
    parser.add_argument("--answers", type=Path, help='a JSON file with answers of the pre-screen: {"id": value}')
    parser.add_argument("--today", type=date.fromisoformat, help="YYYY-MM-DD; without it the day of the contents")
    parser.add_argument("--form", action="store_true", help="its form too: the steps and questions of this case")
    options = parser.parse_args(arguments)
    content = _load(options.home.resolve().parent)
    answers = _answers(options.answers)
    if content is None or answers is None:
        return 1
    found = [one for one in content.procedures if content.folders[one.code] == options.home.resolve().name]
    names = {procedure.code: procedure.name for procedure in content.procedures}
    for procedure in found:
        for language in options.lang or LANGUAGES:
            case = Case(answers, language, options.today or content.as_of)
            sys.stdout.write(f"{preview(procedure, case, names)}\n")
            if options.form and (form := _sound_form(content, procedure)):
                sys.stdout.write(f"{preview_form(form, case)}\n")
    return _mend(content, options.home.resolve().name, (options.lang or LANGUAGES)[-1]) or int(not found)


def _sound_form(content: Content, procedure: Procedure) -> Form | None:
    """Return a procedure's form; None when it has none, or a broken one, which is named below the page."""
    if procedure.form is None or any(form_faults(procedure, content)):
        return None
    return Form(procedure.form, content.lists, procedure.papers, Places.decode(content.places))


def _mend(content: Content, home: str, language: str) -> int:
    own = [error for error in faults(content) if error.file.startswith(f"{home}/")]
    if own:
        sys.stderr.write(f"{WORDS[language]['to_mend']}\n" + "".join(f"  {error}\n" for error in own))
    return int(bool(own))


def _answers(path: Path | None) -> dict[str, Any] | None:
    try:
        answers = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{path}: cannot be read: {error}\n")
        return None
    if not isinstance(answers, dict):
        sys.stderr.write(f'{path}: answers are an object: {{"id": value}}\n')
        return None
    return answers


def _load(folder: Path) -> Content | None:
    return load(folder) if _is_content(folder) else None


def _is_content(folder: Path) -> bool:
    is_content = (folder / "shared" / "places.csv").is_file()
    if not is_content:
        sys.stderr.write(f"{folder}: no content folder: it has no shared/places.csv\n")
    return is_content
