"""What is said of papers kept on this device: their kind, until when they are valid."""

from datetime import date

from app.documents.box import BoxedPaper, PaperKind
from app.i18n import Formats, Translator


def kind_words(kind: PaperKind, t: Translator) -> str:
    """Return what kind of paper it is."""
    match kind:
        case "identity":
            return t("Identity card or passport")
        case "birth":
            return t("Birth certificate")
        case "marriage":
            return t("Marriage certificate")
        case "residence":
            return t("Residence confirmation")
        case "insurance":
            return t("Insurance card")
        case "licence":
            return t("Driving licence")
        case "land":
            return t("Land or house certificate")
        case "education":
            return t("Diploma or certificate of education")
        case "business":
            return t("Business registration")
        case "other":
            return t("Another paper")


def expiry_words(paper: BoxedPaper, t: Translator, formats: Formats, *, today: date) -> str:
    """Return until when it is valid; empty when it does not expire."""
    if paper.expires_on is None:
        return ""
    day = formats.date(paper.expires_on)
    match paper.expiry(today):
        case "expired":
            return t("Expired on {day}. An office may not take it.", day=day)
        case "soon":
            left = (paper.expires_on - today).days
            if left == 0:
                return t("Expires today, {day}.", day=day)
            return t("Expires on {day}, in {days}. Have it renewed.", day=day, days=formats.days(left))
        case _:
            return t("Valid until {day}", day=day)
