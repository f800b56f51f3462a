"""Catalogues of any size, made from the national database's pages: ``procedures(6_400)``, ``procedures(100_000)``.

The first ones are the pages as imported; what is beyond them are variations of them as the national database has them:
the same matter cited for another act (cấp, cấp lại, gia hạn ...), another level, another province. The same count gives
the same procedures, on every machine that has the pages; where they are absent, our own contents are varied instead.

``python -m benchmarks.procedures 6400 catalogue.json.gz`` writes a catalogue file. With 100,000 keep them as values: as
JSON each would carry the whole page it is a variation of.
"""

import gzip
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from itertools import count as endless
from itertools import islice
from pathlib import Path

from forms.procedure import Catalogue, Procedure
from portal.catalogue.importing import Record, parse, read

ROOT = Path(__file__).resolve().parent.parent
PAGES = "national_procedures_2026-07.jsonl.gz"

_ACTS = (
    "Cấp lại",
    "Cấp đổi",
    "Gia hạn",
    "Sửa đổi, bổ sung",
    "Thu hồi",
    "Cấp",
    "Đăng ký",
    "Thông báo",
    "Xác nhận",
    "Phê duyệt",
    "Thẩm định",
    "Điều chỉnh",
)
_ACT = re.compile(
    r"^(Thủ tục )?(cấp lại|cấp đổi|cấp|gia hạn|sửa đổi, bổ sung|thu hồi|đăng ký|thông báo|xác nhận|phê duyệt|"
    r"thẩm định|điều chỉnh)(?= )",
    re.IGNORECASE,
)
_WHOM = (
    "",
    "đối với hộ kinh doanh",
    "đối với hợp tác xã",
    "đối với tổ chức nước ngoài",
    "đối với người Việt Nam định cư ở nước ngoài",
    "thực hiện tại cấp xã",
    "thực hiện tại cấp tỉnh",
    "thực hiện tại cấp trung ương",
    "tại khu vực biên giới",
    "trong khu công nghiệp, khu kinh tế",
)


def find_pages() -> Path | None:
    """Return the file of the national database's pages, or None where this machine does not have it.

    ``MOTCUA_NATIONAL_DATA`` names the file or its folder; otherwise ``../shared/data`` beside the checkout.
    """
    named = Path(os.environ.get("MOTCUA_NATIONAL_DATA") or ROOT.parent / "shared" / "data")
    path = named / PAGES if named.is_dir() else named
    return path if path.is_file() else None


def real() -> tuple[Procedure, ...]:
    """Return the procedures of the real pages; our own where there are none."""
    pages = find_pages()
    if pages is None:
        return _own()
    return tuple(parse(record) for record in read(pages) if isinstance(record, Record))


def procedures(count: int) -> list[Procedure]:
    """Return ``count`` procedures: the real ones first, then variations of them, always the same."""
    base = real()
    return [*base[:count], *islice(_variations(base), max(0, count - len(base)))]


def catalogue(count: int) -> Catalogue:
    """Return a catalogue of ``count`` procedures."""
    return Catalogue(version=f"bench-{count}", built_on=date(2026, 7, 1), procedures=tuple(procedures(count)))


def _variations(base: tuple[Procedure, ...]) -> Iterator[Procedure]:
    provinces = _provinces()
    taken = {procedure.code for procedure in base}
    for turn in endless(1):
        for place, procedure in enumerate(base):
            draw = _draw(procedure.code, turn)
            code = f"{1 + draw % 6}.{(turn * len(base) + place) % 900_000 + 100_000:06d}"
            while code in taken:
                code = f"{code[0]}.{(int(code[2:]) + 7) % 1_000_000:06d}"
            taken.add(code)
            yield _varied(procedure, code, draw, provinces)


def _varied(procedure: Procedure, code: str, draw: int, provinces: tuple[str, ...]) -> Procedure:
    name = procedure.name["vi"]
    act = _ACTS[draw // 7 % len(_ACTS)]
    name = _ACT.sub(lambda found: f"{found[1] or ''}{act}", name, count=1)
    whom = _WHOM[draw // 97 % len(_WHOM)]
    province = provinces[draw // 1009 % len(provinces)] if draw % 3 else ""
    name = " ".join(part for part in (name.rstrip(". "), whom, f"({province})" if province else "") if part)
    return procedure.model_copy(update={"code": code, "name": {"vi": name}, "official_name": name, "version": "1"})


def _draw(code: str, turn: int) -> int:
    return int.from_bytes(hashlib.blake2b(f"{code}/{turn}".encode(), digest_size=7).digest())


def _provinces() -> tuple[str, ...]:
    rows = (ROOT / "content" / "shared" / "places.csv").read_text(encoding="utf-8").splitlines()[1:]
    parts = (row.split(",") for row in rows)
    return tuple(f"{kind} {name}" for _, unit, kind, name, *_ in parts if not unit)


def _own() -> tuple[Procedure, ...]:
    packed = (ROOT / "assets" / "catalogue.json.gz").read_bytes()
    return Catalogue.model_validate_json(gzip.decompress(packed)).procedures


def main() -> None:
    """Write a catalogue of the size and to the file named on the command line."""
    size, out = int(sys.argv[1]), Path(sys.argv[2])
    value = catalogue(size).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    out.write_bytes(gzip.compress(json.dumps(value, ensure_ascii=False).encode(), mtime=0))


if __name__ == "__main__":
    main()
