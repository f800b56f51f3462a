"""What a terminal promises in the place of "it stays on your device"."""

from app.i18n import Translator


def erased_words(t: Translator) -> str:
    """Return what becomes of a draft at a terminal."""
    return t("Erased when you end here, unless you file it or move it to your phone.")
