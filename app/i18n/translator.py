"""Messages by their English text, in Vietnamese and English."""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.i18n.formats import Formats

LANGUAGES: Final = ("vi", "en")
LOCALES: Final = Path(__file__).resolve().parents[2] / "locales"


def N_(msgid: str) -> str:
    """Mark a message for translation later on, as in a table of titles: ``t(TITLES[status])``."""
    return msgid


class Translator:
    """Translates messages: ``t("Step {number} of {total}", number=3, total=6)``.

    A message without a translation is shown in English rather than not at all; a text with a wrong placeholder is shown
    unfilled. English and Vietnamese need no plural machinery: Vietnamese has one form (domain F.5), and where English
    needs two there are two messages, ``t("1 file")`` and ``t("{count} files", count=n)``.

    Args:
        language: ``vi`` or ``en``; anything else is read as ``vi``.
        folder: The folder of ``<language>/LC_MESSAGES/motcua.mo``, compiled by ``dev.py``.
    """

    def __init__(self, language: str, *, folder: Path = LOCALES) -> None:
        self.language = language if language in LANGUAGES else "vi"
        self._messages = _messages(self.language, folder)
        self.formats = Formats(self.language, t=self)

    def __call__(self, msgid: str, **params: Any) -> str:
        """Return the message in the reader's language, its placeholders filled."""
        template = self._messages.get(msgid) or msgid
        try:
            return template.format(**params) if params else template
        except (KeyError, IndexError, ValueError):
            return template

    def text(self, texts: Mapping[str, str] | None) -> str:
        """Return the reader's language of a text that carries several, else whichever it has."""
        if not texts:
            return ""
        return texts.get(self.language) or texts.get("vi") or texts.get("en") or next(iter(texts.values()))


@cache
def _messages(language: str, folder: Path) -> Mapping[str, str]:
    compiled = folder / language / "LC_MESSAGES" / "motcua.mo"
    if not compiled.exists():
        return {}
    with compiled.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # no public way to list it
    return {msgid: text for msgid, text in catalog.items() if isinstance(msgid, str) and msgid and text}
