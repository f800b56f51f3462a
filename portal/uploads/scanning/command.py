"""ClamAV by its ``clamdscan`` command, for a machine where only that may reach the daemon."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from portal.uploads.scanning.clamd import malware_in, version_of
from portal.uploads.scanning.scanner import ScannerSilentError, Verdict

CLEAN, INFECTED = 0, 1
"""Exit codes of clamdscan; 2 is an error."""


@dataclass(frozen=True, slots=True)
class ClamdScan:
    """Runs ``clamdscan - `` with the file on its standard input."""

    command: str = "clamdscan"
    seconds: float = 60.0

    async def scan(self, blocks: AsyncIterator[bytes]) -> Verdict:
        """Return clamdscan's verdict; see ``Scanner``."""
        try:
            async with asyncio.timeout(self.seconds):
                _code, version = await self._run("--version")
                code, said = await self._run("--no-summary", "--stdout", "-", blocks=blocks)
        except (OSError, TimeoutError) as error:
            raise ScannerSilentError(type(error).__name__) from error
        malware = malware_in(said.splitlines()[-1] if said.strip() else "")
        if code != (CLEAN if malware is None else INFECTED):
            raise ScannerSilentError(f"exit code {code}")
        return Verdict(malware, version_of(version))

    async def _run(self, *arguments: str, blocks: AsyncIterator[bytes] | None = None) -> tuple[int, str]:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            self.command, *arguments, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                if blocks is not None:
                    async for block in blocks:
                        process.stdin.write(block)
                        await process.stdin.drain()
            process.stdin.close()  # communicate() of Python 3.11 leaves it open when it is given nothing to write
            said, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return process.returncode or 0, said.decode("utf-8", "replace")
