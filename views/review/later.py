"""What the office will ask for after the filing."""

from datetime import date

from app.drafts.model import Draft
from forms.flow import Form
from views.forms.journey import papers_route
from views.review.answers import correcting_route
from views.review.state import Later


def later_of(form: Form, draft: Draft, *, today: date) -> tuple[Later, ...]:
    """Return the answers, then the papers, that may come later and are not there yet."""
    answers = (
        Later(
            name=form.label_of(problem.pointer) or {},
            message=problem.message,
            route=correcting_route(draft.id, problem.step_id, problem.pointer),
        )
        for problem in form.later(draft.answers, today=today)
    )
    attached = {attachment.paper_id for attachment in draft.attachments}
    papers = (
        Later(name=needed.paper.title, message=None, route=papers_route(draft.id), is_paper=True)
        for needed in form.papers(draft.answers, today=today)
        if needed.later and needed.paper.id not in attached
    )
    return (*answers, *papers)
