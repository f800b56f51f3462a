"""Where a pre-filled value came from, and what to do where it is wrong, in words."""

from typing import Final

from app.i18n import Translator

OWN: Final = frozenset({"id_card", "earlier"})
"""Sources that are the person's own: there is no register to report to."""

_CORRECTED_BY: Final = {
    ("population_register", "address"): "1.010039",
    ("insurance_register", ""): "1.002759",
}
"""The service that has a register put right, by source and kind of field ("": any)."""


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


def wrong_words(source: str, what: str, t: Translator) -> str:
    """Return the words of the link that takes a value back from its source."""
    return t("Change: {what}", what=what) if source in OWN else t("Report wrong information: {what}", what=what)


def advice_words(source: str, t: Translator) -> tuple[str, ...]:
    """Return what to do about a value that its source has wrong: here, and where it comes from."""
    if source == "earlier":
        return ()
    if source == "id_card":
        return (t("Put it right here. If the card itself is wrong, the police of your commune or ward renew it."),)
    here = t("Put it right here as on your papers. The office compares it with the register.")
    where = {
        "population_register": t("To have the register itself put right, ask the police of your commune or ward."),
        "account": t("Your account keeps the old value until you change it there."),
        "business_register": t("To have the register itself put right, ask the business registration office."),
        "licence_register": t("To have the register itself put right, ask the traffic police."),
        "insurance_register": t("To have the register itself put right, ask the social insurance office."),
    }
    return (here, where[source]) if source in where else (here,)


def correcting_service(source: str, kind: str) -> str | None:
    """Return the code of the service that has the register put right; None where none is known."""
    return _CORRECTED_BY.get((source, kind)) or _CORRECTED_BY.get((source, ""))
