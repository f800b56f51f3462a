"""The checklist of one case on paper."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.copies import FONTS
from app.i18n import Formats, Translator
from forms.paper import Checklist, checklist
from forms.procedure import Procedure
from forms.tailoring import questions
from views.catalogue.checklist import groups_of
from views.catalogue.inert import inert
from views.catalogue.links import public_address
from views.catalogue.prescreen import answer_words
from views.catalogue.words import fee_words, sentences, source_words, time_of_case
from views.tracking.due import local_date

LONGEST = 400


def file_name(procedure: Procedure, t: Translator) -> str:
    """Return a file name that every system takes: ``giay-to-can-chuan-bi-1.001193.pdf``."""
    bare = unicodedata.normalize("NFD", t("Papers to prepare").lower().replace("đ", "d"))
    words = "".join(sign for sign in bare if sign.isascii()).replace(" ", "-")
    code = "".join(sign for sign in procedure.code if sign.isascii() and (sign.isalnum() or sign in ".-"))
    return f"{words}-{code}.pdf"


def printed_checklist(
    procedure: Procedure,
    answers: Mapping[str, Any],
    office: str,
    t: Translator,
    formats: Formats,
    *,
    now: datetime,
    built_on: str,
    on_roll: bool = False,
) -> bytes:
    """Return the checklist as PDF.

    Args:
        procedure: Which one.
        answers: Of the pre-screen: the list says for which answers it holds.
        office: Where to file, empty when no place was chosen.
        t: The language of the paper.
        formats: The same.
        now: When it is printed.
        built_on: The catalogue's day, as it is read.
        on_roll: For a printer of 80 mm.
    """
    today = local_date(now)
    time, time_note = time_of_case(procedure, answers, today, t, formats)
    fee, fee_note = fee_words(procedure, answers, today, t, formats)
    where = office or (t.text(procedure.agency) if procedure.agency else t("Not stated"))
    asked = [
        (t.text(question.title), answer_words(question, answers[question.id], t, formats))
        for question in questions(procedure, answers, today=today)
        if question.id in answers
    ]
    facts = [
        *asked,
        (t("Time"), sentences(time, time_note)),
        (t("Fee"), sentences(fee, fee_note)),
        (t("Where"), inert(where, limit=LONGEST)),
    ]
    bring = tuple((inert(t.text(thing), limit=LONGEST), "") for thing in procedure.bring_when_collecting)
    groups = [
        (group.title, tuple((line.title, line.note) for line in group.lines))
        for group in groups_of(procedure, answers, t, formats, today=today)
    ]
    if bring:
        groups.append((t("Bring when you collect the result"), bring))
    return checklist(
        Checklist(
            language=t.language,
            title=inert(t.text(procedure.name), limit=LONGEST),
            code=procedure.code,
            printed_at=now,
            lead=t("What to have ready. Printed on {date} from the catalogue of {built}.",
                   date=formats.date(today), built=built_on),
            facts=tuple(facts),
            groups=tuple(groups),
            closing=source_words(procedure, t),
            address=public_address(procedure.code),
        ),
        fonts=FONTS,
        on_roll=on_roll,
    )  # fmt: skip
