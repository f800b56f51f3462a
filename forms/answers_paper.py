"""A copy of the answers on paper: what was declared, step by step, in one of the two languages.

App and portal draw it from the same form, answers and head, and get the same bytes. It carries no signature: the
portal's own copy of what was submitted does.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from forms import drawing
from forms.flow import Field, Form, Step
from forms.paper import Section, Table, put
from forms.procedure import Paper, Text, pick

VIETNAM = timezone(timedelta(hours=7))
"""The whole country's time since 1975, without summer time."""

_MOST_COLUMNS = 5
"""Of a table on paper; rows of more stand as lines, one under the other."""

_WORDS: dict[str, Text] = {
    "copy": {"vi": "Bản sao nội dung đã khai", "en": "Copy of the answers"},
    "draft": {"vi": "Bản nháp, chưa nộp", "en": "Draft, not submitted"},
    "draft_lead": {
        "vi": "Đây là câu trả lời đang lưu trên thiết bị của bạn. Hồ sơ chưa được nộp cho cơ quan nào.",
        "en": "These are the answers kept on your device. Nothing has been submitted to any office.",
    },
    "filed_lead": {
        "vi": "Các câu trả lời đúng như trong hồ sơ đã nộp. Bản có chữ ký số là “Bản đã nộp” trong hồ sơ.",
        "en": "The answers as they are in the application. The signed copy is its “Copy of what was submitted”.",
    },
    "procedure": {"vi": "Thủ tục", "en": "Service"},
    "form": {"vi": "Mẫu khai, phiên bản", "en": "Form, version"},
    "code": {"vi": "Mã hồ sơ", "en": "Application code"},
    "submitted": {"vi": "Nộp lúc", "en": "Submitted"},
    "printed": {"vi": "In lúc", "en": "Printed"},
    "office": {"vi": "Cơ quan tiếp nhận", "en": "Receiving office"},
    "others": {"vi": "Các mục khác", "en": "Other answers"},
    "declarations": {"vi": "Cam đoan", "en": "Declarations"},
    "declared": {"vi": "Đã cam đoan", "en": "Declared"},
    "not_declared": {"vi": "Chưa cam đoan", "en": "Not declared yet"},
    "confirmed": {"vi": "Đã xem lại và xác nhận là đúng", "en": "Looked at again and confirmed"},
    "files": {"vi": "Giấy tờ kèm theo", "en": "Papers attached"},
    "later": {"vi": "Sẽ bổ sung sau", "en": "To be given later"},
}


@dataclass(frozen=True, slots=True)
class AnswersCopy:
    """What a copy says beside the answers; without ``code`` it is a draft's.

    ``made_at`` is the moment of submission, of a draft that of printing: every rule counts by its day.
    """

    language: str
    procedure_name: Text
    procedure_code: str
    made_at: datetime
    answers: Mapping[str, Any]
    code: str = ""
    office: str = ""
    confirmed: AbstractSet[str] = frozenset()
    """Ids of the checks to which the person said yes."""
    files: Sequence[tuple[str, str]] = ()
    """Id of the paper and name of the file, in their order."""
    papers: Sequence[Paper] = ()
    """The procedure's, for their titles."""

    @property
    def day(self) -> date:
        """The day in Vietnam."""
        return self.made_at.astimezone(VIETNAM).date()


def draw_answers(form: Form, copy: AnswersCopy, *, fonts: Path, on_roll: bool = False) -> bytes:
    """Return the copy as PDF, always marked: unsigned it has no legal force. Takes a third of a second: use a thread.

    Args:
        form: In the version the answers were given with.
        copy: What to say.
        fonts: Folder with the Be Vietnam Pro fonts.
        on_roll: For a thermal printer of 80 mm.
    """
    return drawing.finished(lambda roll_mm: _draw(form, copy, fonts, roll_mm), on_roll=on_roll)


def _draw(form: Form, copy: AnswersCopy, fonts: Path, roll_mm: float | None) -> Any:
    language = copy.language
    title = _WORDS["copy" if copy.code else "draft"][language]
    pdf = drawing.new_document(
        language=language,
        title=f"{title}: {pick(copy.procedure_name, language)}",
        number=copy.code,
        made_at=copy.made_at.astimezone(UTC),
        fonts=fonts,
        roll_mm=roll_mm,
    )
    pdf.add_page()
    pdf.set_text_color(*drawing.INK)
    drawing.text(pdf, title, size=16, style="B")
    pdf.set_text_color(*drawing.MUTED)
    drawing.text(pdf, _WORDS["filed_lead" if copy.code else "draft_lead"][language], size=9.5)
    pdf.set_text_color(*drawing.INK)
    pdf.ln(2)
    drawing.lines(pdf, _head(form, copy))
    for section in (*answer_sections(form, copy.answers, language=language, today=copy.day), *_rest(form, copy)):
        put(pdf, section)
    return pdf


def answer_sections(
    form: Form,
    answers: Mapping[str, Any],
    *,
    language: str,
    today: date,
    only_steps: AbstractSet[str] = frozenset(),
) -> tuple[Section | Table, ...]:
    """Return every answer in words, step by step, tables as tables and cards one after the other.

    What was left empty is left out, and so is a step without answers.

    Args:
        form: In the version the answers were given with.
        answers: As filed, or as the draft holds them.
        language: ``vi`` or ``en``.
        today: The day to judge by.
        only_steps: Ids of the steps to show; empty shows all.
    """
    data = form.calculate(answers, today=today)
    found: list[Section | Table] = []
    for step in form.steps(answers, today=today):
        if only_steps and step.id not in only_steps:
            continue
        parts = list(_step_parts(form, step, data, language=language, today=today))
        if parts:
            found += _headed(parts, pick(step.name, language))
    return tuple(found)


def _headed(parts: list[Section | Table], name: str) -> list[Section | Table]:
    """Return a step's parts under its name; the first has no heading of its own where it would say the same."""
    first = parts[0]
    if isinstance(first, Section) and first.heading in ("", name):
        return [Section(name, first.lines), *parts[1:]]
    return [Section(name, ()), *parts]


def _step_parts(
    form: Form, step: Step, data: Mapping[str, Any], *, language: str, today: date
) -> Iterator[Section | Table]:
    group, unnamed, lines = "", "", list[tuple[str, str]]()
    for field in (one for one in step.fields if one.kind != "declaration"):
        own_group = pick(field.options.get("group", {}), language)
        is_rows = field.kind in ("table", "list") and isinstance(field.value, list)
        if lines and (is_rows or own_group != group):
            yield Section(group or unnamed, tuple(lines), level=2)
            unnamed, lines = _WORDS["others"][language], []
        group = own_group
        if is_rows:
            yield from _rows(form, field, data, language=language, today=today)
            unnamed = _WORDS["others"][language]  # what follows does not belong to the last card
        elif shown := form.stringify(field, data, language):
            lines.append((pick(field.label, language), shown))
    if lines:
        yield Section(group or unnamed, tuple(lines), level=2)


def _rows(
    form: Form, field: Field, data: Mapping[str, Any], *, language: str, today: date
) -> Iterator[Section | Table]:
    rows = [
        [
            (cell.pointer.rpartition(f"{field.pointer}/{index}")[2], pick(cell.label, language), shown)
            for cell in form.row_fields(data, field.pointer, index, today=today)
            if (shown := form.stringify(cell, data, language))
        ]
        for index in range(len(field.value))
    ]
    if not any(rows):
        return
    heading = pick(field.label, language)
    columns = field.options.get("columns", ())
    if field.kind == "table" and len(columns) <= _MOST_COLUMNS:
        by_column = [{pointer: shown for pointer, _label, shown in row} for row in rows]
        names = tuple(pick(column.label, language) for column in columns)
        cells = tuple(tuple(row.get(column.pointer, "") for column in columns) for row in by_column)
        yield Table(heading, ("", *names), tuple((str(place), *row) for place, row in enumerate(cells, start=1)))
        return
    yield Section(heading, (), level=2)
    item = pick(field.options.get("item") or {"vi": "{number}."}, language)
    for number, row in enumerate(rows, start=1):
        pairs = tuple((label, shown) for _pointer, label, shown in row)
        yield Section(item.replace("{number}", str(number)), pairs, level=3)


def _head(form: Form, copy: AnswersCopy) -> tuple[tuple[str, str], ...]:
    language = copy.language
    moment = f"{copy.made_at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"
    values = {
        "code": copy.code,
        "procedure": f"{pick(copy.procedure_name, language)} ({copy.procedure_code})",
        "form": form.version,
        "submitted" if copy.code else "printed": moment,
        "office": copy.office,
    }
    return tuple((_WORDS[name][language], value) for name, value in values.items() if value)


def _rest(form: Form, copy: AnswersCopy) -> Iterator[Section]:
    """Yield what stands after the answers: declarations, what was confirmed, papers, what comes later."""
    language, today = copy.language, copy.day
    declared = tuple(
        (pick(field.label, language), _WORDS["declared" if field.value is True else "not_declared"][language])
        for field in form.declarations(copy.answers, today=today)
    )
    confirmed = tuple(
        (pick(form.label_of(problem.pointer) or {}, language), pick(problem.message, language))
        for problem in form.problems(copy.answers, today=today)
        if problem.severity == "confirm" and problem.id in copy.confirmed
    )
    titles = {paper.id: pick(paper.title, language) for paper in copy.papers}
    files = tuple((titles.get(paper_id, paper_id), name) for paper_id, name in copy.files)
    sent = frozenset(paper_id for paper_id, _name in copy.files)
    sections = (
        Section(_WORDS["confirmed"][language], confirmed),
        Section(_WORDS["files"][language], files),
        later_section(what_comes_later(form, copy.answers, sent=sent, today=today), language),
        Section(_WORDS["declarations"][language], declared),
    )
    yield from (section for section in sections if section.lines)


def what_comes_later(
    form: Form, answers: Mapping[str, Any], *, sent: AbstractSet[str], today: date
) -> tuple[tuple[Text, Text], ...]:
    """Return what the office will ask for later: the name of each question or paper, and what is said of it.

    Args:
        form: In the version the answers were given with.
        answers: As filed, or as the draft holds them.
        sent: Ids of the papers that are there already.
        today: The day to judge by.
    """
    asked = [(form.label_of(problem.pointer) or {}, problem.message) for problem in form.later(answers, today=today)]
    papers = [
        (_WORDS["files"], needed.paper.title)
        for needed in form.papers(answers, today=today)
        if needed.later and needed.paper.id not in sent
    ]
    return (*asked, *papers)


def later_section(later: Sequence[Sequence[Text]], language: str) -> Section:
    """Return what comes later as a section of a paper."""
    return Section(
        _WORDS["later"][language], tuple((pick(name, language), pick(words, language)) for name, words in later)
    )
