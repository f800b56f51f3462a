"""Reading aloud, where the platform speaks: what a screen asks of it."""

from collections.abc import Callable, Sequence
from typing import Protocol


class Speech(Protocol):
    """Implemented by ``FletSpeech`` for a browser window; a test gives its own. Flet 1.0.5's native window is mute."""

    @property
    def spoken(self) -> str | None:
        """Which text is being read, as ``speak`` named it; None while it is quiet."""

    def can_speak(self, language: str) -> bool:
        """Return whether this window has a voice of the device itself for ``vi`` or ``en``."""

    async def speak(self, parts: Sequence[str], language: str) -> str:
        """Read ``parts`` one after the other instead of what was being read; return the name of this text."""

    async def stop(self) -> None:
        """Be quiet."""

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` when a voice comes or goes and when reading begins or ends; return how to leave off."""
