import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.answers_paper import AnswersCopy, answer_sections, draw_answers
from forms.flow import Form
from forms.paper import SAMPLE_MARK, Section, Table
from forms.procedure import FormDefinition, Paper

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def _text(name: str) -> dict[str, str]:
    return {f"{name}.label": name, f"{name}.item": f"{name} {{number}}"}


@pytest.fixture(scope="module")
def form() -> Form:
    """Return a form with a table, cards, a group and what may come later."""
    schema = {
        "type": "object",
        "properties": {
            "ten": {"type": "string", "format": "person_name"},
            "so": {"type": "string"},
            "ngay": {"type": "string", "format": "date"},
            "ghi_chu": {"type": "string"},
            "them": {"type": "string"},
            "nua": {"type": "string"},
            "hang": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"mon": {"type": "string"}, "gia": {"type": "integer", "x-kind": "vnd"}},
                },
            },
            "nguoi": {
                "type": "array",
                "items": {"type": "object", "properties": {"ho_ten": {"type": "string"}, "sinh": {"type": "string"}}},
            },
            "cam_doan": {"const": True, "x-kind": "declaration"},
        },
        "x-later": [{"pointer": "/so", "message": "later.so"}],
        "x-checks": [
            {
                "id": "ngay_xa",
                "pointer": "/ngay",
                "severity": "confirm",
                "message": "checks.ngay",
                "when": {"<": [{"var": "ngay"}, "2000-01-01"]},
            }
        ],
    }
    row = [{"type": "Control", "scope": f"#/properties/{name}"} for name in ("ho_ten", "sinh")]
    controls = [{"type": "Control", "scope": f"#/properties/{name}"} for name in ("ten", "so", "hang")]
    ui = {
        "type": "Categorization",
        "elements": [
            {"type": "Category", "options": {"id": "dau"}, "elements": controls},
            {
                "type": "Category",
                "options": {"id": "sau"},
                "elements": [
                    {
                        "type": "Control",
                        "scope": "#/properties/nguoi",
                        "options": {"widget": "list", "detail": {"type": "VerticalLayout", "elements": row}},
                    },
                    {
                        "type": "Group",
                        "label": "nhom.khac",
                        "elements": [{"type": "Control", "scope": f"#/properties/{n}"} for n in ("ngay", "ghi_chu")],
                    },
                    {"type": "Control", "scope": "#/properties/them"},
                    {"type": "Control", "scope": "#/properties/nua"},
                    {"type": "Control", "scope": "#/properties/cam_doan"},
                ],
            },
        ],
    }
    names = (
        "ten",
        "so",
        "ngay",
        "ghi_chu",
        "them",
        "nua",
        "hang",
        "nguoi",
        "cam_doan",
        "hang.mon",
        "hang.gia",
        "nguoi.ho_ten",
    )
    texts = {
        "steps.dau.title": "Phần đầu",
        "steps.sau.title": "Phần sau",
        "nhom.khac": "Việc khác",
        "nguoi.sinh.label": "sinh",
        "later.so": "Số sẽ được hỏi sau.",
        "checks.ngay": "Ngày này đã lâu.",
    }
    for name in names:
        texts |= _text(name)
    definition = FormDefinition(version="v1", schema=schema, ui=ui, texts={"vi": texts, "en": texts})
    return Form(definition, {}, (Paper(id="giay", title={"vi": "Giấy A", "en": "Paper A"}),))


ANSWERS: Mapping[str, Any] = {
    "ten": "TRẦN THỊ MẪU",
    "ngay": "1999-11-02",
    "hang": [{"mon": "Khăn", "gia": 50_000}, {"mon": "Mũ"}],
    "nguoi": [{"ho_ten": "An", "sinh": "1990"}, {"ho_ten": "Bình"}],
    "them": "một",
    "nua": "hai",
    "cam_doan": True,
}


def _copy(**changes: Any) -> AnswersCopy:
    whole = AnswersCopy(
        language="vi",
        procedure_name={"vi": "Thủ tục thử", "en": "Trial service"},
        procedure_code="9.000001",
        made_at=AT,
        answers=ANSWERS,
        code="X00.01-261122-0001",
        confirmed=frozenset({"ngay_xa"}),
        files=(("giay", "giay-a.jpg"),),
        papers=(Paper(id="giay", title={"vi": "Giấy A", "en": "Paper A"}),),
    )
    return replace(whole, **changes)


def _pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_answers_stand_by_step_and_group_with_tables_and_cards(form: Form) -> None:
    assert answer_sections(form, ANSWERS, language="vi", today=TODAY) == (
        Section("Phần đầu", (("ten", "TRẦN THỊ MẪU"),)),
        Table("hang", ("", "hang.mon", "hang.gia"), (("1", "Khăn", "50.000\u00a0₫"), ("2", "Mũ", ""))),
        Section("Phần sau", ()),
        Section("nguoi", (), level=2),
        Section("nguoi 1", (("nguoi.ho_ten", "An"), ("sinh", "1990")), level=3),
        Section("nguoi 2", (("nguoi.ho_ten", "Bình"),), level=3),
        Section("Việc khác", (("ngay", "02/11/1999"),), level=2),
        Section("Các mục khác", (("them", "một"), ("nua", "hai")), level=2),
    )


def test_a_step_without_answers_is_left_out(form: Form) -> None:
    answers = {"ngay": "2026-11-02"}
    assert answer_sections(form, answers, language="en", today=TODAY) == (
        Section("Phần sau", ()),
        Section("Việc khác", (("ngay", "2 November 2026"),), level=2),
    )


def test_a_part_of_the_dossier_shows_its_own_steps_alone(form: Form) -> None:
    shown = answer_sections(form, ANSWERS, language="vi", today=TODAY, only_steps=frozenset({"dau"}))
    assert [section.heading for section in shown] == ["Phần đầu", "hang"]


def test_a_copy_says_what_was_confirmed_attached_promised_and_declared(form: Form, project_root: Path) -> None:
    pages = _pages(draw_answers(form, _copy(), fonts=project_root / "assets/fonts"))

    page = " ".join(pages)
    assert all(SAMPLE_MARK in one for one in pages)
    assert f"X00.01-261122-0001 · Trang 1/{len(pages)}" in page
    assert "10:00, 22/11/2026" in page
    for words in ("Ngày này đã lâu.", "giay-a.jpg", "Giấy A", "Số sẽ được hỏi sau.", "Đã cam đoan"):
        assert words in page


def test_a_draft_says_that_nothing_was_submitted(form: Form, project_root: Path) -> None:
    copy = _copy(code="", language="en", answers={**ANSWERS, "cam_doan": None}, confirmed=frozenset())
    page = " ".join(_pages(draw_answers(form, copy, fonts=project_root / "assets/fonts")))

    assert "Draft, not submitted" in page
    assert "Not declared yet" in page
    assert "Ngày này đã lâu." not in page


def test_the_same_answers_give_the_same_bytes(form: Form, project_root: Path) -> None:
    fonts = project_root / "assets/fonts"
    assert draw_answers(form, _copy(), fonts=fonts) == draw_answers(form, _copy(), fonts=fonts)


def test_the_longest_answer_and_letters_the_font_lacks_are_all_there(form: Form, project_root: Path) -> None:
    long = "".join(f"câu{number} " for number in range(900))
    answers = {**ANSWERS, "ghi_chu": long, "so": "a" * 3000, "ten": "王 🙂\u200d𝒳 H\u02bcHEN"}
    pages = _pages(draw_answers(form, _copy(answers=answers), fonts=project_root / "assets/fonts"))

    whole = " ".join(pages)
    assert len(pages) > 2
    assert all(f"câu{number}" in whole for number in range(900))
    assert "[U+738B] [U+1F642][U+1D4B3] H’HEN" in whole
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number}/{len(pages)}" in page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("code", "name"), [("1.001193", "married_parents"), ("2.000033", "discount_two_provinces")])
def test_every_answer_of_a_published_form_is_on_its_copy(
    form_of: Callable[[str], Form],
    answers_of: Callable[[str, str], dict[str, Any]],
    code: str,
    name: str,
    language: str,
) -> None:
    form = form_of(code)
    filed = form.submission(answers_of(code, name), today=TODAY)
    sections = answer_sections(form, filed, language=language, today=TODAY)
    on_paper = {value for part in sections if isinstance(part, Section) for _label, value in part.lines}
    asked = [field for step in form.steps(filed, today=TODAY) for field in step.fields if field.kind != "table"]

    assert on_paper >= {form.stringify(field, filed, language) for field in asked} - {""}
    assert any(isinstance(part, Table) for part in sections) == (code == "2.000033")


_ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["ten", "so", "ngay", "hang", "nguoi", "them", "x"]), _ANYTHING))
def test_answers_of_any_shape_are_shown_and_never_fail(form: Form, answers: dict[str, Any]) -> None:
    for section in answer_sections(form, answers, language="vi", today=TODAY):
        assert section.heading or isinstance(section, Table)
