import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.nursery import Nursery


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    if sys.platform == "win32":
        pytest.skip("Windows has no fork; the vault and the outbox are the same code there")
    nursery = Nursery(Path(tmp_path_factory.mktemp("pipes")))
    yield nursery
    nursery.close()
