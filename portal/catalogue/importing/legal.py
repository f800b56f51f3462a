"""Finds the numbers of the documents in the collapsed table of legal bases: name, number, name, number ...

``Luật Giám định tư pháp năm 201213/2012/QH13Nghị định 85/2013/NĐ-CP ngày ...85/2013/NĐ-CP``: the number stands directly
behind the name; other documents are mentioned inside a name, behind a blank.
"""

import re
from typing import Final

from portal.catalogue.importing.wording import plain, squeezed

_ISSUERS: Final = (
    "TTg|CP|NHNN(?:\\d(?![\\d./]))?|BTC|BCA|BTP|BXD|BGTVT|BNNMT|BNNPTNT|BNN|BTNMT|BLĐTBXH|BKHĐT|BKH|BQP|BYT|BCT|BNG|BNV|BVHTTDL|BTTTT|BKHCN|"
    "BGDĐT|BDTTG|TANDTC|VKSNDTC|VPCP|TTCP|UBTVQH\\d\\d|QH\\d\\d?|CTN|UBND|HĐND|HĐTP|KTNN|UBDT|NQ-QH\\d\\d"
)
_KIND: Final = r"[A-ZĐ]{2,6}"
_NUMBER: Final = re.compile(
    rf"(?P<run>\d{{1,8}}(?:\.\d{{1,3}})?[a-z]?)\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    rf"(?P<kind>TTLT/(?:{_ISSUERS})(?:-(?:{_ISSUERS}))*|(?:{_KIND}-)+?(?:(?:{_ISSUERS})(?:-(?:{_ISSUERS}))*)|(?:UBTVQH|QH)\d\d?"
    rf"|NĐ-C(?!P)|(?:{_KIND}-)*[A-ZĐ]{{2,8}}(?![a-zà-ỹđ-]))"
)
_CUT_IN_TWO: Final = re.compile(r"(?<=[A-ZĐ])-\s(?=[A-ZĐ]{2})")
"""165/2024/NĐ- CP"""
_TYPES: Final = (
    r"(?:luật|bộ luật|thông tư(?: liên tịch)?|nghị định|nghị quyết|quyết định|pháp lệnh|chỉ thị|công văn|hiến pháp)"
)
_MENTION: Final = re.compile(rf"(?:{_TYPES}(?:\s+số)?|số|QĐ|TT|NĐ)\s*:?\s*$", re.IGNORECASE)
_PREFIXED_CELL: Final = re.compile(rf"(?<=\S)(?:(?:{_TYPES})(?:\s+số)?|số)\s*$", re.IGNORECASE)
_YEAR_BEFORE: Final = re.compile(r"^((?:19|20)\d\d)(\d{1,5}(?:\.\d{1,3})?[a-z]?)$")


def numbers(table: str) -> tuple[str, ...]:
    """Return the numbers of the documents listed, in their order, each once."""
    text = _CUT_IN_TWO.sub("-", squeezed(table))
    mentioned: list[str] = []
    listed: list[str] = []
    end_of_last = -1
    for match in _NUMBER.finditer(text):
        before = text[max(match.start() - 40, 0) : match.start()]
        behind = text[match.end() : match.end() + 3]
        if match.start() == end_of_last and listed and _is_same(listed[-1], match):
            mentioned.append(listed.pop())
        number = _repaired(match, before, mentioned)
        (listed if _is_own_cell(before, behind) else mentioned).append(number)
        end_of_last = match.end()
    return tuple(dict.fromkeys(plain(number) for number in listed or mentioned))


def _is_own_cell(before: str, behind: str) -> bool:
    """Whether a number is a cell of its own rather than mentioned in a name."""
    if before and not before[-1].isspace():
        return True
    if _PREFIXED_CELL.search(before):
        return not (behind[:1].isspace() and behind.strip()[:1].islower())
    goes_on = behind[:1].isspace() or behind[:1] in set(";,.)”") or behind[:1].isdigit()
    return not (behind and goes_on) or not _MENTION.search(before)


def _is_same(number: str, match: re.Match[str]) -> bool:
    head, _, tail = number.partition("/")
    return match["run"].endswith(head) and match[0].partition("/")[2].startswith(tail)


def _repaired(match: re.Match[str], before: str, mentioned: list[str]) -> str:
    """Return the number without the digits that belong to the name in front of it, and with a cut end mended."""
    run, year, kind = match["run"], match["year"], match["kind"]
    rest = "/".join(part for part in (year, "NĐ-CP" if kind == "NĐ-C" else kind) if part)
    for known in reversed(mentioned):
        head, _, tail = known.partition("/")
        if rest.startswith(tail) and run.endswith(head) and run != head:
            return f"{head}/{rest}"
    if found := _YEAR_BEFORE.match(run):
        run = found[2]
    elif re.search(r"(?:thứ|lần) $", before) and len(run) > 1:
        run = run[1:]
    elif len(run) > 3 and year and run.isdigit():
        run = run[-2:] if before.endswith("/") else run
    return f"{run}/{rest}"
