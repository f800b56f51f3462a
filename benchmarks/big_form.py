"""A form of 200 fields, 60 rules and 20 calculations, always the same: what measurements of forms ask.

Ten steps of 20 fields each, one for every person of a household: names, dates, ID numbers, choices, amounts. Each step
has six rules (a step, a group, fields; SHOW, HIDE, ENABLE, DISABLE; one looks at the step before) and two calculations:
what is left of an income, and the sum of all steps so far, so that the first step's amounts change all ten.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from forms.procedure import FormDefinition

SECTIONS = 10
TODAY = date(2026, 11, 22)
_RELATIONS = ("chu_ho", "vo_chong", "con", "cha_me", "khac")

_TEXT = {"type": "string", "maxLength": 200}
_AMOUNT = {"type": "integer", "minimum": 0, "maximum": 10_000_000_000, "x-kind": "vnd"}
_FIELDS: dict[str, dict[str, Any]] = {
    "tham_gia": {"type": "string", "oneOf": [{"const": "co", "title": "co"}, {"const": "khong", "title": "khong"}]},
    "ho_ten": {"type": "string", "format": "person_name", "maxLength": 100},
    "ngay_sinh": {"type": "string", "format": "date"},
    "gioi_tinh": {"type": "string", "oneOf": [{"const": "nam", "title": "nam"}, {"const": "nu", "title": "nu"}]},
    "so_dinh_danh": {"type": "string", "format": "personal_id"},
    "khong_co_so": {"type": "boolean"},
    "giay_to": _TEXT,
    "noi_cap": _TEXT,
    "dien_thoai": {"type": "string", "format": "phone"},
    "email": {"type": "string", "format": "email"},
    "quan_he": {"type": "string", "oneOf": [{"const": one, "title": one} for one in _RELATIONS]},
    "quan_he_khac": _TEXT,
    "dia_chi": _TEXT,
    "nghe_nghiep": _TEXT,
    "luong": _AMOUNT,
    "thu_khac": _AMOUNT,
    "chi_phi": _AMOUNT,
    "con_lai": {"type": "integer", "x-format": "vnd"},
    "cong_don": {"type": "integer", "x-format": "vnd"},
    "ghi_chu": {"type": "string", "maxLength": 500},
}
_REQUIRED = ("ho_ten", "ngay_sinh", "gioi_tinh", "dien_thoai", "dia_chi", "luong")
_TYPED = ("ho_ten", "ngay_sinh", "so_dinh_danh", "dien_thoai", "email", "dia_chi", "nghe_nghiep", "luong", "ghi_chu")


def big_form() -> FormDefinition:
    """Return the form."""
    return FormDefinition(version="1", schema=_schema(), ui=_ui(), texts=_texts())


def full_answers() -> dict[str, Any]:
    """Return answers with every field filled that is asked, and nothing wrong with them."""
    answers = {name: value for number in range(SECTIONS) for name, value in _person(number).items()}
    return {**answers, "s0_tham_gia": "co"}


def keystrokes() -> Iterator[tuple[str, Any]]:
    """Yield what is stored at each key of somebody who fills in the whole form: a pointer and its value so far.

    Choices are one key each; an amount is what its digits say.
    """
    for name, value in full_answers().items():
        if isinstance(value, str) and name.partition("_")[2] in _TYPED:
            yield from ((f"/{name}", value[:length]) for length in range(1, len(value) + 1))
        elif isinstance(value, int) and not isinstance(value, bool):
            digits = str(value)
            yield from ((f"/{name}", int(digits[:length])) for length in range(1, len(digits) + 1))
        else:
            yield f"/{name}", value


def _schema() -> dict[str, Any]:
    properties = {
        f"s{number}_{name}": {**field, **_calculated(number, name)}
        for number in range(SECTIONS)
        for name, field in _FIELDS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["s0_tham_gia"],
        "properties": properties,
        "allOf": [_needs(number) for number in range(SECTIONS)],
        "x-checks": [check for number in range(SECTIONS) for check in _checks(number)],
    }


def _calculated(number: int, name: str) -> dict[str, Any]:
    if name == "con_lai":
        income, more, costs = ({"var": f"s{number}_{part}"} for part in ("luong", "thu_khac", "chi_phi"))
        return {"x-calculated": {"-": [{"+": [income, more]}, costs]}}
    if name == "cong_don":
        own = {"var": f"s{number}_con_lai"}
        before = [{"var": f"s{number - 1}_cong_don"}] if number else []
        return {"x-calculated": {"+": [own, *before]}}
    return {}


def _needs(number: int) -> dict[str, Any]:
    taking_part = {"properties": {f"s{number}_tham_gia": {"const": "co"}}, "required": [f"s{number}_tham_gia"]}
    return {"if": taking_part, "then": {"required": [f"s{number}_{name}" for name in _REQUIRED]}}


def _checks(number: int) -> Iterator[dict[str, Any]]:
    born, left = {"var": f"s{number}_ngay_sinh"}, {"var": f"s{number}_con_lai"}
    yield {
        "id": f"s{number}_tuong_lai",
        "pointer": f"/s{number}_ngay_sinh",
        "severity": "error",
        "message": "sai",
        "when": {">": [born, {"var": "$today"}]},
    }
    yield {
        "id": f"s{number}_am",
        "pointer": f"/s{number}_chi_phi",
        "severity": "confirm",
        "message": "sai",
        "when": {"<": [left, 0]},
    }


def _ui() -> dict[str, Any]:
    return {"type": "Categorization", "elements": [_step(number) for number in range(SECTIONS)]}


def _step(number: int) -> dict[str, Any]:
    def control(name: str, rule: dict[str, Any] | None = None) -> dict[str, Any]:
        return {"type": "Control", "scope": f"#/properties/s{number}_{name}"} | ({"rule": rule} if rule else {})

    def group(rule: dict[str, Any], *names: str) -> dict[str, Any]:
        return {"type": "Group", "label": "nhom", "rule": rule, "elements": [control(name) for name in names]}

    def of(name: str) -> str:
        return f"#/properties/s{number}_{name}"

    before = f"#/properties/s{max(number - 1, 0)}_tham_gia"
    first = {"effect": "HIDE", "condition": {"scope": before, "schema": {"const": "khong"}}}
    without = {"effect": "SHOW", "condition": {"scope": of("khong_co_so"), "schema": {"const": True}}}
    other = {"scope": of("quan_he"), "schema": {"const": "khac"}, "failWhenUndefined": True}
    rich = {"scope": of("con_lai"), "schema": {"minimum": 1_000_000}, "failWhenUndefined": True}
    named = {"type": "AND", "conditions": [{"scope": of("tham_gia"), "schema": {"const": "co"}}, other]}
    return {
        "type": "Category",
        "options": {"id": f"s{number}"},
        "rule": first if number else {"effect": "SHOW", "condition": {"scope": before, "schema": {}}},
        "elements": [
            *(control(name) for name in ("tham_gia", "ho_ten", "ngay_sinh", "gioi_tinh")),
            control("so_dinh_danh", {"effect": "HIDE", "condition": without["condition"]}),
            control("khong_co_so"),
            group(without, "giay_to", "noi_cap"),
            *(control(name) for name in ("dien_thoai", "email", "quan_he")),
            control("quan_he_khac", {"effect": "SHOW", "condition": named}),
            *(control(name) for name in ("dia_chi", "nghe_nghiep", "luong", "thu_khac")),
            control("chi_phi", {"effect": "ENABLE", "condition": {"scope": of("luong"), "schema": {"minimum": 1}}}),
            *(control(name) for name in ("con_lai", "cong_don")),
            control("ghi_chu", {"effect": "DISABLE", "condition": {"type": "OR", "conditions": [rich, other]}}),
        ],
    }


def _texts() -> dict[str, dict[str, str]]:
    labels = {f"s{n}_{name}.label": f"{name.replace('_', ' ')} {n + 1}" for n in range(SECTIONS) for name in _FIELDS}
    steps = {f"steps.s{n}.{part}": f"{n + 1}" for n in range(SECTIONS) for part in ("title", "name")}
    single = {word: word for word in ("co", "khong", "nam", "nu", "sai", "nhom", *_RELATIONS)}
    return {language: {**labels, **steps, **single} for language in ("vi", "en")}


def _person(number: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "tham_gia": "co",
        "ho_ten": "NGUYỄN THỊ MINH KHAI",
        "ngay_sinh": f"19{70 + number}-08-14",
        "gioi_tinh": "nu",
        "so_dinh_danh": f"0011{70 + number:02}012345",
        "dien_thoai": f"091234567{number}",
        "email": f"nguoi{number}@example.vn",
        "quan_he": _RELATIONS[number % 4],
        "dia_chi": "Số 12, phố Hàng Trống, tổ 5",
        "nghe_nghiep": "Giáo viên trung học cơ sở",
        "luong": 12_500_000,
        "thu_khac": 3_000_000,
        "chi_phi": 15_000_000,
        "ghi_chu": "Không có gì thêm, xin cảm ơn.",
    }
    return {f"s{number}_{name}": value for name, value in values.items()}
