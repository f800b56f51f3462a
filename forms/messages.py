"""The words of a problem: what is wrong with a value and how to mend it, in both languages.

A form can word a problem its own way with the text key ``<field>.errors.<keyword>`` (``required``, ``format`` ...).
"""

from collections.abc import Mapping
from typing import Any

from forms import formats
from forms.controls import Control
from forms.procedure import Text

UNKNOWN: Text = {"vi": "Biểu mẫu không có mục này.", "en": "The form does not have this item."}

APART: Text = {
    "vi": "Các câu trả lời chưa khớp nhau. Hãy xem lại.",
    "en": "The answers do not fit together. Look at them again.",
}

_CHOSEN = frozenset({"choice", "select", "multi_choice", "address", "agency"})
_TICKED = frozenset({"tick", "declaration"})

_FORMATS: dict[str, Text] = {
    "person_name": {
        "vi": "Họ tên chỉ gồm chữ cái, dấu cách, dấu gạch nối hoặc dấu nháy. Bỏ chữ số và ký hiệu khác.",
        "en": "A name has letters, spaces, hyphens and apostrophes only. Take out digits and other signs.",
    },
    "personal_id": {
        "vi": "Số định danh gồm đúng 12 chữ số, như in trên thẻ căn cước.",
        "en": "A personal ID number has exactly 12 digits, as printed on the identity card.",
    },
    "phone": {
        "vi": "Số điện thoại bắt đầu bằng 0: di động 10 chữ số, ví dụ 0912 345 678; số bàn 11 chữ số kể cả mã vùng.",
        "en": "A telephone number begins with 0: mobile 10 digits, for example 0912 345 678; landline 11 digits.",
    },
    "email": {
        "vi": "Email cần có dạng ten@example.vn.",
        "en": "An email address looks like name@example.vn.",
    },
    "date": {
        "vi": "Không có ngày này trong lịch. Ghi ngày/tháng/năm, ví dụ 02/11/2026.",
        "en": "There is no such day. Write day/month/year, for example 02/11/2026.",
    },
    "partial_date": {
        "vi": "Ghi ngày/tháng/năm, hoặc tháng/năm, hoặc chỉ năm, ví dụ 14/08/1996 hoặc 1996.",
        "en": "Write day/month/year, month/year, or the year alone, for example 14/08/1996 or 1996.",
    },
    "tax_code": {
        "vi": "Mã số thuế này không đúng. So từng số với giấy đăng ký: 10 số, 10 số và 3 số chi nhánh, hoặc 12 số.",
        "en": "This tax code cannot be right. Compare it with the certificate: 10 digits, 10 and 3, or 12.",
    },
    "social_insurance": {
        "vi": "Mã số bảo hiểm xã hội gồm đúng 10 chữ số.",
        "en": "A social insurance number has exactly 10 digits.",
    },
    "health_card": {
        "vi": "Mã thẻ bảo hiểm y tế gồm 10 chữ số, hoặc 2 chữ cái và 13 chữ số như trên thẻ cũ.",
        "en": "A health insurance card code has 10 digits, or 2 letters and 13 digits on an old card.",
    },
    "health_facility": {
        "vi": "Mã cơ sở khám chữa bệnh gồm đúng 5 chữ số.",
        "en": "A health facility code has exactly 5 digits.",
    },
    "licence": {
        "vi": "Số giấy phép lái xe gồm đúng 12 chữ số, ở mặt trước của giấy phép.",
        "en": "A driving licence number has exactly 12 digits, on the front of the licence.",
    },
    "time_of_day": {
        "vi": "Ghi giờ và phút, từ 00:00 đến 23:59, ví dụ 14:05.",
        "en": "Write hours and minutes from 00:00 to 23:59, for example 14:05.",
    },
    "bank_account": {
        "vi": "Số tài khoản gồm từ 6 đến 19 chữ số, như ngân hàng đã cấp.",
        "en": "An account number has 6 to 19 digits, as the bank gave it.",
    },
    "postal_code": {
        "vi": "Mã bưu chính gồm đúng 5 chữ số.",
        "en": "A postal code has exactly 5 digits.",
    },
    "plate": {
        "vi": "Biển số xe có dạng 30A-123.45 (ô tô) hoặc 29-B1 123.45 (xe máy).",
        "en": "A plate looks like 30A-123.45 (car) or 29-B1 123.45 (motorcycle).",
    },
    "passport": {
        "vi": "Số hộ chiếu gồm 1 chữ cái và 7 hoặc 8 chữ số.",
        "en": "A passport number has 1 letter and 7 or 8 digits.",
    },
}

_PARTS: dict[str, Text] = {
    "province": {"vi": "Chọn tỉnh, thành phố: {short}.", "en": "Choose the province or city: {short}."},
    "commune": {"vi": "Chọn phường, xã, đặc khu: {short}.", "en": "Choose the commune, ward or special zone: {short}."},
    "detail": {"vi": "Nhập số nhà, đường, thôn, tổ: {short}.", "en": "Enter the house, street, hamlet: {short}."},
}


def fill(text: Text, values: Mapping[str, Any]) -> Text:
    """Return ``text`` with its ``{names}`` replaced, in every language."""
    filled = dict(text)
    for name, value in values.items():
        shown = "" if value is None else str(value)
        filled = {language: words.replace(f"{{{name}}}", shown) for language, words in filled.items()}
    return filled


def yes_or_no(value: bool, language: str) -> str:
    """Return a truth value as an answer."""
    return {True: {"vi": "Có", "en": "Yes"}, False: {"vi": "Không", "en": "No"}}[value].get(language, "")


def _worded(control: Control, vi: str, en: str) -> Text:
    return {
        "vi": vi.format(short=control.short.get("vi", "")),
        "en": en.format(short=control.short.get("en") or control.short.get("vi", "")),
    }


def choose(control: Control) -> Text:
    """Return "choose ..." for a field whose value must come from a list."""
    return control.errors.get("required") or _worded(control, "Chọn {short}.", "Choose {short}.")


def place(control: Control, value: Any) -> Text:
    """Return what to do about a place that is not on today's map."""
    part = "commune" if isinstance(value, Mapping) and value.get("province") else "province"
    return _worded(control, _PARTS[part]["vi"], _PARTS[part]["en"])


def required(control: Control) -> Text:
    """Return what to enter in a field that is empty."""
    if "required" in control.errors:
        return control.errors["required"]
    if control.kind == "declaration":
        return {"vi": "Đọc và đánh dấu vào ô cam đoan để nộp.", "en": "Read the declaration and tick it to submit."}
    if control.kind in _TICKED:
        return _worded(control, "Trả lời có hay không: {short}.", "Answer yes or no: {short}.")
    if control.kind in _CHOSEN:
        return choose(control)
    return _worded(control, "Nhập {short}.", "Enter {short}.")


def later(control: Control) -> Text:
    """Return that a field may stay empty for now."""
    return _worded(
        control,
        "Chưa có {short}: vẫn nộp được, cơ quan sẽ yêu cầu sau.",
        "Not there yet: {short}. You can submit; the office will ask for it later.",
    )


def again(control: Control) -> Text:
    """Return that something is wrong with a field, when nothing more can be said."""
    return _worded(control, "Xem lại {short}.", "Look at {short} again.")


def of_schema_error(control: Control, error: Any, pointer: str) -> Text:
    """Return the words for one JSON Schema error at a control or a part of it."""
    inside = control.cell(pointer) if control.columns else None
    if inside is not None:
        return of_schema_error(inside, error, pointer)
    keyword, limit = str(error.validator), error.validator_value
    if keyword in control.errors:
        return control.errors[keyword]
    if keyword == "required":
        part = pointer.rpartition("/")[2]
        return _worded(control, **_PARTS[part]) if part in _PARTS and control.kind in _CHOSEN else required(control)
    if keyword == "format" and limit in _FORMATS:
        return formats.reason(limit, error.instance) or _FORMATS[limit]
    if keyword in ("const", "enum", "oneOf", "anyOf"):
        return required(control)
    if keyword in _LIMITS:
        vi, en = (
            words.replace("{limit}", formats.display("int", limit, language))
            for language, words in zip(("vi", "en"), _LIMITS[keyword], strict=True)
        )
        return _worded(control, vi, en)
    if keyword == "type" and control.kind in ("int", "vnd"):
        in_figures = _worded(control, "Nhập {short} bằng chữ số, ví dụ 2.", "Enter {short} in figures, for example 2.")
        return formats.reason(control.kind, error.instance) or in_figures
    return again(control)


_LIMITS: dict[str, tuple[str, str]] = {
    "minLength": ("Nhập {short} dài ít nhất {limit} ký tự.", "Enter {short} with at least {limit} characters."),
    "maxLength": ("Rút gọn {short} còn nhiều nhất {limit} ký tự.", "Shorten {short} to at most {limit} characters."),
    "minimum": ("Nhập {short} từ {limit} trở lên.", "Enter {short}: {limit} or more."),
    "maximum": ("Nhập {short} không quá {limit}.", "Enter {short}: {limit} at most."),
    "minItems": ("Thêm ít nhất {limit} mục: {short}.", "Add at least {limit}: {short}."),
    "maxItems": ("Chỉ ghi nhiều nhất {limit} mục: {short}.", "List at most {limit}: {short}."),
    "pattern": ("Xem lại {short}: có ký tự không hợp lệ.", "Look at {short} again: a character does not fit."),
}
