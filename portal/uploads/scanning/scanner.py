"""What the portal asks of a virus scanner, and which one an operator's URL means."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.settings import SettingsError


class ScannerSilentError(Exception):
    """No verdict: the scanner is away or busy. Never taken for "clean"."""


class UnscannableError(ScannerSilentError):
    """The scanner answered, but could not scan this file (its own size limit ...)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner found: the name of the malware (None: clean), and which scanner with which signatures said so."""

    malware: str | None
    scanner: str


class Scanner(Protocol):
    """Looks at a file's bytes."""

    async def scan(self, blocks: AsyncIterator[bytes]) -> Verdict:
        """Return the verdict.

        Raises:
            ScannerSilentError: when there is none.
        """
        ...


def open_scanner(url: str | None) -> Scanner | None:
    """Return the scanner of an operator's URL, None when there is none.

    ``clamd://host:port`` or ``clamd:///run/clamav/clamd.ctl`` speak to ClamAV's daemon; ``clamdscan:`` runs the command
    of that name, which finds the daemon by its own configuration.

    Raises:
        SettingsError: for any other URL.
    """
    if not url:
        return None
    from portal.uploads.scanning.clamd import Clamd
    from portal.uploads.scanning.command import ClamdScan

    parts = urlsplit(url)
    try:
        if parts.scheme == "clamd" and parts.hostname:
            return Clamd(host=parts.hostname, port=parts.port or 3310)
        if parts.scheme == "clamd" and parts.path.startswith("/"):
            return Clamd(socket_path=unquote(parts.path))
    except ValueError as error:
        raise SettingsError(f"Scanner URL {url!r}: {error}.") from error
    if parts.scheme == "clamdscan" and not parts.netloc:
        return ClamdScan(command=unquote(parts.path) or "clamdscan")
    raise SettingsError(f"Scanner URL {url!r} is none of clamd://host:port, clamd:///socket, clamdscan:")
