"""The answers of a draft in words, part by part, each with the link that changes it."""

from collections import Counter
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from app.drafts.model import Draft
from forms.flow import Field, Form, Problem, Step
from forms.procedure import Text
from views.forms.journey import step_route
from views.forms.kinds.reading import Reading, read
from views.review.state import Answer, Part


def parts_of(form: Form, draft: Draft, *, today: date) -> tuple[Part, ...]:
    """Return every answer of the draft in the order of its steps."""
    data = form.calculate(draft.answers, today=today)
    later = {problem.pointer: problem.message for problem in form.later(draft.answers, today=today)}
    unusual = {p.pointer: p for p in form.problems(draft.answers, today=today) if p.id in draft.confirmations}
    parts = tuple(
        Part(
            step_id=step.id,
            name=step.name,
            route=correcting_route(draft.id, step.id),
            answers=tuple(
                _answer(
                    field,
                    read(form, field, data, today=today),
                    draft=draft,
                    step=step,
                    unusual=unusual.get(field.pointer),
                    later=later.get(field.pointer),
                )
                for field in step.fields
                if not _is_unticked(field)
            ),
        )
        for step in form.steps(draft.answers, today=today)
    )
    return _uniquely_named(parts)


def correcting_route(draft_id: str, step_id: str, pointer: str = "") -> str:
    """Return the address of a step (and a field of it) that leads back to the review."""
    return f"{step_route(draft_id, step_id)}?back=review" + (f"&field={quote(pointer, safe='')}" if pointer else "")


def _answer(
    field: Field, reading: Reading, *, draft: Draft, step: Step, unusual: Problem | None, later: Text | None
) -> Answer:
    return Answer(
        pointer=field.pointer,
        label=field.label,
        reading=reading,
        what=field.short,
        route="" if field.kind == "output" else correcting_route(draft.id, step.id, field.pointer),
        source=draft.sources.get(field.pointer),
        confirmed=unusual.message if unusual else None,
        later=later,
    )


def _is_unticked(field: Field) -> bool:
    """Return whether a box that need not be ticked is not: there is nothing to check."""
    return field.kind == "tick" and not field.required and not field.value


def _uniquely_named(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the parts with names that are unique on the page: the step is added where two fields are called alike."""
    times = Counter(_key(answer.what) for part in parts for answer in part.answers)
    return tuple(
        replace(part, answers=tuple(_told_apart(a, part.name) if times[_key(a.what)] > 1 else a for a in part.answers))
        for part in parts
    )


def _told_apart(answer: Answer, step_name: Text) -> Answer:
    what = {language: f"{name} ({step_name.get(language, '')})" for language, name in answer.what.items()}
    return replace(answer, what=what)


def _key(text: Text) -> str:
    return text.get("vi", "").casefold()
