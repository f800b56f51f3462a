"""Texts, dates, money and sorting in the reader's language."""

from app.i18n.formats import Formats
from app.i18n.sorting import in_order_of, person_key, sorted_texts, text_key
from app.i18n.translator import LANGUAGES, N_, Translator

__all__ = ["LANGUAGES", "N_", "Formats", "Translator", "in_order_of", "person_key", "sorted_texts", "text_key"]
