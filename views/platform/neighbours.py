"""Other accounts of this machine: they reach its loopback interface too, and on Linux read a program's arguments."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LOOPBACK = format(int.from_bytes(bytes((127, 0, 0, 1)), sys.byteorder), "08X")
_MAPPED = "0000000000000000FFFF0000"
"""What the kernel writes before an IPv4 address in an IPv6 socket (RFC 4291, 2.5.5.2)."""


def is_of_another_account(scope: Mapping[str, Any], tables: Iterable[Path] = TABLES) -> bool:
    """Tell whether an HTTP connection on 127.0.0.1 surely comes from another account; False where nobody tells.

    Args:
        scope: Of the request, with both ends of its connection as the socket has them, not as a header says.
        tables: The system's lists of connections.

    Source:
        Linux, Documentation/networking/proc_net_tcp.rst: ``/proc/net/tcp`` names the account of every socket.
    """
    ends = [scope.get("client"), scope.get("server")]
    if sys.platform != "linux" or not all(end and end[0] == "127.0.0.1" for end in ends):
        return False
    client, server = (f"{_LOOPBACK}:{end[1]:04X}" for end in ends if end)
    accounts = [account for table in tables for account in _accounts(table, client, server)]
    return bool(accounts) and os.getuid() not in accounts


def _accounts(table: Path, local: str, remote: str) -> list[int]:
    try:
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
    except OSError:
        return []
    return [int(row[7]) for row in rows if (_plain(row[1]), _plain(row[2])) == (local, remote)]


def _plain(address: str) -> str:
    return address.removeprefix(_MAPPED)
