"""What the desk shows: the queue with its counts, one dossier with everything in words, money to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.procedure import LinkedPart, Paper, pick
from portal.clock import local_date
from portal.deps import Deps
from portal.dossiers.matters import WAITS, Matter
from portal.dossiers.parts import definition_of
from portal.dossiers.tables import DossierRow, FiledFileRow, PartRow
from portal.identity.signed_in import SignedIn
from portal.officer.concerns import Concern, concern_of
from portal.payments.schemas import Bill
from portal.payments.service import bills_of
from portal.payments.tables import BillRow, MoneyRow
from portal.uploads.tables import Upload

if TYPE_CHECKING:
    from forms.flow import Field, Form  # the form language comes with the first form, not with the start

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer in words."""

    pointer: str
    label: Text
    value: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of one step."""

    title: Text
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """A paper with its files, those that were replaced apart."""

    paper_id: str
    title: Text
    files: tuple[FiledFileRow, ...]
    replaced: tuple[FiledFileRow, ...]
    can_be_asked: bool = True


@dataclass(frozen=True, slots=True)
class DossierView:
    """One dossier as an officer sees it; of a linked one the part of this office, and what concerns that."""

    matter: Matter
    answers: tuple[AnswerGroup, ...]
    papers: tuple[PaperFiles, ...]
    bills: tuple[Bill, ...]
    has_form: bool
    concern: Concern
    checks: Mapping[str, tuple[str, datetime]]
    """By upload: who found the file in order, and when."""
    usual_days: int | None = None
    """Working days to send items where the law says so."""

    @property
    def row(self) -> DossierRow:
        """Return the dossier's row."""
        return self.matter.dossier


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Money that did not settle a bill as it should."""

    reference: str
    outcome: str
    amount_vnd: int
    refund_due_vnd: int
    content: str


def counts(session: Session, officer: SignedIn) -> dict[int, int]:
    """Return how many dossiers and parts of the office are in each status."""
    office, found = officer.office_id or "", Counter[int]()
    whole = select(DossierRow.status, func.count()).where(DossierRow.office_id == office, ~DossierRow.parts.any())
    parts = select(PartRow.status, func.count()).where(PartRow.office_id == office, PartRow.status != WAITS)
    for query in (whole.group_by(DossierRow.status), parts.group_by(PartRow.status)):
        found.update({int(status): int(count) for status, count in session.execute(query)})
    return dict(found)


def view_dossier(deps: Deps, session: Session, matter: Matter) -> DossierView:
    """Return everything about a dossier, answers in the words of the form it was filed with."""
    row = matter.dossier
    form = deps.catalogue.find_form(session, row.procedure_code, row.form_version)
    procedure = deps.catalogue.find(row.procedure_code)
    part = definition_of(deps.catalogue, matter)
    steps, papers = (part.steps, part.papers) if isinstance(part, LinkedPart) else ((), ())
    concern = concern_of(deps.catalogue, matter)
    asked_here = {request.bill_id for request in row.requests if request.part_id == matter.part_id}
    return DossierView(
        matter=matter,
        answers=_answers(form, row, steps) if form is not None else _bare_answers(row, concern),
        papers=tuple(
            paper
            for paper in _papers(form, procedure.papers if procedure is not None else (), row)
            if not papers or paper.paper_id in papers
        ),
        bills=tuple(bill for bill in bills_of(session, [row.id]).get(row.id, ()) if bill.id in asked_here),
        has_form=form is not None,
        concern=concern,
        checks=_checks(session, row),
        usual_days=procedure.supplement.working_days if procedure and procedure.supplement else None,
    )


def _checks(session: Session, row: DossierRow) -> dict[str, tuple[str, datetime]]:
    uploads = select(Upload.id, Upload.checked_by, Upload.checked_at).where(Upload.dossier_id == row.id)
    return {name: (by, at) for name, by, at in session.execute(uploads) if by is not None and at is not None}


def money_to_look_at(session: Session, officer: SignedIn) -> list[MoneyLine]:
    """Return money that is refund due at this office, and money nobody could match, newest first."""
    mine = BillRow.office_id == (officer.office_id or "")
    rows = session.execute(
        select(MoneyRow, BillRow.reference)
        .outerjoin(BillRow, MoneyRow.bill_id == BillRow.id)
        .where((MoneyRow.refund_due_vnd > 0) & (mine | MoneyRow.bill_id.is_(None)))
        .order_by(MoneyRow.received_at.desc())
        .limit(200)
    )
    return [
        MoneyLine(reference or "", money.outcome, money.amount_vnd, money.refund_due_vnd, money.content or "")
        for money, reference in rows
    ]


def _answers(form: "Form", row: DossierRow, steps: Sequence[str]) -> tuple[AnswerGroup, ...]:
    """Return the answers of these steps, of all when none is named."""
    today = local_date(row.submitted_at)

    def answer(field: "Field") -> Answer:
        value = {language: form.stringify(field, row.answers, language) for language in ("vi", "en")}
        return Answer(field.pointer, field.label, value)

    groups = (
        AnswerGroup(step.title, tuple(shown for field in step.fields if (shown := answer(field)).value["vi"]))
        for step in form.steps(row.answers, today=today)
        if not steps or step.id in steps
    )
    return tuple(group for group in groups if group.answers)


def _bare_answers(row: DossierRow, concern: Concern) -> tuple[AnswerGroup, ...]:
    """Return the answers as they are, for a form that is gone; none where only some steps are this office's."""
    if concern.steps is not None:
        return ()
    answers = tuple(
        Answer(f"/{key}", {"vi": key, "en": key}, {"vi": str(value), "en": str(value)})
        for key, value in row.answers.items()
    )
    return (AnswerGroup({"vi": "", "en": ""}, answers),)


def _papers(form: "Form | None", papers: Sequence[Paper], row: DossierRow) -> tuple[PaperFiles, ...]:
    needed = (
        {need.paper.id: need.paper for need in form.papers(row.answers, today=local_date(row.submitted_at))}
        if form is not None
        else {}
    )
    titles = {paper.id: paper.title for paper in papers}
    ids = list(dict.fromkeys([*needed, *(file.paper_id for file in row.files)]))
    return tuple(
        PaperFiles(
            paper_id=paper_id,
            title=titles.get(paper_id, {"vi": paper_id, "en": paper_id}),
            files=_files(row, paper_id, replaced=False),
            replaced=_files(row, paper_id, replaced=True),
            can_be_asked=paper_id not in needed or needed[paper_id].attach,
        )
        for paper_id in ids
    )


def _files(row: DossierRow, paper_id: str, *, replaced: bool) -> tuple[FiledFileRow, ...]:
    return tuple(file for file in row.files if file.paper_id == paper_id and (file.replaced_at is not None) == replaced)


def in_language(text: Mapping[str, str], language: str) -> str:
    """Return a text of the form or the catalogue in one language."""
    return pick(dict(text), language)
