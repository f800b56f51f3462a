"""What the portal asks of a virus scanner, and which one an operator's URL means."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit

from portal.settings import SettingsError


class ScannerSilentError(Exception):
    """No verdict: the scanner is away, busy or in trouble. Never taken for "clean"; it is asked again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner decided."""

    refusal: Literal["malware", "unscannable"] | None
    """A key of ``portal.uploads.inspection.REFUSALS``; ``unscannable``: beyond the scanner's limits. None: clean."""
    scanner: str
    """Which scanner with which signatures said so."""
    found: str = ""
    """The scanner's own words, for the operator's log."""


class Scanner(Protocol):
    """Looks at a file's bytes."""

    async def scan(self, blocks: AsyncIterator[bytes], *, seconds: float) -> Verdict:
        """Return the verdict.

        Raises:
            ScannerSilentError: when there is none within so many seconds.
        """
        ...


def open_scanner(url: str | None) -> Scanner | None:
    """Return the scanner of an operator's URL, None when there is none.

    ``clamd://host:port`` or ``clamd:///run/clamav/clamd.ctl`` speak to ClamAV's daemon. Its ``clamdscan`` is not
    asked: of what it is given on its standard input it sends the first ``StreamMaxLength`` bytes, and calls the whole
    clean (seen with ClamAV 1.4.6).

    Raises:
        SettingsError: for any other URL.
    """
    if not url:
        return None
    from portal.uploads.scanning.clamd import Clamd

    parts = urlsplit(url)
    try:
        if parts.scheme == "clamd" and parts.hostname:
            return Clamd(host=parts.hostname, port=parts.port or 3310)
        if parts.scheme == "clamd" and parts.path.startswith("/"):
            return Clamd(socket_path=unquote(parts.path))
    except ValueError as error:
        raise SettingsError(f"Scanner URL {url!r}: {error}.") from error
    raise SettingsError(f"Scanner URL {url!r} is neither clamd://host:port nor clamd:///socket.")
