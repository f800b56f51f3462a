"""Counts how much of the pages could be made into values, by field, with the worst cases by code.

``structured``: every statement of the page is a value. ``text only``: the page says something that stays words.
``empty``: the page says nothing. Times and fees are counted more finely, because "1" and "Miễn phí" often stand where
nobody entered anything.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from forms.procedure import Procedure
from portal.catalogue.importing import ways
from portal.catalogue.importing.fees import Reading, read_fee
from portal.catalogue.importing.page import AS_OF
from portal.catalogue.importing.reading import Broken, Record
from portal.catalogue.importing.setters import of_all, set_by
from portal.catalogue.importing.times import is_bare, is_said
from portal.catalogue.importing.wording import says_nothing

Status = Literal["structured", "text only", "empty"]
STATUSES: Final[tuple[Status, ...]] = ("structured", "text only", "empty")
WORST: Final = 10
_SECTIONS: Final = {
    "papers": "thanh_phan_ho_so",
    "legal": "can_cu_phap_ly",
    "level": "cap_thuc_hien",
    "audience": "doi_tuong_thuc_hien",
    "result": "ket_qua_xu_ly",
    "ways": "cach_thuc_thuc_hien",
}
_NO_RESULT: Final = ("không phải trả kết quả", "không quy định", "không")
"""What the time's cell says where nothing is ever given back."""
_NOT_NAMED: Final = {
    "times": ("only the number 1", "another number without a unit"),
    "fees": ("set by the law in general",),
}
"""Pages that say something and yet name no time and no amount: no importer could make a value of it."""


@dataclass
class Report:
    """Figures of one import, gathered page by page."""

    lines: int = 0
    imported: int = 0
    repeated: list[str] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    fields: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    worst: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Record, procedure: Procedure) -> None:
        """Count one page."""
        self.imported += 1
        table = ways.rows(record.text("cach_thuc_thuc_hien"))
        for name, section in _SECTIONS.items():
            self._count(name, record, section, _status(bool(getattr(procedure, name)), record.text(section)))
        time = _time_kind(table, procedure)
        self.kinds["times"][time] += 1
        self._count("times", record, "cach_thuc_thuc_hien", _TIMES[time])
        fee = _fee_kind(tuple(read_fee(row, AS_OF) for row in table), table)
        self.kinds["fees"][fee] += 1
        self._count("fees", record, "cach_thuc_thuc_hien", _FEES[fee])
        self.kinds["online"][procedure.online] += 1
        self.kinds["state"][procedure.state] += 1

    def skip(self, broken: Broken) -> None:
        """Count a line that is no record."""
        self.broken.append(broken)

    def as_json(self) -> dict[str, Any]:
        """Return everything as one JSON object."""
        return {
            "structured_share_of_named": {name: self._share_of_named(name) for name in _NOT_NAMED},
            "lines": self.lines,
            "imported": self.imported,
            "repeated": self.repeated,
            "broken": [{"line": one.line, "reason": one.reason} for one in self.broken],
            "fields": {
                name: {
                    **{status: counts[status] for status in STATUSES},
                    "structured_share": _share(counts["structured"], self.imported),
                    "structured_share_of_said": _share(counts["structured"], self.imported - counts["empty"]),
                    "worst": [code for _, code in self._worst(name)],
                }
                for name, counts in self.fields.items()
            },
            "kinds": {name: dict(counts.most_common()) for name, counts in self.kinds.items()},
        }

    def as_text(self) -> str:
        """Return the table for a terminal."""
        said = [f"{self.imported:,} of {self.lines:,} lines imported, {len(self.broken)} broken"]
        said += [f"  line {one.line}: {one.reason}" for one in self.broken[:20]]
        if len(self.broken) > 20:
            said.append(f"  and {len(self.broken) - 20} more")
        if self.repeated:
            said.append(f"the same code again, the last counts: {', '.join(self.repeated[:20])}")
        said.append(f"\n{'':10}{'structured':>20}{'text only':>18}{'empty':>18}   of what is said")
        for name, counts in self.fields.items():
            cells = "".join(
                f"{counts[one]:>{11 if i else 13},} {self._percent(counts[one]):>6}" for i, one in enumerate(STATUSES)
            )
            of_said = _share(counts["structured"], self.imported - counts["empty"])
            said.append(f"{name:10}{cells}   {of_said:7.1%}")
        for name, kinds in _NOT_NAMED.items():
            said.append(
                f"{name} of the pages that name one at all: {self._share_of_named(name):.1%} (not: {'; '.join(kinds)})"
            )
        for name, counts in self.kinds.items():
            said.append(
                f"\n{name}: "
                + ", ".join(f"{kind} {count:,} ({self._percent(count)})" for kind, count in counts.most_common())
            )
        said.append("\nworst cases, the longest text first:")
        said += [f"  {name}: {' '.join(code for _, code in self._worst(name)) or '-'}" for name in self.fields]
        return "\n".join(said)

    def _count(self, name: str, record: Record, section: str, status: Status) -> None:
        self.fields[name][status] += 1
        if status == "text only":
            self.worst[name].append((len(record.text(section)), record.code))

    def _share_of_named(self, name: str) -> float:
        """Return the share of the pages that name a time or an amount at all."""
        unnamed = sum(self.kinds[name][kind] for kind in _NOT_NAMED[name])
        counts = self.fields[name]
        return _share(counts["structured"], self.imported - counts["empty"] - unnamed)

    def _worst(self, name: str) -> list[tuple[int, str]]:
        return sorted(self.worst.get(name, ()), reverse=True)[:WORST]

    def _percent(self, count: int) -> str:
        return f"{_share(count, self.imported):.1%}"


def _status(is_structured: bool, text: str) -> Status:
    if is_structured:
        return "structured"
    return "empty" if says_nothing(text) else "text only"


_TIMES: Final[dict[str, Status]] = {
    "a time in every row": "structured",
    "in some rows only": "text only",
    "only the number 1": "text only",
    "another number without a unit": "text only",
    "words": "text only",
    "says that there is none": "empty",
    "nothing": "empty",
}


def _time_kind(table: tuple[ways.Row, ...], procedure: Procedure) -> str:
    found = [way.time is not None for way in procedure.ways]
    if table and all(found):
        return "a time in every row"
    if any(found):
        return "in some rows only"
    cells = {row.time for row in table if is_said(row.time)}
    if not cells:
        return "nothing"
    if all(is_bare(cell) for cell in cells):
        return "only the number 1" if cells == {"1"} else "another number without a unit"
    return "says that there is none" if all(cell.lower().startswith(_NO_RESULT) for cell in cells) else "words"


_FEES: Final[dict[str, Status]] = {
    "nothing to pay": "structured",
    "one amount": "structured",
    "several amounts": "structured",
    "set by the province": "structured",
    "set by a regulation that is named": "structured",
    "set by the law in general": "text only",
    "words": "text only",
    "nothing": "empty",
}


_SETTERS: Final = {
    "province": "set by the province",
    "regulation": "set by a regulation that is named",
    "law": "set by the law in general",
}


def _fee_kind(readings: tuple[Reading, ...], table: tuple[ways.Row, ...]) -> str:
    untold = [row for row, reading in zip(table, readings, strict=True) if reading.kind == "words"]
    if untold:
        setter = of_all([set_by(row) for row in untold])
        return _SETTERS[setter.kind] if setter else "words"
    amounts = {case.amount_vnd for reading in readings for case in reading.cases}
    if not amounts:
        return "nothing"
    return "nothing to pay" if amounts == {0} else "one amount" if len(amounts) == 1 else "several amounts"


def _share(count: int, whole: int) -> float:
    return round(count / whole, 4) if whole else 0.0
