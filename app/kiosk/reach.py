"""Whether citizens' phones can open what a terminal shows them."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_of_this_machine(address: str) -> bool:
    """Whether an address leads to this very machine: a phone that scans it would look for a portal in itself."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or host.endswith(".localhost") or _is_loopback(host)
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
