"""The 200-field form as SurveyJS has it: the same fields, 60 expressions that show or enable, 20 calculations.

JSON Forms takes schema and UI schema as they are, but has no calculations.
"""

from typing import Any

from benchmarks.big_form import SECTIONS, big_form


def survey() -> dict[str, Any]:
    """Return the form's SurveyJS JSON."""
    schema = big_form().schema_
    required = {name: branch for branch in schema["allOf"] for name in branch["then"]["required"]}
    return {
        "textUpdateMode": "onTyping",
        "clearInvisibleValues": "onComplete",
        "pages": [_page(number, schema["properties"], required) for number in range(SECTIONS)],
    }


def _page(number: int, properties: dict[str, Any], required: dict[str, Any]) -> dict[str, Any]:
    prefix = f"s{number}_"
    elements = [
        {**_question(name, part), **({"requiredIf": f"{{{prefix}tham_gia}} = 'co'"} if name in required else {})}
        for name, part in properties.items()
        if name.startswith(prefix)
    ]
    by_name = {element["name"].removeprefix(prefix): element for element in elements}
    by_name["so_dinh_danh"]["visibleIf"] = f"{{{prefix}khong_co_so}} <> true"
    by_name["quan_he_khac"]["visibleIf"] = f"{{{prefix}tham_gia}} = 'co' and {{{prefix}quan_he}} = 'khac'"
    by_name["chi_phi"]["enableIf"] = f"{{{prefix}luong}} empty or {{{prefix}luong}} >= 1"
    by_name["ghi_chu"]["enableIf"] = f"!({{{prefix}con_lai}} >= 1000000 or {{{prefix}quan_he}} = 'khac')"
    by_name["con_lai"]["expression"] = f"{{{prefix}luong}} + {{{prefix}thu_khac}} - {{{prefix}chi_phi}}"
    before = f" + {{s{number - 1}_cong_don}}" if number else ""
    by_name["cong_don"]["expression"] = f"{{{prefix}con_lai}}{before}"
    by_name["ngay_sinh"]["validators"] = [
        {"type": "expression", "expression": f"{{{prefix}ngay_sinh}} <= '2026-11-22'"}
    ]
    by_name["chi_phi"]["validators"] = [{"type": "expression", "expression": f"{{{prefix}con_lai}} >= 0"}]
    papers = {"type": "panel", "name": f"{prefix}nhom", "visibleIf": f"{{{prefix}khong_co_so}} = true"}
    papers["elements"] = [by_name.pop("giay_to"), by_name.pop("noi_cap")]
    laid_out = [*list(by_name.values())[:6], papers, *list(by_name.values())[6:]]
    shown = f"{{s{number - 1}_tham_gia}} <> 'khong'" if number else "{s0_tham_gia} <> 'x'"
    return {"name": f"s{number}", "visibleIf": shown, "elements": laid_out}


def _question(name: str, part: dict[str, Any]) -> dict[str, Any]:
    if "x-calculated" in part:
        return {"type": "expression", "name": name}
    if "oneOf" in part:
        return {"type": "radiogroup", "name": name, "choices": [one["const"] for one in part["oneOf"]]}
    if part["type"] == "boolean":
        return {"type": "boolean", "name": name}
    if part["type"] == "integer":
        return {"type": "text", "inputType": "number", "name": name, "min": part["minimum"], "max": part["maximum"]}
    found: dict[str, Any] = {
        "type": "text",
        "name": name,
        **({"maxLength": part["maxLength"]} if "maxLength" in part else {}),
    }
    if pattern := _PATTERNS.get(part.get("format", "")):
        found["validators"] = [{"type": "regex", "regex": pattern}]
    if part.get("format") == "email":
        found["validators"] = [{"type": "email"}]
    return found


_PATTERNS = {"person_name": r"^[^\d_]+$", "personal_id": r"^\d{12}$", "phone": r"^0\d{9}$"}
