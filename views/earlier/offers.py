"""Earlier answers at the questions of a step: asked about once, one press to use, never preset."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import flet as ft

from app.earlier.model import EarlierAnswer, key_of
from forms.flow import Field
from views.design import Button, Flush, Link, Row, Small
from views.earlier.consent import Consent
from views.forms.answer_words import answer_words
from views.forms.asker import Asker
from views.shared.boundary import keyed, view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_redraw, use_subscription, use_task

SOURCE: Final = "earlier"


def use_earlier(draft_id: str) -> Callable[[Sequence[Field]], Mapping[str, tuple[EarlierAnswer, ...]]]:
    """Follow what is kept, after taking over what was filed since the last time.

    Returns:
        What gives the offers at those of some fields that are still empty, by pointer.
    """
    services, redraw = use_services(), use_redraw()
    use_subscription(lambda: services.earlier.subscribe(redraw))
    use_task(services.earlier.learn)

    def offers(fields: Sequence[Field]) -> Mapping[str, tuple[EarlierAnswer, ...]]:
        draft = services.drafts.find(draft_id)
        return services.earlier.offers(draft, fields) if draft is not None else {}

    return offers


def earlier_over(asker: Asker) -> list[ft.Control]:
    """Return what stands over the questions: the request for consent, or one press for all offers."""
    return [keyed("earlier-over", Over, asker.state.draft_id, asker.state.step.fields, _All(asker))]


def earlier_at(field: Field, asker: Asker) -> list[ft.Control]:
    """Return what was answered before, below a question that is still empty."""
    t = asker.t
    return [
        keyed(
            f"earlier-{field.pointer}-{at}",
            Offer,
            answer_words(answer.value, field, asker.places, t),
            t.text(answer.procedure),
            _Use(asker, {field.pointer: answer}),
        )
        for at, answer in enumerate(asker.earlier.get(field.pointer, ()))
    ]


def may_be_offered(field: Field) -> bool:
    """Return whether offers can come and go at a field: what stands around it must then stay as it is."""
    return key_of(field) is not None


class _Use:
    """The press that fills in earlier answers."""

    def __init__(self, asker: Asker, answers: Mapping[str, EarlierAnswer]) -> None:
        self._asker = asker
        self.answers = answers

    def __call__(self) -> None:
        values: dict[str, tuple[Any, str]] = {
            pointer: (answer.value, SOURCE) for pointer, answer in self.answers.items()
        }
        self._asker.model.take_over(values)


class _All(_Use):
    """The press that fills in the newest answer everywhere, but where something was typed meanwhile."""

    def __init__(self, asker: Asker) -> None:
        super().__init__(asker, {pointer: answers[0] for pointer, answers in asker.earlier.items()})

    def __call__(self) -> None:
        empty = self._asker.model.empty_ones(self.answers)
        self.answers = {pointer: answer for pointer, answer in self.answers.items() if pointer in empty}
        super().__call__()


@view
def Over(draft_id: str, fields: Sequence[Field], use: _All) -> ft.Control:
    """Ask for consent where these questions may have been answered before; or offer all answers at once."""
    t, services = use_text(), use_services()
    draft = services.drafts.find(draft_id)
    if draft is not None and services.earlier.can_ask_at(draft, fields):
        return Consent()
    if len(use.answers) < 2:
        return ft.Container(visible=False)
    words = t("Use {count} answers of earlier applications", count=len(use.answers))
    return Row([Button(words, use, kind="secondary", icon=ft.Icons.HISTORY, key="earlier-all")], wrap=True)


@view
def Offer(answer: str, procedure: str, use: _Use) -> ft.Control:
    """One earlier answer: what it is, where and when it was given."""
    t, formats = use_text(), use_formats()
    (earlier,) = use.answers.values()
    link = Link(t("Use again: {answer}", answer=answer), use, icon=ft.Icons.HISTORY, wrap=True)
    given = t("{service}, {date}", service=procedure, date=formats.date(date.fromisoformat(earlier.given_on)))
    return Flush(Row([link, Small(given)], wrap=True), by=8)
