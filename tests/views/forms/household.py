"""A small form with everything that the shipped ones use rarely: cards, rows with rules, what may come later, terms."""

from typing import Any

from forms.assembly import assemble
from forms.procedure import Paper, Procedure

PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["ten", "ngay_sinh", "quan_he"],
    "properties": {
        "ten": {"type": "string", "format": "person_name"},
        "ngay_sinh": {"type": "string", "format": "date"},
        "quan_he": {
            "type": "string",
            "oneOf": [
                {"const": "con", "title": "quan_he.con"},
                {"const": "khac", "title": "quan_he.khac"},
            ],
        },
        "ghi_ro": {"type": "string", "maxLength": 60},
        "noi_o": {"$ref": "#/$defs/dia_chi"},
    },
}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["chu_ho", "thanh_vien"],
    "properties": {
        "chu_ho": {"type": "string", "format": "person_name"},
        "thanh_vien": {"type": "array", "minItems": 1, "maxItems": 4, "items": PERSON},
        "thu_nhap": {"type": "integer", "x-kind": "vnd"},
        "giay_chung_sinh": {"type": "string"},
        "khoa": {"type": "string"},
    },
    "$defs": {
        "dia_chi": {
            "type": "object",
            "x-kind": "address",
            "required": ["province", "commune"],
            "properties": {
                "province": {"type": "string"},
                "commune": {"type": "string"},
                "detail": {"type": "string"},
            },
        }
    },
    "x-later": [{"pointer": "/giay_chung_sinh"}],
}


def _at(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "Control", "scope": f"#/properties/{name}", **more}


UI: dict[str, Any] = {
    "type": "Categorization",
    "elements": [
        {
            "type": "Category",
            "options": {"id": "gia_dinh"},
            "elements": [
                _at("chu_ho"),
                {
                    "type": "ListWithDetail",
                    "scope": "#/properties/thanh_vien",
                    "options": {
                        "sortable": True,
                        "detail": {
                            "type": "VerticalLayout",
                            "elements": [
                                _at("ten"),
                                _at("ngay_sinh"),
                                _at("quan_he"),
                                _at(
                                    "ghi_ro",
                                    rule={
                                        "effect": "SHOW",
                                        "condition": {"scope": "#/properties/quan_he", "schema": {"const": "khac"}},
                                    },
                                ),
                                _at("noi_o"),
                            ],
                        },
                    },
                },
            ],
        },
        {
            "type": "Category",
            "options": {"id": "giay_to"},
            "elements": [
                _at("thu_nhap"),
                _at("giay_chung_sinh", options={"terms": ["giay_chung_sinh"]}),
                _at(
                    "khoa",
                    rule={
                        "effect": "DISABLE",
                        "condition": {"scope": "#/properties/chu_ho", "schema": {"const": "TRẦN MẪU HÀ"}},
                    },
                ),
            ],
        },
    ],
}

TEXTS: dict[str, dict[str, Any]] = {
    "vi": {
        "steps": {
            "gia_dinh": {"title": "Trong nhà có những ai?", "name": "Gia đình"},
            "giay_to": {"title": "Giấy tờ và thu nhập", "name": "Giấy tờ"},
        },
        "chu_ho": {"label": "Chủ hộ"},
        "thanh_vien": {
            "label": "Thành viên",
            "item": "Thành viên {number}",
            "hint": "Mỗi người một phần.",
            "ten": {"label": "Họ, chữ đệm, tên"},
            "ngay_sinh": {"label": "Ngày sinh"},
            "quan_he": {"label": "Quan hệ với chủ hộ"},
            "ghi_ro": {"label": "Ghi rõ quan hệ"},
            "noi_o": {"label": "Nơi ở"},
        },
        "quan_he": {"con": "Con", "khac": "Người khác"},
        "thu_nhap": {"label": "Thu nhập một tháng"},
        "giay_chung_sinh": {"label": "Số Giấy chứng sinh", "why": "Để cơ quan tra cứu thay bạn."},
        "khoa": {"label": "Ghi chú"},
        "glossary": {
            "giay_chung_sinh": {"name": "Giấy chứng sinh", "meaning": "Giấy mà cơ sở y tế cấp khi trẻ ra đời."}
        },
    },
    "en": {
        "steps": {
            "gia_dinh": {"title": "Who lives in the household?", "name": "Family"},
            "giay_to": {"title": "Papers and income", "name": "Papers"},
        },
        "chu_ho": {"label": "Head of household"},
        "thanh_vien": {
            "label": "Members",
            "item": "Member {number}",
            "hint": "One part for each person.",
            "ten": {"label": "Full name"},
            "ngay_sinh": {"label": "Date of birth"},
            "quan_he": {"label": "Relation to the head"},
            "ghi_ro": {"label": "Which relation"},
            "noi_o": {"label": "Place of residence"},
        },
        "quan_he": {"con": "Child", "khac": "Someone else"},
        "thu_nhap": {"label": "Income in a month"},
        "giay_chung_sinh": {"label": "Number of the birth notification", "why": "So that the office can look it up."},
        "khoa": {"label": "Remark"},
        "glossary": {
            "giay_chung_sinh": {
                "name": "birth notification",
                "meaning": "The paper that the place of birth gives when a child is born.",
            }
        },
    },
}


def household(*papers: Paper) -> Procedure:
    """Return the procedure."""
    form = assemble(SCHEMA, UI, texts=TEXTS, shared_defs={}, shared_texts={})
    return Procedure(
        code="9.000001",
        version="1",
        name={"vi": "Khai nhân khẩu trong hộ", "en": "Household members"},
        summary={"vi": "Mẫu để thử", "en": "A sample to try"},
        online="full",
        form=form,
        papers=papers,
    )


def member(name: str, born: str = "2010-05-01", relation: str = "con", **more: Any) -> dict[str, Any]:
    """Return one member, whole."""
    return {"ten": name, "ngay_sinh": born, "quan_he": relation, **more}
