"""Whatever a page holds, the import neither fails nor hangs, and what it makes can be stored and shown."""

import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.procedure import Procedure
from portal.catalogue.importing.page import parse
from portal.catalogue.importing.reading import Broken, Record, decode
from portal.catalogue.importing.report import Report
from tests.portal.importing.pages import LEGAL, PAPERS, WAYS, page

PIECES = [
    WAYS, PAPERS, LEGAL, "Trực tuyến", "Trực tiếp", "Dịch vụ bưu chính", "Miễn phí", "Không có thông tin", "1", "0",
    "99999", "5 Ngày làm việc", "VNĐ", "đồng", "triệu đồng", "50%", "(", ")", "đến hết ngày 31/02/2026",
    "từ ngày 1/1/2026", ".docx", "1 bản chính", ",1 bản sao", "12/2020/NĐ-CP", "/", "-", "QH15", "năm 2020", "\n", "\t",
    "\u202e", "\x00", "\ud800", "<b>", "٣", "½", "²", " ", "\xa0", "\u2028", "😀", "e\u0301", "Mã: KQ.G1.000001",
    "Từ khóa", "Nộp hồ sơ", "sau 99 giờ", "ngay trong ngày",
]  # fmt: skip


def _import(said: object) -> None:
    found = decode(1, json.dumps(said).encode("utf-8", "replace"))
    if isinstance(found, Broken):
        return
    procedure = parse(found)
    Report().add(found, procedure)
    wire = procedure.model_dump_json(by_alias=True, exclude_defaults=True)
    assert not any("\x00" in original.text for original in procedure.original)
    assert Procedure.model_validate_json(wire.encode("utf-8")) == procedure


@pytest.mark.parametrize("seed", range(150))
def test_a_mutated_page_never_fails(seed: int) -> None:
    chance = random.Random(seed)
    said = page()
    for _ in range(chance.randint(1, 12)):
        name = chance.choice(list(said))
        text = said[name]
        place, length = chance.randint(0, len(text)), chance.randint(0, 30)
        match chance.randrange(4):
            case 0:
                said[name] = text[:place] + chance.choice(PIECES) + text[place:]
            case 1:
                said[name] = text[:place] + text[place + length :]
            case 2:
                said[name] = text[place:] + text[:place]
            case _:
                said[name] = "".join(chance.choices(PIECES, k=chance.randint(0, 40)))

    _import(said)


_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.sampled_from(PIECES)).map("".join)
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*page(), "lạ"]), _VALUES))
def test_any_json_object_is_a_procedure_or_a_broken_line(said: dict[str, object]) -> None:
    _import(said)
    _import({**said, "ma_thu_tuc": "1.1", "ten_thu_tuc": "Thủ tục"})


@pytest.mark.parametrize(
    "piece",
    [
        " ", "\n ", "1", "1 ", "(", "a.doc", "Trực tuyến ", "Trực tuyến1Miễn phí(", "AB-", "1/AB-", "1/2020/TTLT-",
        "1.000", "1.000 đồng", ",", "1 bản chính", "5 ngày ", "5 ngày kể từ ", "không ", "đến ngày 1/1/2026 ",
        "Mã: KQ.", "miễn lệ phí ", "- ", "\u0301", PAPERS,
    ],
)  # fmt: skip
def test_endless_repetition_takes_no_endless_time(piece: str) -> None:
    long = piece * (120_000 // len(piece))
    said = {
        **page(),
        "cach_thuc_thuc_hien": f"{WAYS}Trực tuyến1Miễn phí({long})Trực tiếp{long}",
        "thanh_phan_ho_so": f"--{PAPERS}{long}1 bản chính{long}",
        "can_cu_phap_ly": f"{LEGAL}{long}12/2020/NĐ-CP{long}",
        "trinh_tu_thuc_hien": long,
        "ket_qua_xu_ly": long,
        "ten_thu_tuc": f"Thủ tục {long}",
        "doi_tuong_thuc_hien": long,
    }
    began = time.process_time()

    _import(said)

    assert time.process_time() - began < 8


def test_a_record_is_made_of_any_line() -> None:
    assert isinstance(decode(1, json.dumps(page()).encode()), Record)
    for line in (b"", b"null", b"1", b"{}", b"\xef\xbb\xbf{}", b"NaN", b'{"a":' * 5_000):
        assert isinstance(decode(1, line), Broken)
