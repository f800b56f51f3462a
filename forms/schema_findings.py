"""From an error that JSON Schema names to a problem at a field, in words that name the fix."""

from collections.abc import Iterable, Iterator
from typing import Any

from forms import messages
from forms.controls import Control, Layout
from forms.fields import REVIEW, Problem
from forms.pointers import pointer_of
from forms.procedure import Text
from forms.program import Program
from forms.standing import Standing


class SchemaFindings:
    """Says where the errors of a form's schema are shown, and how."""

    def __init__(self, program: Program, layout: Layout) -> None:
        """Keep the form's questions and their texts."""
        self._program = program
        self._layout = layout

    def of_errors(self, errors: Iterable[Any], standing: Standing, base: tuple[str, ...] = ()) -> Iterator[Problem]:
        """Yield the problems of errors found in the answers under ``base``."""
        for error in errors:
            path = _as_given([*base, *error.absolute_path], standing)
            if error.validator != "required":
                yield from self._at(path, error, standing)
                continue
            for name in error.validator_value:
                if name not in error.instance:
                    yield from self._at([*path, name], error, standing)

    def _at(self, path: list[str], error: Any, standing: Standing) -> Iterator[Problem]:
        pointer = pointer_of(path)
        control = self._layout.control_over(pointer)
        if control is None:
            yield from self._at_group(pointer, error, standing)
            return
        if error.validator == "required" and not _is_asked(control, pointer, standing):
            return
        message = messages.of_schema_error(control, error, pointer)
        yield _error(control.place_of(pointer), f"{control.pointer}:{error.validator}", message, control.step_id)

    def _at_group(self, pointer: str, error: Any, standing: Standing) -> Iterator[Problem]:
        """Yield what is wrong where no single field asks: in an object with fields for its parts, or in everything."""
        inside = [control for control in self._layout.controls if control.pointer.startswith(f"{pointer}/")]
        shown = [control for control in inside if control.pointer in standing.visible]
        if error.validator == "required" and inside:
            for control in shown:
                if control.required_in_group:
                    found = f"{control.pointer}:required"
                    yield _error(control.pointer, found, messages.required(control), control.step_id)
        elif pointer and shown:
            first = shown[0]
            yield _error(first.pointer, f"{first.pointer}:{error.validator}", messages.again(first), first.step_id)
        else:
            message = messages.UNKNOWN if pointer else messages.APART
            yield _error(pointer, str(error.validator), message, REVIEW)


def _error(pointer: str, problem_id: str, message: Text, step_id: str) -> Problem:
    return Problem(pointer=pointer, id=problem_id, severity="error", message=message, step_id=step_id)


def _is_asked(control: Control, pointer: str, standing: Standing) -> bool:
    """Return whether a field that is missing is shown: nobody can answer what is not asked."""
    if control.pointer not in standing.visible:
        return False
    column = control.cell(pointer) if control.columns else None
    if column is None:
        return True
    index = pointer[len(control.pointer) :].split("/")[1]
    row = standing.row(control.keys[0], int(index)) if len(control.keys) == 1 else None
    return row is None or column.pointer in row.standing.visible


def _as_given(path: list[Any], standing: Standing) -> list[str]:
    """Return a path into the answers as they were given: rows in which nothing was answered stand among them."""
    if len(path) > 1 and path[0] in standing.rows and isinstance(path[1], int):
        path = [path[0], standing.filed_rows(path[0])[path[1]].index, *path[2:]]
    return [str(part) for part in path]
