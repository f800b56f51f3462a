"""A disk that is full, by the kernel's own word (``/dev/full`` takes nothing), and an object store that is not ours."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from portal.storage.folder import FolderStorage
from tests.portal.moto_store import MOTO, MotoStore, serve_moto


@pytest.fixture
def on_full_disk() -> Callable[[Path], FolderStorage]:
    """Return what opens a folder storage on a full disk."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")

    def full(_path: Path) -> BinaryIO:
        return Path("/dev/full").open("wb", buffering=0)

    return lambda root: FolderStorage(root, create=full)


@pytest.fixture(scope="package")
def running_moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MotoStore]:
    if MOTO is None:
        pytest.skip("no moto on this machine (pipx install 'moto[server]')")
    with serve_moto(tmp_path_factory.mktemp("moto")) as store:
        yield store


@pytest.fixture
def moto(running_moto: MotoStore, monkeypatch: pytest.MonkeyPatch) -> MotoStore:
    """Run moto, and have its keys in the environment."""
    for name, value in running_moto.environment.items():
        monkeypatch.setenv(name, value)
    return running_moto
