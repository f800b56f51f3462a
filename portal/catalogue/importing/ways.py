"""Takes the collapsed table of ways to file apart: channel, time, fee, what the fee is for, description.

The source's table has lost its borders: ``Trực tuyến5 Ngày làm việc40 VNĐ(40.000 đồng)Nộp tạiTrực tiếp1Miễn phí``.
A row begins where a channel is followed by what can be a time and what can be a fee; the same words inside a
description are followed by something else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, cast

from forms.procedure import Channel
from portal.catalogue.importing.times import UNITS
from portal.catalogue.importing.wording import squeezed

MOST_ROWS: Final = 200
"""The longest real table has 13."""
CHANNELS: Final = {"trực tuyến": "online", "dịch vụ bưu chính": "post", "trực tiếp": "in_person"}
_HEADER: Final = re.compile(r"Hình thức nộp\s*Thời gian\s*Phí, lệ phí\s*Mô tả\s*")
_CHANNEL: Final = r"(?P<channel>Trực tuyến|Dịch vụ bưu chính|Trực tiếp)"
_MONEY: Final = r"[1-9][\d.,]*\s?(?:VNĐ|VND|Việt Nam Đồng|USD|EUR)"
_FEE: Final = rf"(?P<fee>Miễn phí|Không có thông tin|{_MONEY})"
_TIME: Final = rf"(?P<time>\d{{1,4}}(?:[.,]\d+)?\s?(?i:{UNITS})|Không có thông tin|\d{{1,3}}?|\s*)"
_ROW: Final = re.compile(rf"{_CHANNEL}\s*{_TIME}\s*{_FEE}")
_FREE_ROW: Final = re.compile(rf"{_CHANNEL}(?P<time>[^()]{{1,160}}?){_FEE}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, word for word."""

    channel: Channel
    time: str
    fee: str
    fee_note: str
    """What stood in brackets behind the fee."""
    description: str


def rows(table: str) -> tuple[Row, ...]:
    """Return the table's rows; none when this is no such table."""
    body = squeezed(table)
    header = _HEADER.match(body)
    return tuple(islice(_rows(body[header.end() :] if header else body), MOST_ROWS))


def _rows(body: str) -> Iterator[Row]:
    starts = _starts(body)
    ends = [*(start.start() for start in starts[1:]), len(body)]
    for start, end in zip(starts, ends, strict=False):
        rest = body[start.end() : end]
        note, description = _brackets(rest)
        channel = CHANNELS[start["channel"].lower()]
        yield Row(cast("Channel", channel), start["time"].strip(), start["fee"], note.strip(), description.strip())


def _starts(body: str) -> list[re.Match[str]]:
    strict = list(_ROW.finditer(body))
    free = _FREE_ROW.match(body)
    if free is None or (strict and strict[0].start() == 0):
        return strict
    same = re.compile(rf"{_CHANNEL}(?P<time>{re.escape(free['time'])}){_FEE}")
    taken = {match.start() for match in strict}
    loose = [match for match in same.finditer(body) if match.start() not in taken]
    return sorted([*strict, *loose], key=lambda match: match.start())


def _brackets(rest: str) -> tuple[str, str]:
    """Return what stands in the brackets that open ``rest``, and what comes behind; unclosed ones hold everything."""
    if not rest.startswith("("):
        return "", rest
    depth = 0
    for place, letter in enumerate(rest):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return rest[1:place], rest[place + 1 :]
    return rest[1:], ""
