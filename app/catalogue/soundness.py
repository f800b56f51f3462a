"""Whether a catalogue that came from the portal can be worked with; asked before it replaces one that can."""

from jsonschema.exceptions import SchemaError

from forms.calendar import Calendar
from forms.flow import Form
from forms.procedure import Catalogue, Procedure


def is_sound(catalogue: Catalogue) -> bool:
    """Whether it has procedures, a calendar, and forms that can be shown and checked."""
    try:
        Calendar.decode(catalogue.calendar)
        return bool(catalogue.procedures) and all(_has_sound_form(p, catalogue) for p in catalogue.procedures)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, SchemaError):
        return False


def _has_sound_form(procedure: Procedure, catalogue: Catalogue) -> bool:
    if procedure.form is None:
        return True
    form = Form(procedure.form, catalogue.lists, procedure.papers)
    form.problems({}, today=catalogue.built_on)
    form.papers({}, today=catalogue.built_on)
    return bool(form.steps({}, today=catalogue.built_on))
