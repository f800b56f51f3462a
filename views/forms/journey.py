"""The way through an application: the form's steps, then its papers, then the check before submitting."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.drafts.model import Draft
from forms.evaluation import Evaluation
from forms.flow import REVIEW, Form, NeededPaper, Step
from forms.procedure import Paper, Text
from views.shared.shortening import shortened

PAPERS = "papers"


class Progress(StrEnum):
    """How far one stop of the journey is."""

    DONE = "done"
    NOW = "now"
    TO_DO = "to_do"
    LOOK_AGAIN = "look_again"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the journey as the map of steps shows it; ``name`` is None for the papers and the check."""

    id: str
    route: str
    progress: Progress
    name: Text | None = None
    about: str = ""
    """Whom or what the stop is about, in the person's own words: the child's name ..."""


_LONGEST_ABOUT = 60
"""Letters; names have up to 100, and anything can be pasted for one."""


def stops(form: Form, draft: Draft, at: str, *, today: date) -> tuple[Stop, ...]:
    """Return every stop of the journey in order, with how far each one is.

    Args:
        form: The draft's own form version.
        draft: What has been filled in.
        at: Id of the stop on the screen.
        today: For rules that depend on the day.
    """
    return stops_of(Evaluation(form, draft.answers, today=today, confirmed=draft.confirmations), draft, at)


def stops_of(evaluation: Evaluation, draft: Draft, at: str) -> tuple[Stop, ...]:
    """Return every stop of the journey in order, of answers that are evaluated already.

    Args:
        evaluation: Of the draft's answers.
        draft: What has been filled in.
        at: Id of the stop on the screen.
    """
    steps = evaluation.steps()
    wrong = {problem.step_id for problem in evaluation.problems()}
    reached = _position(steps, draft.step_id)
    here = len(steps) if at in (PAPERS, REVIEW) else _position(steps, at)
    found = [
        Stop(
            id=step.id,
            route=step_route(draft.id, step.id),
            name=step.name,
            progress=_progress(index, here=here, reached=max(reached, here), is_wrong=step.id in wrong),
            about=_about(step),
        )
        for index, step in enumerate(steps)
    ]
    if papers := evaluation.papers():
        found.append(Stop(id=PAPERS, route=papers_route(draft.id), progress=_papers_progress(papers, draft, at)))
    now_reviewing = Progress.NOW if at == REVIEW else Progress.TO_DO
    found.append(Stop(id=REVIEW, route=review_route(draft.id), progress=now_reviewing))
    return tuple(found)


def needed_papers(form: Form, draft: Draft, *, today: date) -> tuple[NeededPaper, ...]:
    """Return the papers that this case needs, those only to be shown at the counter included."""
    return form.papers(draft.answers, today=today)


def missing_papers(form: Form, draft: Draft, *, today: date) -> tuple[Paper, ...]:
    """Return the papers that must be attached and have no file yet, and those with a file that cannot be used."""
    return _missing(needed_papers(form, draft, today=today), draft)


def _missing(papers: tuple[NeededPaper, ...], draft: Draft) -> tuple[Paper, ...]:
    usable = {attachment.paper_id for attachment in draft.attachments if attachment.problem is None}
    useless = {attachment.paper_id for attachment in draft.attachments if attachment.problem is not None}
    return tuple(
        needed.paper
        for needed in papers
        if needed.paper.attach and (needed.paper.id in useless or (needed.required and needed.paper.id not in usable))
    )


def step_route(draft_id: str, step_id: str) -> str:
    """Return the address of a step's page."""
    return f"/drafts/{draft_id}/steps/{step_id}"


def papers_route(draft_id: str) -> str:
    """Return the address of the papers' page."""
    return f"/drafts/{draft_id}/papers"


def review_route(draft_id: str) -> str:
    """Return the address of the check before submitting."""
    return f"/drafts/{draft_id}/review"


def is_empty(value: Any) -> bool:
    """Return whether an answer says nothing yet."""
    return value is None or value == "" or value == {} or value == []


def _position(steps: tuple[Step, ...], step_id: str | None) -> int:
    if step_id in (PAPERS, REVIEW):
        return len(steps)
    return next((index for index, step in enumerate(steps) if step.id == step_id), 0)


def _progress(index: int, *, here: int, reached: int, is_wrong: bool) -> Progress:
    if index == here:
        return Progress.NOW
    if index > reached:
        return Progress.TO_DO
    return Progress.LOOK_AGAIN if is_wrong else Progress.DONE


def _papers_progress(papers: tuple[NeededPaper, ...], draft: Draft, at: str) -> Progress:
    if at == PAPERS:
        return Progress.NOW
    if _missing(papers, draft):
        return Progress.LOOK_AGAIN if at == REVIEW else Progress.TO_DO
    return Progress.DONE if draft.attachments or at == REVIEW else Progress.TO_DO


def _about(step: Step) -> str:
    names = (field.value for field in step.fields if field.kind == "name")
    return shortened(next((str(name) for name in names if not is_empty(name)), ""), most=_LONGEST_ABOUT)
