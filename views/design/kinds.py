"""Every kind of field in its states, as the guided form asks, shows and words it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import flet as ft

from app.i18n import LANGUAGES
from forms.answer_words import in_words
from forms.flow import Choice, Field, Problem, Step, Term
from forms.procedure import Text
from views.design.cards import Card
from views.design.frame import Screen
from views.design.text import Section, Small
from views.forms.asker import Asker
from views.forms.entry import displayed, is_typed
from views.forms.help import with_help
from views.forms.kinds.reading import Reading
from views.forms.kinds.registry import KINDS, ask, show
from views.forms.row_cards import Moved, Removed
from views.forms.screen_model import StepModel
from views.forms.state import Asking, Row
from views.forms.taken_over import taken_over
from views.shared.boundary import page
from views.shared.context import use_surroundings
from views.shared.scrolling import use_scroller

ANSWERS: dict[str, Any] = {
    "text": "Bệnh viện Mẫu",
    "name": "NGUYỄN MẪU AN",
    "date": "2026-11-02",
    "partial_date": "1996-08",
    "personal_id": "001196900001",
    "phone": "0912345678",
    "email": "mau@example.vn",
    "int": 2,
    "vnd": 12_500_000,
    "tax_code": "0101234567",
    "social_insurance": "0123456789",
    "health_facility": "01-013",
    "licence": "010123456789",
    "plate": "29A-123.45",
    "health_card": "HT2010123456789",
    "choice": "a",
    "select": "b",
    "multi_choice": ["a", "b"],
    "tick": True,
    "address": {"province": "01", "commune": "00070", "detail": "Số 12 phố Mẫu"},
    "agency": {"province": "01", "commune": "00070"},
    "output": "Ngày hai, tháng mười một",
}
"""A sample answer of each kind; none is a real person's."""

_CHOICES = (Choice("a", {"vi": "Con đẻ", "en": "Own child"}), Choice("b", {"vi": "Con nuôi", "en": "Adopted child"}))
_WRONG: Text = {"vi": "Nhập cho đúng như trên giấy tờ.", "en": "Enter it as on your papers."}


@page
def KindsPage() -> ft.View:
    """Each kind empty, answered, wrong and as it is read; then the states that any of them can have."""
    surroundings, scroller = use_surroundings(), use_scroller()
    parts: list[ft.Control] = []
    for kind in KINDS:
        if kind not in ("table", "list", "declaration"):
            parts += [Section(kind), *_of_kind(kind)]
    parts += [Section("list"), _asked(_list()), Section("table"), _asked(_table())]
    parts += [Section("states"), *_states()]
    return Screen(
        surroundings.text.text({"vi": "Các kiểu câu hỏi", "en": "Kinds of question"}),
        parts,
        back="/design",
        header="Design",
        navigation=False,
        scroller=scroller,
    )


def _of_kind(kind: str) -> list[ft.Control]:
    empty, answered, wrong = (_field(kind, state) for state in ("empty", "answered", "wrong"))
    surroundings = use_surroundings()
    places, t = surroundings.services.catalogue.places, surroundings.text
    reading = Reading(kind, {language: in_words(empty, ANSWERS[kind], language, places) for language in LANGUAGES})
    return [
        _asked(empty),
        _asked(answered, answers={answered.pointer: ANSWERS[kind]}),
        _asked(wrong, problems=(Problem(wrong.pointer, "x", "error", _WRONG, "s"),)),
        Card([Small("show"), show(reading, t)]),
    ]


def _states() -> list[ft.Control]:
    derived = _field("name", "derived", is_derived=True, value="NGUYỄN MẪU AN")
    later = _field("text", "later", required=False, later=True)
    unusual = _field("personal_id", "unusual")
    forbidden = _field("text", "forbidden", enabled=False)
    reported = _field("name", "reported")
    explained = _field(
        "text",
        "explained",
        required=False,
        why={"vi": "Để cơ quan tra cứu thay bạn.", "en": "So that the office can look it up."},
        terms=(Term("t", {"vi": "giấy chứng sinh", "en": "birth notification"}, _WRONG),),
    )
    known = _field("name", "known", value="NGUYỄN MẪU AN")
    return [
        _asked(derived, answers={derived.pointer: "NGUYỄN MẪU AN"}),
        _asked(later, later=(Problem(later.pointer, "l", "later", _WRONG, "s"),)),
        _asked(unusual, problems=(Problem(unusual.pointer, "u", "confirm", _WRONG, "s"),)),
        _asked(forbidden, answers={forbidden.pointer: "Bệnh viện Mẫu"}),
        _asked(reported, reported={reported.pointer: "population_register"}),
        _asked(explained),
        taken_over([known], "population_register", _asker(known, answers={known.pointer: "NGUYỄN MẪU AN"})),
    ]


def _field(kind: str, state: str, **more: Any) -> Field:
    name = f"{kind}: {state}"
    label = {"vi": name, "en": name}
    hint = {"vi": "Ghi như trên giấy tờ.", "en": "As on your papers."} if state == "empty" else {}
    known: dict[str, Any] = {
        "pointer": f"/{kind}-{state}",
        "kind": kind,
        "label": label,
        "hint": hint,
        "why": {},
        "example": {},
        "required": True,
        "enabled": True,
        "choices": _CHOICES if kind in ("choice", "select", "multi_choice") else (),
        "prefill": None,
        "options": {"detail": True} if kind == "address" else {},
        "short": label,
    }
    return Field(**{**known, **more})


def _list() -> Field:
    item = {"vi": "Thành viên {number}", "en": "Member {number}"}
    return _field("list", "cards", options={"item": item, "sortable": True, "min_items": 1, "max_items": 4})


def _table() -> Field:
    columns = tuple(_cell("table", kind) for kind in ("text", "int"))
    return _field("table", "lines", required=False, options={"columns": columns, "max_items": 4})


def _cell(table: str, kind: str) -> Field:
    label = {"vi": f"{kind} ({table})", "en": f"{kind} ({table})"}
    return _field(kind, "cell", pointer=f"/{kind}", label=label)


def _cards(field: Field) -> tuple[Row, ...]:
    def row(at: int, *, is_open: bool, about: str) -> Row:
        cells = tuple(
            _field(kind, f"cell {at}", pointer=f"{field.pointer}/{at}/{kind}") for kind in ("name", "date", "choice")
        )
        return Row(cells, is_open, about, {"vi": "01/05/2010 · Con đẻ", "en": "1 May 2010 · Own child"})

    return (row(0, is_open=False, about="NGUYỄN MẪU AN"), row(1, is_open=True, about=""))


def _asked(field: Field, **state: Any) -> ft.Control:
    asker = _asker(field, **state)
    return with_help(ask(field, asker), field, asker)


def _asker(
    field: Field,
    *,
    answers: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    later: Sequence[Problem] = (),
    reported: Mapping[str, str] | None = None,
) -> Asker:
    surroundings = use_surroundings()
    known = answers or {}
    lists = {field.pointer: _cards(field)} if field.kind == "list" else {}
    asking = Asking(
        draft_id="",
        procedure_name={},
        step=Step(id="s", title={}, name={}, intro={}, fields=(field, _field("address", "other"))),
        stops=(),
        number=1,
        chosen={} if is_typed(field) else known,
        rows={field.pointer: 2},
        lists=lists,
        removed=Removed(field.pointer, 2, {}, "TRẦN MẪU BÉ") if lists else None,
        moved=Moved(field.pointer, 0, 1) if lists else None,
        problems=tuple(problems),
        later=tuple(later),
        reported=reported or {},
    )
    return Asker(
        model=cast(StepModel, _Shown(known)),
        state=asking,
        t=surroundings.text,
        places=surroundings.services.catalogue.places,
        is_wide=False,
        focused=("", 0),
        proceed=_stay,
        last=None,
    )


async def _stay() -> None:
    """Lead nowhere: the catalogue only shows."""


class _Shown:
    """What a question reads of a step's model; every intent leaves all as it is."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    @property
    def rows(self) -> "_Shown":
        """What is intended with rows leaves all as it is, too."""
        return self

    def typed_text(self, field: Field, language: str = "vi") -> str:
        """Return the text of a sample."""
        return displayed(field, self._answers.get(field.pointer), language)

    def typed_part(self, field: Field, part: str) -> str:
        """Return the text of a part of a sample."""
        return str((self._answers.get(field.pointer) or {}).get(part, ""))

    def words_of(self, field: Field, _language: str) -> str:
        """Return a sample in words."""
        return str(self._answers.get(field.pointer, ""))

    async def leave(self, _field: Field, _language: str = "vi") -> None:
        """Leave a sample as it is."""

    def __getattr__(self, _intent: str) -> Any:
        """Return an intent that does nothing."""
        return lambda *_arguments, **_options: None
