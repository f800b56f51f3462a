"""A second start of the app has the first one show its window, instead of standing before a locked folder.

The first writes its port and a secret of this run into a file that only this account may read. Who starts it again
proves to know the secret without sending it, and the first proves the same in its answer, in which it gives a one-time
key to its window: no key is ever on the disk, and another program on that port learns nothing.
"""

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

FILE_NAME = "window.json"
PATH = "/again"
HEADER = b"motcua-again"
_SECONDS = 3
_MOST_BYTES = 1024


class Doorbell:
    """The first instance's side; ``hang`` it once the folder's lock is held, ``take_down`` at the end."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._secret = secrets.token_hex(32)

    def hang(self, port: int) -> None:
        """Write where the first instance listens; an app that cannot is only not shown by a second start."""
        fresh = self._path.with_name(f"{FILE_NAME}.new")
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump({"port": port, "secret": self._secret}, file)
            fresh.replace(self._path)

    def take_down(self) -> None:
        """Delete what ``hang`` wrote."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def answer(self, headers: Mapping[bytes, bytes], key: str) -> bytes | None:
        """Return what to answer to a ring, with the key to the window; None when it is not from this account.

        A browser is never let in: whatever page made it ask, it sends an Origin.
        """
        nonce, _, proof = headers.get(HEADER, b"").decode("latin-1").partition(":")
        expected = _proof(self._secret, "ask", nonce)
        if b"origin" in headers or not hmac.compare_digest(expected.encode(), proof.encode()):
            return None
        return json.dumps({"key": key, "proof": _proof(self._secret, "answer", nonce, key)}).encode()


def ring(folder: Path) -> str | None:
    """Have the first instance show its window; return the address to open, empty where it needs none.

    None when it does not answer, or something else does.
    """
    try:
        said = json.loads((folder / FILE_NAME).read_text("utf-8"))
        port, secret = int(said["port"]), str(said["secret"])
        nonce = secrets.token_hex(16)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        with contextlib.closing(connection):
            proof = f"{nonce}:{_proof(secret, 'ask', nonce)}"
            connection.request("POST", PATH, headers={HEADER.decode(): proof})
            answered = json.loads(connection.getresponse().read(_MOST_BYTES))
        key = str(answered["key"])
        if not hmac.compare_digest(_proof(secret, "answer", nonce, key).encode(), str(answered["proof"]).encode()):
            return None
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return None
    return f"http://127.0.0.1:{port}/?key={key}" if key else ""


def _proof(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\0".join(parts).encode("latin-1", "replace"), hashlib.sha256).hexdigest()
