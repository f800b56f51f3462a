import unicodedata

import pytest

from forms.formats import is_valid_format, normalise, reason


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  nguyễn   văn an ", "NGUYỄN VĂN AN"),
        ("h’hen niê", "H'HEN NIÊ"),
        ("k‘bing", "K'BING"),
        ("ðinh thị y nhi", "ĐINH THỊ Y NHI"),
        ("y", "Y"),
        ("jean–luc", "JEAN-LUC"),
        (unicodedata.normalize("NFD", "Trần Thị Hương"), "TRẦN THỊ HƯƠNG"),
        ("ＬÊ Ａn", "LÊ AN"),
    ],
)
def test_a_name_is_stored_as_cards_print_it(typed: str, stored: str) -> None:
    assert normalise("name", typed) == stored


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("AN 2", "“2”"),
        ("A", "đầy đủ"),
        ("<B>AN</B>", "“<”"),
        ("王小明", "La-tinh"),
        ("AN 🙂", "biểu tượng cảm xúc"),  # quoted, it would be a blank: no font of ours has it
        ("A" * 101, "100 ký tự"),
    ],
)
def test_what_no_name_has_is_refused_and_said(value: str, said: str) -> None:
    assert not is_valid_format("person_name", value)
    words = reason("person_name", value)
    assert words is not None
    assert said in words["vi"]


@pytest.mark.parametrize(
    ("value", "said"), [("ten.example.vn", "một dấu @"), ("a b@example.vn", "dấu cách"), ("ten@localhost", None)]
)
def test_a_wrong_email_is_refused_and_said(value: str, said: str | None) -> None:
    assert not is_valid_format("email", value)
    words = reason("email", value)
    assert words is None if said is None else words is not None and said in words["vi"]


def test_an_email_is_compared_in_small_letters() -> None:
    assert normalise("email", " Ten@Example.VN ") == "ten@example.vn"
