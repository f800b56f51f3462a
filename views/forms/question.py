"""One question with its help, its message and what confirms something unusual."""

from dataclasses import replace
from typing import Any

import flet as ft

from forms.flow import Field
from views.forms.asker import Asker
from views.forms.entry import is_typed
from views.forms.help import with_help
from views.forms.kinds.registry import ask
from views.forms.parts import named_part

_WITH_PARTS = frozenset({"list", "table", "address", "agency"})
"""What these show depends on more than their own answer."""


def question(field: Field, asker: Asker, *, is_beside: bool = False) -> ft.Control:
    """Return one question with its help, its message and what confirms something unusual; a scroller finds it.

    Args:
        field: Which one.
        asker: What is known of the step.
        is_beside: Whether it shares its row with another, as wide: then it is made so, for one that is kept is frozen.
    """
    if not field.enabled or field.kind in _WITH_PARTS or asker.state.problem_at(field.pointer) is not None:
        return _drawn(field, asker, is_beside=is_beside)
    return asker.kept.control(
        field.pointer, (_made_of(field, asker), is_beside), lambda: _drawn(field, asker, is_beside=is_beside)
    )


def _drawn(field: Field, asker: Asker, *, is_beside: bool) -> ft.Control:
    drawn = named_part(field.pointer, with_help(ask(field, asker), field, asker))
    if is_beside:
        drawn.expand = 1
    return drawn


def _made_of(field: Field, asker: Asker) -> Any:
    """Return all that a question without a problem shows; a typed answer is the field's own."""
    state, pointer = asker.state, field.pointer
    return (
        replace(field, value=None) if is_typed(field) and not field.is_derived else field,
        state.chosen.get(pointer),
        state.reported.get(pointer),
        state.writings.get(pointer, 0),
        tuple(one for one in state.later if one.pointer == pointer),
        asker.earlier.get(pointer, ()),
        asker.focus_of(pointer),
        asker.last == pointer,
        asker.is_wide,
        asker.t.language,
    )
