"""A control as a question: what stands in it now."""

from collections.abc import Mapping
from typing import Any

from forms.controls import Control
from forms.fields import Choice, Field, Term
from forms.pointers import UNDEFINED, resolve
from forms.standing import Standing


class Asking:
    """The questions of a form as ``Field``; what never changes of one is made once."""

    def __init__(self, controls: tuple[Control, ...]) -> None:
        """Prepare the questions of ``controls`` and of their rows."""
        self._still: dict[int, tuple[tuple[Choice, ...], Mapping[str, Any], tuple[Term, ...]]] = {}
        for control in controls:
            self._prepare(control)

    def field(self, control: Control, standing: Standing, base: str = "") -> Field:
        """Return the question as it stands; ``base``: the pointer of the row it is in."""
        own, value = resolve(standing.own, control.keys), resolve(standing.data, control.keys)
        is_required = control.required_in_group or (len(control.keys) == 1 and control.keys[0] in standing.required)
        is_later = control.pointer in standing.awaited
        return self._made(
            control,
            pointer=f"{base}{control.pointer}",
            required=is_required,
            enabled=control.pointer in standing.enabled,
            value=None if value is UNDEFINED else value,
            is_derived=own is UNDEFINED and value is not UNDEFINED,
            later=is_later,
        )

    def blank(self, control: Control, *, required: bool) -> Field:
        """Return the question before anybody answered anything, shown or not."""
        return self._made(control, pointer=control.pointer, required=required)

    def row_fields(self, control: Control, standing: Standing, index: int) -> tuple[Field, ...]:
        """Return the questions that one row shows, with absolute pointers."""
        row = standing.row(control.keys[0], index).standing
        base = f"{control.pointer}/{index}"
        return tuple(self.field(column, row, base) for column in control.columns if column.pointer in row.visible)

    def _prepare(self, control: Control) -> None:
        for column in control.columns:
            self._prepare(column)
        choices = tuple(Choice(value=value, label=label) for value, label in control.choices)
        terms = tuple(Term(key=key, name=name, meaning=meaning) for key, name, meaning in control.terms)
        self._still[id(control)] = (choices, control.options, terms)
        if control.columns:
            columns = tuple(self.blank(column, required=column.required_in_group) for column in control.columns)
            self._still[id(control)] = (choices, {**control.options, "columns": columns}, terms)

    def _made(
        self,
        control: Control,
        *,
        pointer: str,
        required: bool,
        enabled: bool | None = None,
        value: Any = None,
        is_derived: bool = False,
        later: bool = False,
    ) -> Field:
        choices, options, terms = self._still[id(control)]
        return Field(
            pointer=pointer,
            kind=control.kind,
            label=control.label,
            hint=control.hint,
            why=control.why,
            example=control.example,
            required=required,
            enabled=control.kind != "output" if enabled is None else enabled,
            choices=choices,
            prefill=control.prefill,
            options=options,
            short=control.short,
            value=value,
            is_derived=is_derived,
            later=later,
            terms=terms,
        )
