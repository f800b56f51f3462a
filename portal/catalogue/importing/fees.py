"""Reads what a row's fee comes to: the cell is often wrong, the words in the brackets behind it are nearer the truth.

Seen in the pages: "Miễn phí" in the cell and the amounts in the brackets; "40 VNĐ" for 40.000; 50,000 in the cell and
"25.000 đồng (đến hết ngày 31/12/2026)" behind it; a reduction that ran out in 2024; "145 VNĐ (145 USD/thẻ)"; a cell and
brackets that contradict each other. What is not plain stays words.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from portal.catalogue.importing.setters import FREE, TARIFF
from portal.catalogue.importing.ways import Row
from portal.catalogue.importing.wording import NOTHING_SAID, plain

MOST_AMOUNTS: Final = 12
"""A longer list is a tariff, not a choice."""
MOST_VND: Final = 10**12
_NUMBER: Final = r"(?P<number>\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?)"
_MONEY: Final = re.compile(
    rf"(?<![\d/.,]){_NUMBER}\s*(?:(?P<times>triệu|nghìn|ngàn)\s*)?"
    r"(?:việt nam đồng|vnđ|vnd|đồng|₫|đ(?![a-zà-ỹđ])|(?<=[.,]\d{3})\s*(?=/\s?[^\W\d])|(?<=\d{5})\s?(?=/\s?lần))",
    re.IGNORECASE,
)
_BARE_MONEY: Final = re.compile(
    r"phí\s?:?\s?\d{1,3}(?:[.,]\d{3})+(?!\s*(?:triệu|đồng|đ\b|vn|₫|/|[\d.,]*\d))", re.IGNORECASE
)
"""An amount without a currency beside others that have one: what it adds up to cannot be told."""
_LIMIT: Final = re.compile(r"(?:dưới|trên|hơn)\s*$", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s*(?:/\w+\s*)?(?:đến|trở lên|trở xuống)\b", re.IGNORECASE)
_RANGE_END: Final = re.compile(r"(?:đồng|đ|tỷ|triệu)\s+đến(?: dưới)?\s*$", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"\d\s*(?:USD|EUR|euro|đô la|đồng Đô)|Đô la Mỹ", re.IGNORECASE)
_CLAUSES: Final = re.compile(r"[;\n]|\.\s+(?=[A-ZĐ(+\-*])|(?:^|\s)[-+*•]\s|\s\)\s")
_DATE: Final = r"(?:ngày\s+)?(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})"
_UNTIL: Final = re.compile(rf"đến\s+(?:hết\s+)?{_DATE}", re.IGNORECASE)
_SINCE: Final = re.compile(rf"(?:kể\s+)?từ\s+(?:kể từ\s+)?{_DATE}", re.IGNORECASE)
_WAIVER_BESIDE: Final = re.compile(r"\(?\s*(miễn?\s+(?:phí|lệ phí|kể)\b[^()]*?\bđến\s[^()]*)\)?", re.IGNORECASE)
_SHARE: Final = re.compile(
    r"bằng\s+(\d{1,3})\s?%\s+(?:mức (?:thu|phí|lệ phí)|số)[^.;]{0,20}\b(?:nêu )?trên\b", re.IGNORECASE
)
_ANY_SHARE: Final = re.compile(r"\d\s?%")
_WAIVED: Final = re.compile(r"^\W*(?:được\s+)?miễn?\s+(?:phí|lệ phí|thu|kể)", re.IGNORECASE)
_NOTHING_DUE: Final = re.compile(
    r"\W*(?:(?:phí|lệ phí|phí, lệ phí)\s*:?\s*)?(?:đồng\W*)?"
    r"(?:không|không có|không quy định|chưa quy định|không thu|không mất phí|miễn phí|0 đồng|không có phí, lệ phí|"
    r"không (?:thu|được quy định)\s.*|miễn lệ phí\W*(?:\(thông tư[^()]*\)\W*)?|miễn thu (?:phí|lệ phí)\W*)\W*",
    re.IGNORECASE | re.DOTALL,
)
_FREE_ONLINE: Final = re.compile(
    r"^\W*miễn (?:phí|lệ phí)[^.;:()]*(?:đối với|khi)[^.;:()]*(?:qua mạng|trực tuyến)[^.;:]*"
    r"(?:\(thông tư[^()]*\))?\W*$",
    re.IGNORECASE,
)
_FEE_LINE: Final = re.compile(r"(?:^|\n|[.;]\s|-\s)\s*(?:phí|lệ phí)\b[^\n]*", re.IGNORECASE)
_BY_UNIT: Final = re.compile(
    r"^\s*(?:đồng|đ)?\s*/\s*(?:\d+\s*)?(?:trang|GT|m2|m²|m3|m³|km|ha|kg|tấn|lít|giờ|ngày|tháng)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Case:
    """One amount and the words it comes with."""

    amount_vnd: int
    label: str
    by_unit: bool = False
    """For each page, ton, hectare ...: no sum that a person would pay."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row's fee comes to."""

    kind: Literal["amounts", "words", "nothing"]
    """``amounts``: ``cases`` say it, 0 when nothing is due; ``words``: only the text tells; ``nothing``: not stated."""
    cases: tuple[Case, ...] = ()
    until: date | None = None
    """Last day of a reduced amount."""
    afterwards_vnd: int | None = None

    @property
    def amount_vnd(self) -> int | None:
        """Return the one amount; None when there are several or none."""
        return self.cases[0].amount_vnd if len(self.cases) == 1 else None


WORDS: Final = Reading("words")
NOTHING: Final = Reading("nothing")


def words_of(row: Row, reading: Reading) -> str:
    """Return what a row says of its fee; not "Miễn phí" where the words behind it say that something is due."""
    if row.fee == FREE and row.fee_note and (reading.kind == "words" or any(one.amount_vnd for one in reading.cases)):
        return row.fee_note
    return f"{row.fee} ({row.fee_note})" if row.fee_note else row.fee


@dataclass(frozen=True, slots=True)
class _Clause:
    cases: tuple[Case, ...]
    since: date | None
    until: date | None
    is_waiver: bool
    percent: int | None
    """A share of the lasting amount."""
    is_online_only: bool


def read_fee(row: Row, as_of: date) -> Reading:
    """Return what a row's fee comes to on the day the page is of."""
    note = plain(row.fee_note, longest=6_000)
    if _FOREIGN.search(f"{row.fee} {note}") or "USD" in row.fee or "EUR" in row.fee:
        return WORDS
    if row.fee == NOTHING_SAID:
        return _of_description(row, as_of)
    cell = 0 if row.fee == FREE else _cell_vnd(row.fee)
    if cell is None:
        return WORDS
    if not note:
        is_told_elsewhere = _FEE_LINE.search(row.description) or TARIFF.search(row.description)
        return WORDS if cell == 0 and is_told_elsewhere else _one(cell, "")
    if cell == 0 and row.channel == "online" and _FREE_ONLINE.match(note):
        return _one(0, note)
    return _of_note(cell, note, as_of)


def _of_description(row: Row, as_of: date) -> Reading:
    lines = [plain(match[0]) for match in _FEE_LINE.finditer(row.description)]
    if not lines:
        return NOTHING
    reading = _of_note(0, "; ".join(lines), as_of)
    return reading if any(case.amount_vnd for case in reading.cases) else WORDS


def _of_note(cell: int, note: str, as_of: date) -> Reading:
    if _BARE_MONEY.search(note):
        return WORDS
    clauses = tuple(_clauses(note))
    running = [clause for clause in clauses if not _is_over(clause, as_of) and not _is_to_come(clause, as_of)]
    temporary = [clause for clause in running if clause.until]
    standing = _distinct(case for clause in running if not clause.until for case in clause.cases)
    if any(clause.percent == 0 for clause in temporary):
        return WORDS
    if shares := [clause for clause in temporary if clause.percent is not None]:
        return _share(cell, standing, shares[0], is_plain=len(temporary) == 1)
    if reduced := _distinct(case for clause in temporary for case in clause.cases):
        return _reduced(cell, standing, reduced, max(clause.until for clause in temporary if clause.until))
    waived = next((clause for clause in temporary if clause.is_waiver), None)
    if waived and waived.until:
        return Reading("amounts", (Case(0, ""),), waived.until, cell or _single(standing))
    if standing:
        return _standing(cell, standing)
    over = _distinct(case for clause in clauses if _is_over(clause, as_of) for case in clause.cases)
    if cell:
        return WORDS if any(case.amount_vnd == cell for case in over) else _one(cell, note)
    return _one(0, note) if not over and _NOTHING_DUE.fullmatch(note) else WORDS


def _standing(cell: int, standing: tuple[Case, ...]) -> Reading:
    if cell and len(standing) > 1 and sum(case.amount_vnd for case in standing) == cell:
        return _one(cell, "")
    if len(standing) > MOST_AMOUNTS or (cell and all(case.amount_vnd != cell for case in standing)):
        return WORDS
    return Reading("amounts", standing)


def _reduced(cell: int, standing: tuple[Case, ...], reduced: tuple[Case, ...], until: date) -> Reading:
    """Return a temporary amount; the lasting one is the cell's or the only other one that the words name."""
    lasting = _single(standing) if standing else cell or None
    if (
        len(reduced) > 1
        or (standing and lasting is None)
        or (cell and lasting and cell not in (lasting, reduced[0].amount_vnd))
    ):
        return WORDS
    now = reduced[0].amount_vnd
    if lasting and not lasting / 5 <= now <= lasting:
        return WORDS
    return Reading("amounts", reduced, until, lasting if lasting != now else None)


def _share(cell: int, standing: tuple[Case, ...], clause: _Clause, *, is_plain: bool) -> Reading:
    """Return "50 % of the above until ..." as an amount; not where it is for some of the ways only."""
    lasting = _single(standing) or (0 if standing else cell)
    is_of_lasting = lasting and (not cell or cell == lasting) and not clause.cases
    if not (is_plain and is_of_lasting and clause.percent and 10 <= clause.percent <= 100) or clause.is_online_only:
        return WORDS
    return Reading("amounts", (Case(round(lasting * clause.percent / 100), ""),), clause.until, lasting)


def _clauses(note: str) -> Iterator[_Clause]:
    for text in _CLAUSES.split(_WAIVER_BESIDE.sub(r"; \1; ", note)):
        if text and text.strip():
            yield _Clause(
                cases=tuple(_cases(text)),
                since=_day(_SINCE.search(text)),
                until=_day(_UNTIL.search(text)),
                is_waiver=bool(_WAIVED.match(text)),
                percent=_percent(text),
                is_online_only="trực tuy" in text.lower(),
            )


def _percent(text: str) -> int | None:
    """Return the share of the amount above; 0 for a share of something else."""
    share = _SHARE.search(text)
    return int(share[1]) if share else 0 if _ANY_SHARE.search(text) else None


def _cases(text: str) -> Iterator[Case]:
    found = [match for match in _MONEY.finditer(text) if not _is_limit(text, match)]
    for match in found:
        amount = _vnd(match["number"], match["times"])
        if 0 < amount <= MOST_VND:
            label = plain(text.strip(" :;,.-+*()"), longest=200) if len(found) == 1 else ""
            yield Case(amount, label, by_unit=bool(_BY_UNIT.match(text[match.end() :])))


def _is_limit(text: str, match: re.Match[str]) -> bool:
    """Whether an amount bounds a case ("vốn dưới 50 triệu đồng") rather than being due."""
    before = text[max(match.start() - 24, 0) : match.start()]
    return bool(_LIMIT.search(before) or _RANGE_END.search(before) or _RANGE.match(text, match.end()))


def _distinct(cases: Iterator[Case]) -> tuple[Case, ...]:
    found: dict[int, Case] = {}
    for case in cases:
        found.setdefault(case.amount_vnd, case)
    return tuple(found.values())


def _single(cases: tuple[Case, ...]) -> int | None:
    return cases[0].amount_vnd if len(cases) == 1 else None


def _one(amount: int, label: str) -> Reading:
    return Reading("amounts", (Case(amount, plain(label, longest=200), by_unit=bool(_BY_UNIT.match(label))),))


def _cell_vnd(fee: str) -> int | None:
    """Return a cell's amount; below 1.000 the thousands are missing, below 10 nobody can tell what was meant."""
    digits = re.sub(r"\D", "", fee)
    amount = int(digits) if 0 < len(digits) <= 12 else 0
    if amount >= 1_000:
        return amount
    return amount * 1_000 if amount >= 10 else None


def _vnd(number: str, times: str | None) -> int:
    if len(number) > 15:
        return 0
    if times:
        factor = 1_000_000 if times.lower() == "triệu" else 1_000
        parts = number.replace(",", ".").split(".")
        is_grouped = len(parts) > 1 and len(parts[-1]) == 3
        return round(float("".join(parts) if is_grouped else number.replace(",", ".")) * factor)
    return int(re.sub(r"\D", "", number))


def _is_over(clause: _Clause, as_of: date) -> bool:
    return clause.until is not None and clause.until < as_of


def _is_to_come(clause: _Clause, as_of: date) -> bool:
    return clause.since is not None and clause.since > as_of


def _day(match: re.Match[str] | None) -> date | None:
    if match:
        with suppress(ValueError):
            return date(int(match[3]), int(match[2]), int(match[1]))
    return None
