"""Somebody who answers a form at random: picks, types letter by letter, clears, adds and removes rows, goes astray."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from forms.evaluation import Evaluation
from forms.fields import Field
from forms.places import Places
from forms.pointers import find_answer

TEXTS = (
    "NGUYỄN THỊ MINH KHAI",
    "Nguyễn Văn An",
    "An\u0301 NFD",
    "001185012345",
    "079304012345",
    "0912345678",
    "DN4790123456789",
    "0101234567",
    "30A-123.45",
    "an@example.vn",
    "Số 12, phố Hàng Trống",
    "１２３",
    "👶",
    "x" * 600,
)
DATES = ("1985-03-02", "1996", "1996-08", "2008-02-29", "2026-02-31", "2026-11-01", "2026-11-22", "2027-01-01", "2/11")
AMOUNTS = (0, 1, -1, 3, 13, 150_000, 12_500_000, 10**15, 10**16, 2.5)
ODD = (None, "", " ", True, 7, "?", [], [None], {}, {"province": "01"}, {"a": {"b": 1}}, [{}], "\u0000")
"""What only a broken draft holds: of another type than the field's."""


def moves(evaluation: Evaluation, draw: random.Random, places: Places, *, steps: int) -> Iterator[tuple[str, Any]]:
    """Yield where to answer next and with what, as the form stands when asked."""
    for _ in range(steps):
        shown = [field for step in evaluation.steps() for field in step.fields] + list(evaluation.declarations())
        field = draw.choice(shown)
        if field.kind in ("list", "table") and draw.random() < 0.8:
            yield _in_rows(evaluation, field, draw, places)
        else:
            yield field.pointer, _value(field, draw, places)


def _in_rows(evaluation: Evaluation, field: Field, draw: random.Random, places: Places) -> tuple[str, Any]:
    rows = find_answer(evaluation.answers, field.pointer)
    rows = list(rows) if isinstance(rows, list) else []
    columns: Sequence[Field] = field.options.get("columns", ())
    if not rows or draw.random() < 0.3:
        return field.pointer, [*rows, {}]
    at = draw.randrange(len(rows))
    if draw.random() < 0.15:
        return field.pointer, rows[:at] + rows[at + 1 :]
    if draw.random() < 0.15:
        return field.pointer, draw.sample(rows, len(rows))
    if not isinstance(rows[at], dict):
        return field.pointer, []
    column = draw.choice(list(columns))
    return f"{field.pointer}/{at}{column.pointer}", _value(column, draw, places)


def _value(field: Field, draw: random.Random, places: Places) -> Any:
    if draw.random() < 0.06:
        return draw.choice(ODD)
    if field.choices:
        picked = [choice.value for choice in draw.sample(field.choices, min(2, len(field.choices)))]
        return picked if field.kind == "multi_choice" else picked[0]
    if field.kind in ("tick", "declaration"):
        return draw.choice((True, True, False))
    if field.kind in ("address", "agency"):
        return _place(field, draw, places)
    if field.kind in ("date", "partial_date"):
        return draw.choice(DATES)
    if field.kind in ("int", "vnd"):
        return draw.choice(AMOUNTS)
    text = draw.choice(TEXTS)
    return text if draw.random() < 0.7 else text[: draw.randrange(len(text))]


def _place(field: Field, draw: random.Random, places: Places) -> dict[str, Any]:
    province = draw.choice(places.provinces())
    found: dict[str, Any] = {"province": province.province}
    if field.options.get("level") != "province":
        found["commune"] = draw.choice(places.communes(province.province)).commune
    if field.options.get("detail"):
        found["detail"] = draw.choice(("Số 1, ngõ 2", ""))
    return found
