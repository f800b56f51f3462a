"""One person's case on the page of a procedure: what they answered, ticked and pressed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

import flet as ft

from app.catalogue.service import CatalogueService
from app.catalogue.shelf import Shelf
from app.drafts.model import Draft, Subject
from app.drafts.service import Drafts
from app.vault.errors import VaultError
from forms.differences import Difference
from forms.procedure import Procedure, Question
from forms.tailoring import questions
from views.tracking.due import local_date

CaseProblem = Literal["", "cannot_keep_draft"]


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything the page shows besides the procedure itself; nothing of it is stored before Start."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    asked_again: str = ""
    """The question whose answer is being changed."""
    subject: Subject | None = None
    ticked: frozenset[str] = frozenset()
    """Papers the person has ready."""
    has_answered: bool = False
    """Whether a question was answered on this page: the next one takes the focus."""
    office: str = ""
    """Where to file, once the place is chosen; for the printed list."""
    changes: tuple[Difference, ...] = ()
    """What is no longer as this person saw it last."""
    is_asking_for_whom: bool = False
    """Start was pressed, and nobody has said yet for whom it is."""
    problem: CaseProblem = ""


class CaseModel(ft.Observable):
    """The intents of the page of one procedure."""

    def __init__(
        self,
        code: str,
        *,
        catalogue: CatalogueService,
        drafts: Drafts,
        shelf: Shelf,
        clock: Callable[[], datetime],
    ) -> None:
        self.state = CaseState()
        self._code = code
        self._catalogue = catalogue
        self._drafts = drafts
        self._shelf = shelf
        self._clock = clock

    @property
    def today(self) -> date:
        """Return the day in Vietnam, by which every rule is judged."""
        return local_date(self._clock())

    def open_question(self, procedure: Procedure) -> Question | None:
        """Return the question to ask now: the one being changed, else the first that waits for an answer."""
        asked = questions(procedure, self.state.answers, today=self.today)
        again = next((question for question in asked if question.id == self.state.asked_again), None)
        done = self.state.answers.keys() | self.state.skipped
        return again or next((question for question in asked if question.id not in done), None)

    def answer(self, question_id: str, value: Any) -> None:
        """Keep an answer; papers, fee, time and advice follow at once."""
        answers = {**self.state.answers, question_id: value}
        skipped = self.state.skipped - {question_id}
        self.state = replace(self.state, answers=answers, skipped=skipped, asked_again="", has_answered=True)

    def skip(self, question_id: str) -> None:
        """Go on without an answer."""
        answers = {known: value for known, value in self.state.answers.items() if known != question_id}
        skipped = self.state.skipped | {question_id}
        self.state = replace(self.state, answers=answers, skipped=skipped, asked_again="", has_answered=True)

    def ask_again(self, question_id: str) -> None:
        """Open a question that was answered or skipped."""
        self.state = replace(self.state, asked_again=question_id, has_answered=True)

    def apply_for(self, subject: Subject) -> None:
        """Say for whom it is."""
        self.state = replace(self.state, subject=subject, has_answered=True)

    def forget_subject(self) -> None:
        """Ask again for whom it is."""
        self.state = replace(self.state, subject=None)

    def tick(self, paper_id: str) -> None:
        """Mark a paper as ready, or no longer."""
        self.state = replace(self.state, ticked=self.state.ticked ^ {paper_id})

    def file_at(self, office: str) -> None:
        """Note the office of the chosen place."""
        self.state = replace(self.state, office=office)

    def say(self, problem: CaseProblem) -> None:
        """Show what went wrong."""
        self.state = replace(self.state, problem=problem)

    def ask_for_whom(self, *, is_asking: bool) -> None:
        """Ask for whom it is before anything else, or no longer."""
        self.state = replace(self.state, is_asking_for_whom=is_asking)

    async def start(self) -> Draft | None:
        """Make a draft that begins with the answers given here; None when the device cannot keep one."""
        procedure = self._catalogue.find(self._code)
        if procedure is None or procedure.form is None:
            return None
        usual: Subject = "business" if procedure.audience[:1] == ("business",) else "self"
        subject = self.state.subject or usual
        try:
            return await self._drafts.start(procedure, subject=subject, answers=self._relevant(procedure))
        except VaultError:
            self.say("cannot_keep_draft")
            return None

    def _relevant(self, procedure: Procedure) -> dict[str, Any]:
        """Return the answers to questions that concern the case as it now is."""
        asked = {question.id for question in questions(procedure, self.state.answers, today=self.today)}
        return {name: value for name, value in self.state.answers.items() if name in asked}

    async def visit(self) -> None:
        """Note that the procedure is looked at, and show what changed since the last time."""
        if self._catalogue.find(self._code) is not None:
            changes = await self._catalogue.changes_since_seen(self._code)
            if changes:
                self.state = replace(self.state, changes=changes)
            await self._catalogue.seen(self._code)
            await self._shelf.look_at(self._code)

    async def toggle_favourite(self) -> None:
        """Keep the procedure at hand, or no longer."""
        await self._shelf.toggle_favourite(self._code)


@dataclass(frozen=True, slots=True)
class OneCase:
    """The model as it is handed to parts of the page.

    Flet 1.0.5 subscribes a component to every observable among its arguments: page and part would then both draw the
    same change. Only the page subscribes.
    """

    model: CaseModel
