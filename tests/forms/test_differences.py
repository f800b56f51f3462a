"""What a person would call a change of a procedure, and what not."""

from typing import Any

import pytest

from forms.differences import differences, facts, from_facts
from forms.procedure import Procedure

BEFORE: dict[str, Any] = {
    "code": "1.001193",
    "version": "1",
    "name": {"vi": "Đăng ký khai sinh", "en": "Birth registration"},
    "summary": {"vi": "Đăng ký cho trẻ.", "en": "Register a child."},
    "online": "part",
    "time": {"amount": 5, "unit": "working_day"},
    "fees": [{"id": "fee", "title": {"vi": "Lệ phí"}, "amount_vnd": 8000}],
    "papers": [
        {"id": "1", "title": {"vi": "Giấy chứng sinh"}},
        {"id": "2", "title": {"vi": "Văn bản ủy quyền"}, "required": False},
    ],
    "legal": ["Luật Hộ tịch 60/2014/QH13", "Nghị định 123/2015/NĐ-CP"],
    "agency": {"vi": "UBND cấp xã"},
    "form": {"version": "f1", "schema": {}, "ui": {}, "texts": {}},
}


def changed(**members: Any) -> list[tuple[str, Any, Any]]:
    before, after = (Procedure.model_validate(value) for value in (BEFORE, {**BEFORE, "version": "2", **members}))
    kept = from_facts(facts(before))
    assert differences(kept, after) == differences(before, after)  # what is kept is enough
    return [(found.where, found.old, found.new) for found in differences(before, after)]


@pytest.mark.parametrize(
    ("members", "where", "old", "new"),
    [
        ({"state": "suspended"}, "state", "open", "suspended"),
        ({"online": "full"}, "online", "part", "full"),
        ({"form": {**BEFORE["form"], "version": "f2"}}, "form", "f1", "f2"),
        ({"form": None}, "form", "f1", None),
        ({"legal": ["Luật Hộ tịch 60/2014/QH13"]}, "legal", "Nghị định 123/2015/NĐ-CP", None),
        ({"legal": [*BEFORE["legal"], "Luật mới"]}, "legal", None, "Luật mới"),
        ({"agency": {"vi": "UBND cấp tỉnh"}}, "office", {"vi": "UBND cấp xã"}, {"vi": "UBND cấp tỉnh"}),
    ],
)
def test_a_change_is_told_with_what_was_and_what_is(members: dict[str, Any], where: str, old: Any, new: Any) -> None:
    assert changed(**members) == [(where, old, new)]


def test_time_and_fee_are_told_as_values() -> None:
    (time,) = changed(time={"amount": 3, "unit": "working_day"})
    assert (time[0], time[1].amount, time[2].amount) == ("time", 5, 3)
    (fee,) = changed(fees=[{"id": "fee", "title": {"vi": "Lệ phí"}, "amount_vnd": 0}])
    assert (fee[0], fee[1].amount_vnd, fee[2].amount_vnd) == ("fee", 8000, 0)
    assert [(where, bool(old), bool(new)) for where, old, new in changed(fees=[])] == [("fee", True, False)]


def test_another_setter_of_a_fee_is_told_but_not_that_it_is_said_at_last() -> None:
    def fee(set_by: Any) -> dict[str, Any]:
        return {"fees": [{"id": "fee", "title": {"vi": "Lệ phí"}, "amount_vnd": None, "set_by": set_by}]}

    def told(old: Any, new: Any) -> list[str]:
        before, after = (Procedure.model_validate({**BEFORE, **fee(set_by)}) for set_by in (old, new))
        return [found.where for found in differences(from_facts(facts(before)), after)]

    assert told({"kind": "province"}, {"kind": "law"}) == ["fee"]
    assert told(None, {"kind": "province"}) == []


def test_papers_are_told_apart_by_title_though_their_numbers_move() -> None:
    papers = [{"id": "1", "title": {"vi": "Văn bản ủy quyền"}, "required": False}, {"id": "2", "title": {"vi": "Ảnh"}}]
    gone, new = changed(papers=papers)
    assert (gone[0], gone[1].title["vi"], gone[2]) == ("paper", "Giấy chứng sinh", None)
    assert (new[0], new[1], new[2].title["vi"]) == ("paper", None, "Ảnh")


def test_another_paper_in_the_place_of_one_is_a_change_and_its_rewording_is_not() -> None:
    other, reworded = ({"id": "1", "title": {"vi": title}} for title in ("Ảnh chân dung", "Bản sao giấy chứng sinh"))
    assert [(old and old.id, new and new.id) for _, old, new in changed(papers=[other, BEFORE["papers"][1]])] == [
        ("1", None),
        (None, "1"),
    ]
    assert changed(papers=[reworded, BEFORE["papers"][1]]) == []


def test_a_paper_that_is_now_required_is_a_change() -> None:
    papers = [BEFORE["papers"][0], {**BEFORE["papers"][1], "required": True}]
    ((where, old, new),) = changed(papers=papers)
    assert (where, old.required, new.required) == ("paper", False, True)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"name": {"vi": "ĐĂNG KÍ  khai sinh", "en": "Birth"}},
        {"summary": {"vi": "Nói khác đi."}},
        {"time": {**BEFORE["time"], "verified": True, "note": {"vi": "Kể từ ngày nhận đủ hồ sơ."}}},
        {"papers": BEFORE["papers"][::-1], "legal": BEFORE["legal"][::-1]},
        {"papers": [{**BEFORE["papers"][0], "hint": {"vi": "Bản chính."}}, BEFORE["papers"][1]]},
        {"synonyms": {"vi": ["làm khai sinh"]}},
    ],
)
def test_rewording_is_no_change(members: dict[str, Any]) -> None:
    assert changed(**members) == []


def test_the_ways_of_an_imported_procedure_are_compared_by_what_they_say() -> None:
    before = [{"channel": "online", "time_text": "5 ngày", "fee_text": "8.000 đồng", "fee_vnd": 8000},
              {"channel": "in_person", "time_text": "5 ngày làm việc"}]  # fmt: skip
    old = Procedure.model_validate({**BEFORE, "ways": before})
    same = Procedure.model_validate({**BEFORE, "ways": [before[1], {**before[0], "note": "mới"}]})
    dearer = Procedure.model_validate({**BEFORE, "ways": [{**before[0], "fee_vnd": 9000}, before[1]]})
    assert differences(old, same) == ()
    (found,) = differences(old, dearer)
    assert (found.where, found.id, found.old.fee_vnd, found.new.fee_vnd) == ("way", "online", 8000, 9000)
