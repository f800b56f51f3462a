"""What is said of a wrong value at its field: the precise reason, unless the form has words of its own."""

from datetime import date
from typing import Any

import pytest

from forms.flow import Form
from forms.procedure import FormDefinition

_NAMES = {
    "so": {"type": "string", "format": "personal_id"},
    "khac": {"type": "string", "format": "personal_id"},
    "gia": {"type": "integer", "x-kind": "vnd"},
    "gio": {"type": "string", "format": "time_of_day"},
    "ngay": {"type": "string", "format": "date"},
    "gui": {"type": "string"},
    "dong": {"type": "integer", "x-kind": "vnd", "minimum": 1_500_000},
}


@pytest.fixture(scope="module")
def form() -> Form:
    controls = [{"type": "Control", "scope": f"#/properties/{name}"} for name in _NAMES]
    texts = {f"{name}.label": name for name in _NAMES} | {
        "khac.errors.format": "Xem thẻ.",
        "gui.label": "UBND xã",
        "steps.a.title": "A",
    }
    return Form(
        FormDefinition(
            version="v1",
            schema={"type": "object", "properties": _NAMES},
            ui={"elements": [{"type": "Category", "options": {"id": "a"}, "elements": controls}]},
            texts={"vi": texts, "en": texts},
        ),
        {},
    )


@pytest.mark.parametrize(
    ("name", "value", "vi", "en"),
    [
        ("so", "00108501234", "ở đây có 11", "here are 11"),
        ("khac", "00108501234", "Xem thẻ.", "Xem thẻ."),
        ("gui", 1, "Xem lại UBND xã.", "Look at UBND xã again."),
        ("dong", 1, "từ 1.500.000 trở lên", "1,500,000 or more"),
        ("gia", "16,5", "không có phần lẻ", "without decimals"),
        ("gia", "nhiều", "bằng chữ số", "in figures"),
        ("gio", "25:00", "từ 00:00 đến 23:59", "from 00:00 to 23:59"),
        ("ngay", "2026-02-31", "chỉ có 28 ngày", "has 28 days"),
        ("ngay", "mai", "Ghi ngày/tháng/năm", "Write day/month/year"),
        ("ngay", 20261102, "Xem lại", "again"),
    ],
)
def test_a_wrong_value_is_kept_and_the_reason_said(form: Form, name: str, value: Any, vi: str, en: str) -> None:
    (problem,) = form.problems({name: value}, today=date(2026, 11, 22))
    assert problem.pointer == f"/{name}"
    assert vi in problem.message["vi"]
    assert en in problem.message["en"]
