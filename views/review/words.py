"""What the review says of fees and of the office."""

from collections.abc import Sequence

from app.i18n import Formats, Translator
from forms.flow import DueFee
from forms.procedure import Source
from views.design import Fact


def office_words(t: Translator) -> str:
    """Return the name of the sample office, which receives everything in the trial version."""
    return t("One-stop counter – People's Committee of Mẫu commune (sample office)")


def fee_facts(fees: Sequence[DueFee], t: Translator, formats: Formats) -> list[Fact]:
    """Return each fee as estimated from the answers."""
    return [Fact(t.text(due.fee.title), amount_words(due, t, formats), note=_fee_note(due, t)) for due in fees]


def amount_words(due: DueFee, t: Translator, formats: Formats) -> str:
    """Return an amount, "nothing to pay", or that nobody has verified it."""
    if due.amount_vnd is None:
        return t("Not verified; ask the office first")
    return formats.money(due.amount_vnd) if due.amount_vnd else t("Nothing to pay")


def total_words(fees: Sequence[DueFee], t: Translator, formats: Formats) -> str:
    """Return the sum of what is known, marked as an estimate unless every amount in it is verified."""
    total = formats.money(sum(due.amount_vnd or 0 for due in fees))
    if any(due.amount_vnd is None for due in fees):
        return t("{amount}, without the fees not verified", amount=total)
    if all(due.fee.verified for due in fees if due.amount_vnd):
        return total
    return t("About {amount} (estimated)", amount=total)


def when_words(fees: Sequence[DueFee], t: Translator) -> str:
    """Return when the first amount is due."""
    due = {one.fee.due for one in fees if one.amount_vnd}
    if not due:
        return ""
    if "before_submit" in due:
        return t("To be paid before the office looks at it.")
    if "at_acceptance" in due:
        return t("Nothing to pay now: the bill comes when the office accepts the application.")
    return t("Nothing to pay now: the bill comes later and is shown here.")


def _fee_note(due: DueFee, t: Translator) -> str:
    parts = [t.text(due.fee.note)]
    if due.fee.source is not None:
        parts.append(_source_words(due.fee.source, t))
    return " · ".join(part for part in parts if part)


def _source_words(source: Source, t: Translator) -> str:
    name = t.text(source.name)
    year, _, month = (source.as_of or "").partition("-")
    if not month:
        return t("Source: {name}", name=name)
    return t("Source: {name}, {month}/{year}", name=name, month=int(month[:2]), year=year)
