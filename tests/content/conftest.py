"""What the tests of the contents share."""

import gzip
from pathlib import Path

import pytest

from forms.procedure import Catalogue


@pytest.fixture(scope="session")
def catalogue(project_root: Path) -> Catalogue:
    """Return the catalogue as the app ships it."""
    return Catalogue.model_validate_json(gzip.decompress((project_root / "assets/catalogue.json.gz").read_bytes()))
