import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.nursery import Nursery


@pytest.fixture(scope="session")
def one_nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    if sys.platform == "win32":
        pytest.skip("Windows has no fork; the vault and the outbox are the same code there")
    nursery = Nursery(Path(tmp_path_factory.mktemp("pipes")))
    yield nursery
    nursery.close()


@pytest.fixture
def nursery(one_nursery: Nursery) -> Iterator[Nursery]:
    yield one_nursery
    one_nursery.end_children()
