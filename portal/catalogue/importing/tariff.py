"""Makes fees of what the rows say: one amount, or a choice of the amounts with the page's own words."""

from collections.abc import Iterator
from typing import Any, Final

from forms.procedure import Answer, Fee, Logic, Question, Source, Text
from portal.catalogue.importing.fees import Reading, words_of
from portal.catalogue.importing.setters import of_all, set_by
from portal.catalogue.importing.ways import Row
from portal.catalogue.importing.wording import plain

QUESTION: Final = "muc_phi"
MOST_CHOICES: Final = 12
_TITLE: Final[Text] = {"vi": "Phí, lệ phí", "en": "Fees"}
_CHANNELS: Final = {
    "online": {"vi": "Nộp trực tuyến", "en": "Filed online"},
    "post": {"vi": "Nộp qua bưu chính", "en": "Filed by post"},
    "in_person": {"vi": "Nộp trực tiếp", "en": "Filed in person"},
}


def tariff(
    rows: tuple[Row, ...], readings: tuple[Reading, ...], source: Source
) -> tuple[tuple[Fee, ...], tuple[Question, ...]]:
    """Return the fees of a procedure and the question that chooses among them.

    An amount is only given where the whole page is plain: otherwise the fee says "unknown" and its note has the words.
    """
    told = [(row, reading) for row, reading in zip(rows, readings, strict=True) if reading.kind != "nothing"]
    if not told:
        return (), ()
    setter = of_all([set_by(row) for row, reading in told if reading.kind == "words"])
    fee = Fee(id="phi", title=_TITLE, amount_vnd=None, set_by=setter, note=_note(told), source=source)
    if any(reading.kind == "words" or any(case.by_unit for case in reading.cases) for _, reading in told):
        return (fee,), ()
    rules = {_key(reading) for _, reading in told}
    if len(rules) == 1 and told[0][1].amount_vnd is not None:
        return (fee.model_copy(update={"amount_vnd": _rule(told[0][1])}),), ()
    choices = list(_choices(told))
    if not 2 <= len(choices) <= MOST_CHOICES or not all(label["vi"] for label, _ in choices):
        return (fee,), ()
    question = Question(
        id=QUESTION,
        title={"vi": "Trường hợp tính phí của bạn", "en": "Which fee applies to you"},
        kind="choice",
        choices=tuple(Answer(value=str(place), label=label) for place, (label, _) in enumerate(choices, 1)),
    )
    branches: list[Any] = []
    for place, (_, amount) in enumerate(choices, 1):
        branches += [{"==": [{"var": QUESTION}, str(place)]}, amount]
    return (fee.model_copy(update={"amount_vnd": {"if": [*branches, None]}}),), (question,)


def _choices(told: list[tuple[Row, Reading]]) -> Iterator[tuple[Text, Logic]]:
    """Yield the amounts with what they are for.

    Where the rows differ and each has words of its own, these are cases that the source's form had no other place for
    ("Hệ thống 4.000.000đ" online, "Thiết bị 2.000.000đ" by post); only without words does the channel make the price.
    """
    by_channel = len({_key(reading) for _, reading in told}) > 1
    if by_channel and all(row.fee_note and reading.cases for row, reading in told):
        cases = {case.amount_vnd: case for _, reading in told for case in reading.cases}
        if all(reading.until is None for _, reading in told):
            yield from (({"vi": case.label}, amount) for amount, case in cases.items())
    elif by_channel and all(reading.amount_vnd is not None for _, reading in told):
        for channel in dict.fromkeys(row.channel for row, _ in told):
            amounts = {_key(reading): reading for row, reading in told if row.channel == channel}
            if len(amounts) > 1:
                return
            yield _CHANNELS[channel], _rule(next(iter(amounts.values())))
    elif not by_channel and told[0][1].until is None:
        for case in told[0][1].cases:
            yield {"vi": case.label}, case.amount_vnd


def _key(reading: Reading) -> tuple[Any, ...]:
    return tuple(case.amount_vnd for case in reading.cases), reading.until, reading.afterwards_vnd


def _rule(reading: Reading) -> Logic:
    """Return the amount, or a rule over ``$today`` for one that holds until a day."""
    if reading.until is None:
        return reading.amount_vnd
    return {"if": [{"<=": [{"var": "$today"}, reading.until.isoformat()]}, reading.amount_vnd, reading.afterwards_vnd]}


def _note(told: list[tuple[Row, Reading]]) -> Text:
    """Return the page's own words."""
    return {"vi": "; ".join(dict.fromkeys(plain(words_of(*one), longest=1_500) for one in told))[:3_000]}
