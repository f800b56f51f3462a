"""Takes the collapsed table of papers apart: groups by case, papers, quantities, form files.

``Trường hợp A:Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn;Mau 01.docx1 bản chínhBản sao hợp đồng0 bản chính,1 bản sao``
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.catalogue.importing.wording import plain, squeezed

_HEADER: Final = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng")
_QUANTITY: Final = re.compile(
    r"(?=[\d,])(?P<run>\d{0,12})\s?,?(?:(?<=\d)|(?<=\d )|(?<=,))\s?(?:(?<=,)(?P<late>\d{1,4})\s?)?"
    r"bản chính(?:\s?,\s?(?P<copies>\d{1,4})\s?bản sao)?"
)
_FILE: Final = re.compile(r"\.(?i:docx?|pdf|xlsx?|rtf|odt|zip|rar|jpe?g|png)(?![a-z])")
_LONGEST_FILE_NAME: Final = 120
MOST_FILES: Final = 20
"""Read off one row."""
_CODE_END: Final = ("NĐ-CP", "QH15", "QĐ-TTg")
"""Ends of document numbers, to which a file's name may be glued without a change of case."""


@dataclass(frozen=True, slots=True)
class Row:
    """One named row of the table."""

    group: str
    """The case it belongs to; "" when the page names none."""
    title: str
    originals: int
    copies: int
    files: tuple[str, ...] = ()


def rows(table: str) -> tuple[Row, ...]:
    """Return the table's rows that have a name."""
    parts = _HEADER.split(squeezed(table))
    found: list[Row] = []
    group = _group(parts[0])
    for part in parts[1:]:
        body, following = _split_at_last_quantity(part)
        found += _rows(group, body)
        group = _group(following)
    return tuple(found)


def _group(text: str) -> str:
    words = plain(text, longest=600).strip(" -*:+")
    return words if words.strip(".") else ""


def _split_at_last_quantity(part: str) -> tuple[str, str]:
    end = max((end for _, _, end in _ends(part)), default=0)
    return part[:end], part[end:]


def _rows(group: str, body: str) -> Iterator[Row]:
    begin = 0
    for cut, quantity, end in _ends(body):
        title, files = _without_files(body[begin:cut])
        begin = end
        if title:
            yield Row(group, title, quantity[0], quantity[1], files)


def _ends(body: str) -> Iterator[tuple[int, tuple[int, int], int]]:
    """Yield where a row's name ends, its quantities, and where the next row begins.

    The quantity stands directly behind the name, and the next name directly behind the quantity; "nộp 02 bản chính tờ
    khai" within a name has blanks on both sides. "Mẫu số 081 bản chính" is form 08, one original.
    """
    matches = list(_QUANTITY.finditer(body))
    for place, match in enumerate(matches):
        run, end = match["run"], match.end()
        before = body[match.start() - 1 : match.start()]
        after = body[end : end + 1]
        is_glued_to_next = place + 1 < len(matches) and matches[place + 1].start() == end
        if after in (" ", ";", ",", ".", ")", "/") and not body[end:].lstrip().startswith(("-", "+", "*", "•")):
            continue
        digits = run or match["late"] or "0"
        if run and before in (" ", "\xa0", "\n", "\t", "(") and len(run) <= 2 and is_glued_to_next:
            continue
        in_name = len(run) - 1 if run and (len(run) > 2 or before.isspace() or run[0] == "0") else 0
        yield match.start() + in_name, (int(digits[in_name:][:4] or 0), int((match["copies"] or "0")[:4])), end


def _without_files(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a row's name and the form files whose names are glued to its end."""
    files: list[str] = []
    rest = text.strip()
    while len(files) < MOST_FILES and (ending := _last_file(rest)):
        start = _file_start(rest, ending.start())
        files.insert(0, plain(rest[start:], longest=200))
        rest = rest[:start].rstrip()
    return plain(rest, longest=3_000).strip(" ;"), tuple(name for name in files if name)


def _last_file(text: str) -> re.Match[str] | None:
    found = [match for match in _FILE.finditer(text, max(0, len(text) - 12)) if match.end() == len(text)]
    return found[-1] if found else None


def _file_start(text: str, dot: int) -> int:
    earlier = max((match.end() for match in _FILE.finditer(text, 0, dot)), default=0)
    window = max(earlier, dot - _LONGEST_FILE_NAME)
    if earlier == window and earlier:
        return earlier
    joint = next((place for place in range(window + 1, dot) if _is_joint(text, place)), None)
    return joint if joint is not None else max(window, text.rfind(" ", window, dot) + 1)


def _is_joint(text: str, place: int) -> bool:
    """Whether two cells meet here without a blank: "theo mẫuMau 1.docx", "giấy phép;Don.docx"."""
    before, after = text[place - 1], text[place]
    if "; " in text[place:]:
        return False
    if before == ";" and after.isalnum():
        return True
    if not (after.isupper() or after.isdigit()):
        return False
    if after.isdigit() and before.islower():
        return text[max(place - 3, 0) : place].isalpha()
    if (
        before.islower()
        or before in ');:”"'
        or (before.isdigit() and after.isupper())
        or (before == "." and text[place - 2 : place - 1].islower())
    ):
        return True
    return text[:place].endswith(_CODE_END) and after.isupper()
