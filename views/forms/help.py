"""What stands with an input: what it means, why it is asked, what confirms something unusual, what may come later."""

import flet as ft

from forms.flow import Field
from views.design import Color, Flush, Link, Sign, Small, Stack, Tick
from views.earlier.offers import earlier_at, may_be_offered
from views.forms.asker import Asker
from views.forms.wrong import advice_on_wrong
from views.shared.boundary import keyed, view
from views.shared.context import use_services
from views.shared.hooks import use_value
from views.shared.read_aloud import ReadAloud


def with_help(asked: ft.Control, field: Field, asker: Asker) -> ft.Control:
    """Return an input with its help, what confirms something unusual and what is said of its being left out."""
    t = asker.t
    parts = [
        asked,
        *confirmation(field, asker),
        *advice_on_wrong(field, asker),
        *_later(field, asker),
        *earlier_at(field, asker),
    ]
    for term in field.terms:
        name = t.text(term.name)
        asks, meaning = t("What is “{term}”?", term=name), t.text(term.meaning)
        parts.append(
            keyed(f"term-{field.pointer}-{term.key}", FoldOut, asks, meaning, name, ft.Icons.MENU_BOOK_OUTLINED)
        )
    if not asker.is_wide and (why := t.text(field.why)):
        what = t.text(field.short)
        asks = t("Why we ask: {what}", what=what)
        parts.append(keyed(f"why-{field.pointer}", FoldOut, asks, why, what, ft.Icons.HELP_OUTLINE))
    return Stack(parts, spacing=8) if len(parts) > 1 or may_be_offered(field) else parts[0]


@view
def FoldOut(question: str, words: str, what: str, icon: ft.IconData) -> ft.Control:
    """A question with its answer below it once it was pressed; a screen reader says it as it comes, others may ask."""
    is_open, set_open = use_value(False)
    speech = use_services().speech
    link = Link(question, lambda: set_open(not is_open), icon=icon, strong=False, wrap=True)
    row = Flush(ft.Row([link], wrap=True), by=8)
    if not is_open:
        return row
    told = ft.Semantics(live_region=True, container=True, content=Small(words))
    aloud = [keyed("aloud", ReadAloud, speech, lambda: (words,), what)] if speech is not None else []
    return Stack([row, told, *aloud], spacing=0)


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


def _later(field: Field, asker: Asker) -> list[ft.Control]:
    """Say of a field that was left empty and may be: the office asks for it after the filing."""
    missing = next((one for one in asker.state.later if one.pointer == field.pointer), None)
    if missing is None:
        return []
    words = Small(asker.t.text(missing.message))
    words.expand = True
    sign = Sign(ft.Icons.SCHEDULE, size=18, color=Color.WAITING)
    row = ft.Row([sign, words], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
    return [ft.Semantics(live_region=True, container=True, content=row)]
