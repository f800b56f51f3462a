"""The voices of the browser window: what its page said of them, and the text it is to read, in memory only.

The page's script (``assets/read_aloud.js``) tells which languages the device has a voice of its own for, fetches a text
once and tells when it was read. It is asked to by an address opened in the very page whose button was pressed.
"""

import json
import secrets
from collections.abc import Callable, Sequence

PREFIX = "/read-aloud/"
TOLD = f"{PREFIX}told"
STOP = f"{PREFIX}stop"
SCRIPT = b'<script src="/read_aloud.js" defer></script>'
"""Goes into the page; the content policy lets scripts of our own address run."""

MAX_TOLD_BYTES = 1024
LANGUAGES = frozenset({"vi", "en"})


class Voice:
    """Keeps at most one text: a newer one takes its place."""

    def __init__(self) -> None:
        self.languages: frozenset[str] = frozenset()
        self.spoken: str | None = None
        """The token of the text being read."""
        self._text: tuple[str, bytes] | None = None
        self._listeners: list[Callable[[], None]] = []

    def offer(self, parts: Sequence[str], language: str) -> str:
        """Return the token under which the page fetches a text, once."""
        token = secrets.token_urlsafe(24)
        self._text = (token, json.dumps({"language": language, "parts": list(parts)}).encode())
        self._speak(token)
        return token

    def take(self, path: str) -> bytes | None:
        """Return the text waiting under ``path`` and forget it."""
        if self._text is None or not secrets.compare_digest(path.encode(), f"{PREFIX}{self._text[0]}".encode()):
            return None
        _, text = self._text
        self._text = None
        return text

    def be_quiet(self) -> None:
        """Forget the text that was being read."""
        self._text = None
        self._speak(None)

    def hear(self, told: bytes) -> bool:
        """Take what the page tells: ``{"languages": ["vi"]}`` or ``{"ended": token}``; False when it is neither."""
        try:
            match json.loads(told):
                case {"languages": list(languages)}:
                    self.languages = frozenset(one for one in languages if isinstance(one, str)) & LANGUAGES
                    self._tell()
                case {"ended": str(token)}:
                    if token == self.spoken:
                        self.be_quiet()
                case _:
                    return False
        except (ValueError, RecursionError):
            return False
        return True

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change; return how to leave off."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _speak(self, token: str | None) -> None:
        self.spoken = token
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
