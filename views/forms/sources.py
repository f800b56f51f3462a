"""Where a pre-filled value came from, in words."""

from app.i18n import Translator


def source_words(source: str, t: Translator) -> str:
    """Return "Lấy từ dữ liệu dân cư." for the register that holds a value."""
    words = {
        "population_register": t("From the population register."),
        "account": t("From your account."),
        "business_register": t("From the business register."),
        "licence_register": t("From the driving licence register."),
        "insurance_register": t("From the social insurance register."),
        "id_card": t("From the code on the identity card."),
        "earlier": t("From an earlier application on this device."),
    }
    return words.get(source, t("From the State's data."))
