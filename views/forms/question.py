"""One question with its help, its message and what confirms something unusual."""

import flet as ft

from forms.flow import Field
from views.design import Link, Small, Stack, Tick
from views.forms.asker import Asker
from views.forms.kinds.registry import ask
from views.shared.boundary import keyed, view
from views.shared.context import use_text
from views.shared.hooks import use_value


def question(field: Field, asker: Asker) -> ft.Control:
    """Return one question with its help, its message and what confirms something unusual."""
    parts = [ask(field, asker), *confirmation(field, asker), *_correction(field, asker)]
    if not asker.is_wide and (why := asker.t.text(field.why)):
        parts.append(keyed(f"why-{field.pointer}", Why, asker.t.text(field.short), why))
    return Stack(parts, spacing=8) if len(parts) > 1 else parts[0]


@view
def Why(what: str, why: str) -> ft.Control:
    """The reason for a question behind one press, in place."""
    t = use_text()
    is_open, set_open = use_value(False)
    link = Link(
        t("Why we ask: {what}", what=what),
        lambda: set_open(not is_open),
        icon=ft.Icons.HELP_OUTLINE,
        strong=False,
        wrap=True,
    )
    row = ft.Row([link], wrap=True)
    return Stack([row, Small(why)], spacing=0) if is_open else row


def confirmation(field: Field, asker: Asker) -> list[ft.Control]:
    """Return the tick that answers something unusual, kept in sight so that it can be taken back."""
    problem = asker.state.problem_at(field.pointer)
    if problem is None or problem.severity != "confirm":
        return []
    t = asker.t
    is_given = problem.id in asker.state.confirmed
    words = t("Exactly as on the card") if field.kind == "personal_id" else t("It is right as it stands")
    others = [p for p in asker.state.problems if p.severity == "confirm" and p.pointer != problem.pointer]
    label = t("{words}: {what}", words=words, what=t.text(field.short)) if others else words
    tick = Tick(
        label,
        is_given,
        lambda given: asker.model.confirm(problem.id, given=given),
        hint=t.text(problem.message) if is_given else "",
        key=f"confirm-{problem.id}",
        boxed=True,
    )
    return [tick]


def _correction(field: Field, asker: Asker) -> list[ft.Control]:
    if field.pointer not in asker.state.reported:
        return []
    return [Small(asker.t("Put it right here as on your papers. The office compares it with the register."))]
