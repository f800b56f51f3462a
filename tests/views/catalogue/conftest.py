"""What the screens of the catalogue stand on in a test: the shipped catalogue, a shelf, a device that takes notes."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.catalogue.service import CatalogueService
from app.catalogue.shelf import Shelf
from tests.harness import Shown, surroundings
from tests.views.following import FakeDevice
from views.shared.context import Layout


class Drafts:
    """The part of ``app.drafts`` that the page of a procedure needs."""

    def __init__(self, error: Exception | None = None) -> None:
        self.started: list[tuple[str, str]] = []
        self.answers: dict[str, Any] = {}
        self._error = error

    def list(self) -> tuple[Any, ...]:
        return ()

    async def start(self, procedure: Any, *, subject: str, answers: Any) -> Any:
        if self._error is not None:
            raise self._error
        self.started.append((procedure.code, subject))
        self.answers = dict(answers)
        return SimpleNamespace(id="d1")


@pytest.fixture(scope="session")
def catalogue(project_root: Path) -> CatalogueService:
    return CatalogueService(None, project_root / "assets" / "catalogue.json.gz")


Around = Callable[..., Any]


@pytest.fixture
def around(catalogue: CatalogueService) -> Around:
    def make(
        language: str = "vi",
        drafts: Drafts | None = None,
        *,
        of: CatalogueService | None = None,
        layout: Layout = "phone",
        shelf: Shelf | None = None,
    ) -> Any:
        changes = SimpleNamespace(subscribe=lambda _listener: lambda: None)
        return surroundings(
            language,
            layout,
            is_wide=layout == "desktop",
            catalogue=of or catalogue,
            drafts=drafts or Drafts(),
            changes=changes,
            shelf=shelf or Shelf(None, owner=lambda: None),
            device=FakeDevice(),
        )

    return make


@pytest.fixture
def made_of(tmp_path: Path, project_root: Path) -> Callable[..., CatalogueService]:
    """Make a catalogue of procedures given as JSON."""

    def make(*procedures: dict[str, Any], version: str = "1") -> CatalogueService:
        whole = [{"version": "1", "name": {"vi": "Tên"}, "summary": {"vi": ""}, **given} for given in procedures]
        built = {"version": version, "built_on": "2026-11-22", "procedures": whole}
        path = tmp_path / "catalogue.json.gz"
        path.write_bytes(gzip.compress(json.dumps(built).encode()))
        (tmp_path / "places.json.gz").write_bytes((project_root / "assets" / "places.json.gz").read_bytes())
        return CatalogueService(None, path)

    return make


def went_to(screen: Shown) -> list[str]:
    """Note where the screen wants to go."""
    routes: list[str] = []
    screen.page.navigate = lambda route, **_: routes.append(route)  # type: ignore[method-assign] # a test's note-taker
    return routes
