"""Makes a procedure of a page: pure, never raises; what cannot be told is left empty, nothing counts as verified."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final

from forms.procedure import Original, Paper, Procedure, ProcessingTime, Source, Template, Text, Way
from portal.catalogue.importing import legal, papers, times, ways
from portal.catalogue.importing.fees import Reading, read_fee, words_of
from portal.catalogue.importing.reading import Record
from portal.catalogue.importing.tariff import tariff
from portal.catalogue.importing.vocabulary import MINISTRIES, REPLACED, audiences, levels, online_level
from portal.catalogue.importing.wording import plain, says_nothing, upper_first

AS_OF: Final = date(2026, 7, 1)
"""The month in which the pages were read."""
_UNSAID: Final = frozenset({"ma_thu_tuc", "bo"})
"""Members of a record that are no section of the page."""
_RESULT_END: Final = re.compile(r"Mã:\s*KQ[.-]|Từ khóa|Mô tảKhông có|Chọn cơ quan thực hiện")
_RESULT_CODE: Final = re.compile(r"Mã:\s*KQ[.-][A-Z]*\d*\.\d{3,8}(?:\.\d+)?")
_IN_SOME_CASES: Final = re.compile(r"nếu có|trường hợp|đối với|hoặc", re.IGNORECASE)
_MINISTRIES_EN: Final = dict(MINISTRIES.values())
_LIST_SIGN: Final = re.compile(r"^[-+*•–]\s*(?=\S)")
_FORM_NUMBER: Final = re.compile(
    r"(?:mẫu(?: số)?|biểu mẫu|phụ lục)\s+([A-ZĐ]{0,5}\d{1,3}[A-Za-z]?(?:[.\-/][A-ZĐ0-9]+)*)", re.I
)


def parse(record: Record, as_of: date = AS_OF) -> Procedure:
    """Return the procedure that a page describes.

    Args:
        record: The page as exported.
        as_of: The day the page is of; a reduced fee that ran out before it no longer counts.
    """
    official = plain(record.text("ten_thu_tuc"), longest=2_000)
    table = ways.rows(record.text("cach_thuc_thuc_hien"))
    readings = tuple(read_fee(row, as_of) for row in table)
    found_times = way_times(table, record.text("trinh_tu_thuc_hien"))
    source = Source(
        name={"vi": "Cổng Dịch vụ công quốc gia", "en": "National public service portal"},
        as_of=f"{as_of:%Y-%m}",
        verified=False,
    )
    fees, questions = tariff(table, readings, source)
    usual, others = _times(table, found_times)
    paper_rows = papers.rows(record.text("thanh_phan_ho_so"))
    replaced_by = REPLACED.get(record.code)
    return Procedure(
        code=record.code,
        version=f"{as_of:%Y-%m}",
        name={"vi": _short_name(official)},
        summary={},
        official_name=official,
        audience=audiences(record.text("doi_tuong_thuc_hien")),
        field=plain(record.text("linh_vuc"), longest=200),
        level=levels(record.text("cap_thuc_hien")),
        online=online_level(
            official,
            tuple(row.channel for row in table),
            has_button=record.text("ket_qua_xu_ly").rstrip().endswith("Nộp hồ sơ"),
        ),
        agency=_agency(record),
        time=usual,
        other_times=others,
        ways=tuple(_way(*parts) for parts in zip(table, found_times, readings, strict=True)),
        fees=fees,
        questions=questions,
        papers=tuple(_papers(paper_rows)),
        templates=tuple(_templates(paper_rows)),
        result=_result(record.text("ket_qua_xu_ly")),
        legal=legal.numbers(record.text("can_cu_phap_ly")),
        state="suspended" if replaced_by else "open",
        state_note=_replaced(replaced_by) if replaced_by else None,
        related=(replaced_by,) if replaced_by else (),
        original=tuple(
            Original(heading=heading, text=text) for heading, text in record.sections.items() if heading not in _UNSAID
        ),
        source=source,
    )


def way_times(table: Iterable[ways.Row], steps: str) -> tuple[ProcessingTime | None, ...]:
    """Return each row's time: its cell's, else its description's, else what the steps make of a lone number."""

    @cache
    def explained(number: int) -> ProcessingTime | None:
        return times.explained(number, steps)

    def of_row(row: ways.Row) -> ProcessingTime | None:
        if found := times.of_cell(row.time):
            return found
        if times.is_said(row.time) and not times.is_bare(row.time):
            return None
        if found := times.of_sentence(row.description):
            return found
        return explained(int(row.time)) if times.is_bare(row.time) else None

    return tuple(of_row(row) for row in table)


def _short_name(official: str) -> str:
    name = re.sub(r"^(?:thủ tục(?: hành chính)?)\s*:?\s+", "", official, flags=re.IGNORECASE)
    return upper_first(plain(name, longest=300).rstrip(" .;,") or official)


def _agency(record: Record) -> Text | None:
    for section in ("co_quan_thuc_hien", "co_quan_co_tham_quyen"):
        if not says_nothing(record.text(section)):
            named = plain(record.text(section), longest=400)
            english = _MINISTRIES_EN.get(named)
            return {"vi": named, "en": english} if english else {"vi": named}
    if names := MINISTRIES.get(record.text("bo").strip()):
        return {"vi": names[0], "en": names[1]}
    return None


def _times(
    table: tuple[ways.Row, ...], found: tuple[ProcessingTime | None, ...]
) -> tuple[ProcessingTime | None, tuple[ProcessingTime, ...]]:
    """Return the usual time, the commonest and of those the longest, and those that hold for one channel only."""
    by_channel: dict[str, ProcessingTime] = {}
    for row, time in zip(table, found, strict=True):
        if time and (row.channel not in by_channel or _length(time) > _length(by_channel[row.channel])):
            by_channel[row.channel] = time
    if not by_channel:
        return None, ()
    counts = Counter(by_channel.values())
    usual = max(counts, key=lambda time: (counts[time], _length(time)))
    others = (time.model_copy(update={"channel": channel}) for channel, time in by_channel.items() if time != usual)
    return usual, tuple(others)


def _length(time: ProcessingTime) -> float:
    hours = {"hour": 1.0, "same_day": 8.0, "calendar_day": 24.0, "working_day": 33.6, "month": 730.0}
    return time.amount * hours[time.unit] if time.amount else hours[time.unit]


def _way(row: ways.Row, time: ProcessingTime | None, reading: Reading) -> Way:
    return Way(
        channel=row.channel,
        time=time,
        time_text=f"{row.time} (không ghi đơn vị)" if times.is_bare(row.time) else plain(row.time),
        fee_vnd=reading.amount_vnd,
        fee_text=plain(words_of(row, reading), longest=2_000),
        note=plain(row.description, longest=2_000),
    )


def _papers(rows: tuple[papers.Row, ...]) -> Iterable[Paper]:
    has_cases = len({row.group for row in rows}) > 1
    for number, row in enumerate(rows, 1):
        counts = [f"{row.originals} bản chính" if row.originals else "", f"{row.copies} bản sao" if row.copies else ""]
        said = ", ".join(part for part in counts if part)
        is_note = not said and row.title.lower().startswith(("số lượng", "trường hợp", "lưu ý", "ghi chú"))
        yield Paper(
            id=f"giay_to_{number}",
            title={"vi": _LIST_SIGN.sub("", row.title) or row.title},
            hint={"vi": " · ".join(part for part in (row.group, said) if part)} if row.group or said else None,
            required=bool(said) and not has_cases and not _IN_SOME_CASES.search(row.title),
            attach=not is_note,
            bring_original="xuất trình" in f"{row.group} {row.title}".lower(),
        )


def _templates(rows: tuple[papers.Row, ...]) -> Iterable[Template]:
    seen: set[str] = set()
    for row in rows:
        for file in row.files:
            if file.lower() in seen:
                continue
            seen.add(file.lower())
            number = _FORM_NUMBER.search(row.title) or _FORM_NUMBER.search(file)
            yield Template(id=number[1] if number else file[:60], title={"vi": file})


def _result(text: str) -> Text | None:
    parts = _RESULT_CODE.split(text)
    names = [_RESULT_END.split(part, maxsplit=1)[0] if index else part for index, part in enumerate(parts)]
    names = [plain(_RESULT_END.split(name, maxsplit=1)[0], longest=600).strip(" -;") for name in names]
    said = [name for name in names if not says_nothing(name)]
    return {"vi": "; ".join(dict.fromkeys(said))[:2_000]} if said else None


def _replaced(code: str) -> Text:
    return {
        "vi": f"Mã thủ tục này đã được thay thế bằng {code}.",
        "en": f"This procedure code was replaced by {code}.",
    }
