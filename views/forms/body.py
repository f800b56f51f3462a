"""The questions of a step: the one part of its page that a key may change."""

from collections.abc import Awaitable, Callable

import flet as ft

from views.design import Body, Stack
from views.earlier.offers import earlier_over, use_earlier
from views.forms.asker import Asker
from views.forms.kept import Kept
from views.forms.questions import questions
from views.forms.screen_model import StepModel
from views.forms.spoken import SpokenStep
from views.forms.state import Asking
from views.scanning.screen import scan_offers
from views.shared.boundary import view
from views.shared.context import use_surroundings
from views.shared.hooks import use_kept, use_once


@view
def StepBody(
    model: StepModel, draft_id: str, proceed: Callable[[], Awaitable[None]], focused: tuple[str, int]
) -> ft.Control:
    """The introduction and the questions, drawn anew whenever the model's state changes.

    Args:
        model: Of the step; Flet renders a component anew when an observable among its arguments changes.
        draft_id: Of which draft.
        proceed: What Enter does in the last question, where it is typed.
        focused: Which field a line of the summary led to, and how often one was followed.
    """
    surroundings = use_surroundings()
    t = surroundings.text
    offers = use_earlier(draft_id)
    # Flet 1.0.5: what a component drew finds the app only through that very component. The page makes another one each
    # time it is drawn, with another ``proceed``: nothing that the one before drew may be shown again.
    kept, spoken = use_kept(Kept, proceed), use_once(SpokenStep)
    kept.begin()
    state = model.state
    if not isinstance(state, Asking):
        return ft.Container(visible=False)
    asker = Asker(
        model=model,
        state=state,
        t=t,
        places=surroundings.services.catalogue.places,
        is_wide=surroundings.is_wide,
        focused=focused,
        proceed=proceed,
        last=state.step.fields[-1].pointer if state.step.fields else None,
        earlier=offers(state.step.fields),
        kept=kept,
    )
    intro = t.text(state.step.intro)
    return Stack(
        [
            *spoken.button(asker),
            *([Body(intro)] if intro else []),
            *scan_offers(model, state, t),
            *earlier_over(asker),
            *questions(asker),
        ]
    )
