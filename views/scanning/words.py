"""What went wrong with a scan and how to go on, in words."""

from app.i18n import Translator
from views.scanning.state import ScanProblem


def problem_words(problem: ScanProblem, t: Translator, *, is_kiosk: bool = False) -> str:
    """Return one or two sentences: what was found, what to do; a terminal's scanner is the staff's to set up."""
    type_it = t("Try again, or type the answers yourself.")
    words: dict[ScanProblem, str] = {
        "": "",
        "empty": t("No code arrived."),
        "another_code": t("This is another code, not an identity card's."),
        "health_card": t("This is a health insurance card's code. Scan the identity card."),
        "damaged": t("The code is damaged: a part is missing or cannot be read."),
        "letters_lost": _letters_lost(t, is_kiosk=is_kiosk),
        "no_picture": t("This file is no picture that can be opened. Choose a JPEG or PNG."),
        "too_many_pixels": t("The picture is too large to be opened."),
        "too_large_file": t("The file is too large. Choose one under 30 MB."),
        "unread_file": t("The file could not be read whole."),
        "no_code": t("The picture shows no square code. Take the side of the card with the code, near and whole."),
        "unclear_code": t("The code is blurred or covered. Take the picture again in good light, without glare."),
        "several_cards": t("The picture shows several cards. Choose one with a single card."),
    }
    return f"{words[problem]} {type_it}" if problem else ""


def _letters_lost(t: Translator, *, is_kiosk: bool) -> str:
    if is_kiosk:
        return t("The scanner lost Vietnamese letters, so nothing was taken. You may tell the staff.")
    return t("The scanner lost Vietnamese letters. Set it to UTF-8, switch off Telex, or choose a picture of the card.")


def code_problem_words(problem: ScanProblem, t: Translator) -> str:
    """Return the same for a code that is no card's and can be typed instead."""
    own: dict[ScanProblem, str] = {
        "another_code": t("This is another code, none that belongs here."),
        "no_code": t("The picture shows no square code. Take it again, near and whole."),
    }
    card_words = problem_words(problem, t).removesuffix(t("Try again, or type the answers yourself."))
    return f"{own.get(problem, card_words).strip()} {t('Try again, or type the code.')}" if problem else ""
