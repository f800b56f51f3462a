"""A procedure as plain text, as its page will say it in one case: for its author, before anything is built."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.procedure import Paper, Procedure, ProcessingTime, Question, Text, pick
from forms.tailoring import DueFee, NeededPaper, advice, fees, papers, possible_papers, processing_time, questions
from portal.catalogue.content.checks import CODE
from portal.catalogue.content.preview_words import WORDS


@dataclass(frozen=True, slots=True)
class Case:
    """Whose procedure it is: the answers given so far, the language, the day."""

    answers: Mapping[str, Any]
    language: str
    today: date


def preview(procedure: Procedure, case: Case, names: Mapping[str, Text]) -> str:
    """Return the procedure as text.

    Args:
        procedure: As read from its folder.
        case: Decides papers, fees, time, advice and which questions are asked.
        names: The name of every procedure by code, for those that are named here.
    """
    return "\n".join(_Page(procedure, case, names).lines()) + "\n"


class _Page:
    def __init__(self, procedure: Procedure, case: Case, names: Mapping[str, Text]) -> None:
        self._procedure = procedure
        self._case = case
        self._names = names
        self._words = WORDS[case.language]

    def lines(self) -> Iterator[str]:
        procedure, words = self._procedure, self._words
        yield self._text(procedure.name).upper()
        yield self._text(procedure.summary)
        own = "" if CODE.fullmatch(procedure.code) else f" ({words['own_code']})"
        yield from self._line("code", f"{procedure.code}{own}")
        yield from self._line("official_name", procedure.official_name)
        yield from self._line("field", procedure.field)
        yield from self._line("audience", ", ".join(procedure.audience))
        yield from self._line("online", self._marked(procedure.online, is_verified=procedure.online_verified))
        if procedure.state != "open":
            yield from self._line("state", f"{procedure.state}. {self._text(procedure.state_note or {})}")
        yield from self._line("who", self._text(procedure.who or {}))
        yield from self._of_case()
        yield from self._part(
            "steps", [f"{number}. {self._text(step)}" for number, step in enumerate(procedure.steps, 1)]
        )
        yield from self._line("result", self._text(procedure.result or {}))
        yield from self._part("bring", [f"- {self._text(thing)}" for thing in procedure.bring_when_collecting])
        yield from self._part("templates", [f"- {one.id}: {self._text(one.title)}" for one in procedure.templates])
        yield from self._part("linked", self._named(procedure.linked))
        yield from self._part("related", self._named(procedure.related))
        yield from self._line("legal", ", ".join(procedure.legal))
        yield from self._line("synonyms", ", ".join(procedure.synonyms.get(self._case.language, ())))
        if source := procedure.source:
            said = " ".join(part for part in (self._text(source.name), source.as_of) if part)
            yield from self._line("source", self._marked(said, is_verified=source.verified))

    def _of_case(self) -> Iterator[str]:
        procedure, case = self._procedure, self._case
        asked = questions(procedure, case.answers, today=case.today)
        yield from self._part("questions", [line for question in asked for line in self._question(question)])
        told = advice(procedure, case.answers, today=case.today)
        yield from self._part("advice", [f"! {self._text(one.text)}{self._codes(one.procedures)}" for one in told])
        yield from self._line("time", self._time(processing_time(procedure, case.answers, today=case.today)))
        due = fees(procedure, case.answers, today=case.today)
        yield from self._part("fees", [self._fee(fee) for fee in due] or [self._words["unknown"]])
        yield from self._filing()
        needed = papers(procedure, case.answers, today=case.today)
        yield from self._part("papers", [self._paper(one) for one in needed])
        possible = possible_papers(procedure, case.answers, today=case.today)
        yield from self._part("possible", [f"- {self._text(paper.title)}{self._hint(paper)}" for paper in possible])

    def _question(self, question: Question) -> Iterator[str]:
        answer = self._case.answers.get(question.id)
        said = f"  ← {self._words['answered']}: {answer}" if answer is not None else ""
        yield f"? {self._text(question.title)} [{question.id}]{said}"
        if question.hint:
            yield f"    {self._text(question.hint)}"
        for choice in question.choices:
            yield f"    ( ) {self._text(choice.label)} [{choice.value}]"

    def _time(self, time: ProcessingTime | None) -> str:
        if time is None:
            return self._words["unknown"]
        said = self._words[time.unit] if time.unit == "same_day" else f"{time.amount} {self._words[time.unit]}"
        parts = [
            said,
            self._words["cutoff"].format(time=time.cutoff) if time.cutoff else "",
            self._text(time.note or {}),
        ]
        return self._marked("; ".join(part for part in parts if part), is_verified=time.verified)

    def _fee(self, due: DueFee) -> str:
        amount = f"{due.amount_vnd:,}".replace(",", ".") if due.amount_vnd else ""
        said = self._words["free"] if due.amount_vnd == 0 else self._words["vnd"].format(amount=amount)
        said = self._words["unknown"] if due.amount_vnd is None else said
        note = f" ({self._text(due.fee.note)})" if due.fee.note else ""
        return f"- {self._text(due.fee.title)}: {self._marked(said, is_verified=due.fee.verified)}{note}"

    def _filing(self) -> Iterator[str]:
        procedure = self._procedure
        if procedure.filing is None:
            yield from self._line("filing", self._text(procedure.agency or {}) or self._words["unknown"])
            return
        filing = procedure.filing
        note = f" {self._text(filing.note)}" if filing.note else ""
        said = f"{self._text(filing.office)} ({filing.level}, {filing.of}).{note}"
        yield from self._line("filing", self._marked(said, is_verified=filing.verified))

    def _paper(self, needed: NeededPaper) -> str:
        paper = needed.paper
        marks = [
            self._words["must"] if needed.required else "",
            self._words["may_follow"] if needed.later else "",
            self._words["looked_up"] if paper.office_can_look_up else "",
            "" if paper.attach else self._words["bring_only"],
            self._words["original"] if paper.bring_original and paper.attach else "",
        ]
        said = "; ".join(mark for mark in marks if mark)
        return f"- {self._text(paper.title)}{f' ({said})' if said else ''}{self._hint(paper)}"

    def _hint(self, paper: Paper) -> str:
        return f": {self._text(paper.hint)}" if paper.hint else ""

    def _named(self, codes: tuple[str, ...]) -> list[str]:
        return [f"- {code} {self._text(self._names.get(code, {}))}" for code in codes]

    def _codes(self, codes: tuple[str, ...]) -> str:
        return "".join(f"\n    → {line.removeprefix('- ')}" for line in self._named(codes))

    def _marked(self, said: str, *, is_verified: bool) -> str:
        return said if is_verified else f"{said} [{self._words['unverified']}]"

    def _line(self, word: str, said: str) -> Iterator[str]:
        if said:
            yield f"{self._words[word]}: {said}"

    def _part(self, word: str, lines: list[str]) -> Iterator[str]:
        if lines:
            yield ""
            yield self._words[word]
            yield from (f"  {line}" for line in lines)

    def _text(self, text: Text) -> str:
        return pick(text, self._case.language)
