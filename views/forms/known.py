"""What the State already knows and may fill in."""

from collections.abc import Mapping, Sequence
from typing import Any

from api_client.models import KnownValue
from app.drafts.model import Subject
from forms.answer_sources import is_about_signed_in
from forms.flow import Field, Step
from forms.pointers import find_answer

_NEVER_PRESET = frozenset({"person.ethnicity", "person.religion", "person.marital_status"})
"""No value is preset that concerns ethnicity, religion or family."""


def known_offers(
    steps: Sequence[Step], known: Mapping[str, KnownValue], answers: Mapping[str, Any], *, subject: Subject = "self"
) -> dict[str, tuple[Any, str]]:
    """Return value and source for each field that nobody answered and that a register can fill, by pointer.

    Args:
        steps: As they stand now.
        known: What the registers know of the signed-in person.
        answers: The draft's.
        subject: For whom the application is; a control that asks about that person says ``"prefill_for": ["self"]``.
    """
    return {
        field.pointer: (value.value, value.source)
        for step in steps
        for field in step.fields
        if is_about_signed_in(field.options, subject)
        and (value := _known(field, known)) is not None
        and find_answer(answers, field.pointer) is None
    }


def _known(field: Field, known: Mapping[str, KnownValue]) -> KnownValue | None:
    if not field.prefill or field.prefill in _NEVER_PRESET:
        return None
    return known.get(field.prefill)
