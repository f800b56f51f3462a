"""What a form says to whoever shows it: questions as they stand, steps, problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from forms.procedure import Text

REVIEW = "review"
"""The ``step_id`` of declarations: they stand on the page that checks the answers, not among the steps."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a person can choose."""

    value: Any
    label: Text


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary that the question uses: its ``name`` and what it means."""

    key: str
    name: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question as it stands now.

    ``kind`` is one of: text name date partial_date personal_id phone email address agency choice (few: radio) select
    tick int vnd tax_code social_insurance health_card health_facility licence plate table list multi_choice
    declaration output (calculated: shown, not asked).

    ``value`` is what to show: the answer, else the value derived from other answers (``is_derived``); a derived value
    is submitted as it is unless the person types another.
    ``options`` by kind: address ``detail`` (bool: ask for the street), ``detail_label`` (Text); agency ``level``
    ("commune" | "province"), ``body`` (Text with ``{place}``); table ``columns`` (tuple of Field whose pointer is
    relative to the row), ``max_items``; list (cards) ``columns`` (of any kind), ``min_items``, ``max_items`` (None: any
    number), ``item`` (Text with ``{number}``), ``sortable`` (bool), see ``Form.row_fields``; text ``multiline`` (bool),
    ``max_length``; every kind ``group`` (Text: a heading over neighbouring fields that have the same one).
    ``later``: needed, but the dossier may be filed without it; the office asks for it afterwards.
    ``terms``: words of the glossary that the question uses.
    ``short`` names the field in the middle of a sentence ("ngày sinh của mẹ"): "Sửa {short}".
    """

    pointer: str
    kind: str
    label: Text
    hint: Text
    why: Text
    example: Text
    required: bool
    enabled: bool
    choices: tuple[Choice, ...]
    prefill: str | None
    options: Mapping[str, Any]
    short: Text
    value: Any = None
    is_derived: bool = False
    later: bool = False
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One topic: ``title`` as a heading, ``name`` for "Bước 3/6 · Người mẹ"."""

    id: str
    title: Text
    name: Text
    intro: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, worded so that it names the fix.

    ``severity`` "confirm" asks the person to look again; its ``id`` goes into the confirmations when they say that it
    is right as it stands. "later" never stops anything: it is what ``Form.later`` lists. ``pointer`` is a field's, or
    that of a table's or list's cell (``/km_co_cau/0/ten``).
    """

    pointer: str
    id: str
    severity: Literal["error", "confirm", "later"]
    message: Text
    step_id: str
