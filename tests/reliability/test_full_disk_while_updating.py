"""A device without room for a newer catalogue uses it from memory, says so, and keeps the old one whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from api_client.client import PortalClient
from app.catalogue import CatalogueService, Refreshed
from app.catalogue.store import STORE_NAME
from tests.reliability import endless_catalogue

SCRIPT = """
import asyncio, resource, signal, sys
from pathlib import Path
from api_client.client import PortalClient
from app.catalogue import CatalogueService
from tests.reliability import endless_catalogue

folder, shipped, room = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
service = CatalogueService(folder, shipped, PortalClient("http://portal.test", endless_catalogue.portal()))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
outcomes = [asyncio.run(service.refresh()).value for _ in range(2)]
wanted = endless_catalogue.procedures(int(service.version))
assert {procedure.code for procedure in service.procedures()} == set(wanted)
code = max(wanted)
assert service.search(wanted[code]["name"]["vi"], language="vi", limit=1)[0].code == code
print(*outcomes, service.version, service.trouble)
"""


def refreshed_without_room(folder: Path, shipped: Path, room: int, root: Path) -> list[str]:
    """Refresh twice in a process that cannot write beyond ``room`` bytes; return what it says of it."""
    command = [sys.executable, "-B", "-c", SCRIPT, str(folder), str(shipped), str(room)]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=100, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout.split()


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is POSIX")
@pytest.mark.parametrize("room", [0, 1_000, 10_000, 40_000, 100_000])
async def test_no_room_for_the_newer_one(tmp_path: Path, project_root: Path, room: int) -> None:
    folder, shipped = tmp_path / "data", endless_catalogue.write_shipped(tmp_path / "assets")
    service = CatalogueService(folder, shipped)
    service.get_ready()
    service.close()
    assert refreshed_without_room(folder, shipped, room, project_root) == ["new", "new", "3", "not_kept"]
    portal = PortalClient("http://portal.test", endless_catalogue.portal())
    service = CatalogueService(folder, shipped, portal)
    assert (service.version, service.trouble) == ("1", None)
    assert {procedure.code for procedure in service.procedures()} == set(endless_catalogue.procedures(1))
    assert await service.refresh() is Refreshed.NEW  # there is room again
    service.close()
    assert (folder / STORE_NAME).exists()
