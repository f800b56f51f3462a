"""A disk that is full, by the kernel's own word: ``/dev/full`` takes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from portal.storage.folder import FolderStorage


@pytest.fixture
def on_full_disk() -> Callable[[Path], FolderStorage]:
    """Return what opens a folder storage on a full disk."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")

    def full(_path: Path) -> BinaryIO:
        return Path("/dev/full").open("wb", buffering=0)

    return lambda root: FolderStorage(root, create=full)
