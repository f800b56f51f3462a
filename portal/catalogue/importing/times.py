"""Finds how long an office may take, in a cell of the table or in a sentence."""

import re
from collections.abc import Iterator
from typing import Final

from forms.procedure import ProcessingTime
from portal.catalogue.importing.wording import NOTHING_SAID, squeezed

UNITS: Final = r"(?:giờ(?: làm việc)?|ngày làm việc|ngày|tháng|tuần)"
CELL: Final = re.compile(rf"\s*(\d{{1,4}})(?:[.,]0+)?\s*({UNITS})\s*", re.IGNORECASE)
BARE: Final = re.compile(r"\s*(\d{1,3})\s*")
_SAID: Final = re.compile(
    rf"(?<![\d/.,])(\d{{1,3}})\s*(?:\([^()]{{1,30}}\)\s*)?({UNITS})(?!\s*(?:tháng|năm|\d))(?![a-zà-ỹ])",
    re.IGNORECASE,
)
_ANCHOR: Final = re.compile(
    r"\s*,?\s*(?:tính\s+)?(?:kể\s+)?(?:từ|sau)\s+(?:ngày|khi|thời điểm)?\s*"
    r"(?:[\w\s]{0,40}?)(?:tiếp nhận|nhận)(?: được| đủ| đầy đủ)*\s+(?:[\w\s]{0,12}?)"
    r"(?:hồ sơ|thông tin|đơn|văn bản đề nghị)",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"thời (?:hạn|gian) giải quyết(?: thủ tục hành chính)?\s*[:\-]\s*(?:không quá|tối đa|là|\s)*$", re.I
)
_STARTS: Final = re.compile(
    r"^[\s\-+*]*(?:trong (?:thời hạn|vòng)\s+|không quá\s+|tối đa\s+|chậm nhất\s+)*$", re.IGNORECASE
)
_COMPLETENESS: Final = re.compile(
    r"tính đầy đủ|(?:chưa|không) (?:đầy đủ|hợp lệ)|bổ sung|trả lại hồ sơ|thông báo tiếp nhận|lấy ý kiến|trao đổi với",
    re.IGNORECASE,
)
_DECIDES: Final = re.compile(
    r"\bcấp (?:giấy|đăng ký)|cập nhật thông tin|(?:ban hành|ra) quyết định (?:công nhận|đăng ký)", re.IGNORECASE
)
_SAME_DAY: Final = re.compile(
    r"^\W*(?:giải quyết |trả kết quả )?ngay(?: trong)?(?: trong)? ngày(?: làm việc)?(?: tiếp nhận| nhận)?",
    re.IGNORECASE,
)
_NEXT_DAY: Final = re.compile(
    r"tiếp nhận hồ sơ sau (\d{1,2}) giờ[^.;\n]{0,60}trả kết quả[^.;\n(]{0,40}(?:trong )?ngày làm việc tiếp theo",
    re.IGNORECASE,
)
"""The rule of civil status: done on the day, what comes late on the next (domain facts A, processing times)."""
_CUTOFF: Final = re.compile(r"sau (\d{1,2})\s?(?:giờ|h)\b", re.IGNORECASE)


def of_cell(cell: str) -> ProcessingTime | None:
    """Return the time of a table's cell ("5 Ngày làm việc"); None for a number without a unit."""
    found = CELL.fullmatch(cell)
    return _time(found[1], found[2]) if found else None


def of_sentence(text: str) -> ProcessingTime | None:
    """Return the one time that a description gives for the whole procedure; None when it gives none or several."""
    if text and (same_day := _SAME_DAY.match(text)) and same_day.end() > 4:
        return _same_day(_CUTOFF.search(text))
    matches = list(_SAID.finditer(text))
    if len(matches) != 1:
        return None
    start, end = matches[0].span()
    begin = max(text.rfind(mark, 0, start) for mark in ".;\n") + 1
    before, sentence = text[begin:start], re.split(r"[.;\n]", text[begin:], maxsplit=1)[0]
    is_whole = _ANCHOR.match(text, end) or _LABEL.search(before) or _STARTS.match(before)
    return _time(matches[0][1], matches[0][2]) if is_whole and not _COMPLETENESS.search(sentence) else None


def explained(number: int, steps: str) -> ProcessingTime | None:
    """Return the time that a number without a unit stands for, when the steps name it and leave no doubt.

    They must say "trong thời hạn N <đơn vị> kể từ ngày nhận đủ hồ sơ" with the same number. The number 1 is what the
    source's own form puts where nobody entered anything: then there must be one time only from receipt, and either
    the office issues the result within it, or it is the same number and the only time that the steps name.
    """
    if number == 1 and (next_day := _NEXT_DAY.search(steps)):
        return _same_day(next_day)
    every = {(match[1].lstrip("0"), match[2].lower()) for match in _SAID.finditer(squeezed(steps))}
    from_receipt = {(time.amount, time.unit): (time, decides) for time, decides in _from_receipt(steps, number)}
    if number == 1:
        if len(from_receipt) != 1:
            return None
        time, decides = next(iter(from_receipt.values()))
        return time if decides or (len(every) == 1 and time.amount == 1) else None
    same = [time for (amount, _), (time, _) in from_receipt.items() if amount == number]
    return same[0] if len(same) == 1 else None


def _from_receipt(steps: str, number: int) -> Iterator[tuple[ProcessingTime, bool]]:
    """Yield the times that run from the receipt of the dossier, and whether the office decides within them."""
    for sentence in re.split(r"[.;\n]", squeezed(steps)):
        is_a_stage = _COMPLETENESS.search(sentence) or (number == 1 and "thông báo" in sentence)
        for match in _SAID.finditer(sentence):
            time, anchor = _time(match[1], match[2]), _ANCHOR.match(sentence, match.end())
            if time and anchor and (not is_a_stage or _DECIDES.search(sentence, anchor.end())):
                yield time, bool(_DECIDES.search(sentence, anchor.end()))


def is_bare(cell: str) -> bool:
    """Whether a cell holds a number without a unit."""
    return BARE.fullmatch(cell) is not None


def is_said(cell: str) -> bool:
    """Whether a cell says anything about time."""
    return bool(cell.strip()) and cell.strip() != NOTHING_SAID


def _same_day(cutoff: re.Match[str] | None) -> ProcessingTime:
    is_hour = cutoff is not None and int(cutoff[1]) < 24
    return ProcessingTime(amount=0, unit="same_day", cutoff=f"{int(cutoff[1]):02}:00" if cutoff and is_hour else None)


def _time(amount: str, unit: str) -> ProcessingTime | None:
    number, word = int(amount), " ".join(unit.lower().split())
    if number == 0:
        return None
    if word == "tuần":
        return ProcessingTime(amount=number * 7, unit="calendar_day")
    if word.startswith("giờ"):
        return ProcessingTime(amount=number, unit="hour")
    if word == "ngày làm việc":
        return ProcessingTime(amount=number, unit="working_day")
    return ProcessingTime(amount=number, unit="month" if word == "tháng" else "calendar_day")
