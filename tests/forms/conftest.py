"""What the tests of the form language share: the shipped catalogue, its forms, and the published suites."""

import gzip
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.flow import Form
from forms.places import Places
from forms.procedure import Catalogue


@pytest.fixture(scope="session")
def catalogue(project_root: Path) -> Catalogue:
    """Return the catalogue as the app ships it."""
    return Catalogue.model_validate_json(gzip.decompress((project_root / "assets/catalogue.json.gz").read_bytes()))


@pytest.fixture(scope="session")
def places(project_root: Path) -> Places:
    """Return today's map as the app ships it."""
    return Places.decode((project_root / "assets/places.json.gz").read_bytes())


@pytest.fixture(scope="session")
def form_of(catalogue: Catalogue, places: Places) -> Callable[[str], Form]:
    """Return a function that gives the form of a procedure."""

    def form(code: str) -> Form:
        procedure = next(procedure for procedure in catalogue.procedures if procedure.code == code)
        assert procedure.form is not None
        return Form(procedure.form, catalogue.lists, procedure.papers, places)

    return form


@pytest.fixture
def answers_of(project_root: Path) -> Callable[[str, str], dict[str, Any]]:
    """Return a function that gives sample answers of a procedure."""

    def answers(code: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((project_root / f"content/{code}/fixtures/{name}.json").read_text("utf-8"))
        return found

    return answers


@pytest.fixture(scope="session")
def checks_of(catalogue: Catalogue) -> Callable[[str], set[str]]:
    """Return a function that gives the ids of a form's checks, so that a test can hold that each one is shown."""

    def checks(code: str) -> set[str]:
        definition = next(procedure for procedure in catalogue.procedures if procedure.code == code).form
        assert definition is not None
        return {check["id"] for check in definition.schema_.get("x-checks", ())}

    return checks


@pytest.fixture
def today() -> date:
    """Return the day on which the tests fill in forms."""
    return date(2026, 11, 22)


@pytest.fixture(scope="session")
def published(project_root: Path) -> Callable[[str], Any]:
    """Return a function that reads a published suite, or skips where the machine does not have it."""

    def read(name: str) -> Any:
        folders = [project_root.parent / "shared" / "data"]
        if national := os.environ.get("MOTCUA_NATIONAL_DATA"):
            folders.append(Path(national) if Path(national).is_dir() else Path(national).parent)
        for folder in folders:
            if (folder / name).exists():
                return json.loads(gzip.decompress((folder / name).read_bytes()))
        pytest.skip(f"{name} is not on this machine (looked in ../shared/data and beside MOTCUA_NATIONAL_DATA)")

    return read
