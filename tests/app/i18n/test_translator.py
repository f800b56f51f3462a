"""Texts by their English, in two languages."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.i18n import Translator, in_order_of, person_key, sorted_texts


def make_locales(folder: Path, texts: dict[str, str]) -> Path:
    catalog = Catalog(locale="vi")
    for msgid, text in texts.items():
        catalog.add(msgid, text)
    target = folder / "vi" / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "motcua.mo").open("wb") as file:
        write_mo(file, catalog)
    return folder


def test_a_message_is_translated_and_filled(tmp_path: Path) -> None:
    folder = make_locales(tmp_path, {"Step {number} of {total}": "Bước {number}/{total}"})
    assert Translator("vi", folder=folder)("Step {number} of {total}", number=3, total=6) == "Bước 3/6"
    assert Translator("en", folder=folder)("Step {number} of {total}", number=3, total=6) == "Step 3 of 6"


def test_a_text_is_shown_rather_than_none(tmp_path: Path) -> None:
    folder = make_locales(tmp_path, {"Hello {name}": "Chào {ten}", "Only {this}": "Chỉ {"})
    t = Translator("vi", folder=folder)
    assert t("Never translated") == "Never translated"
    assert Translator("vi", folder=tmp_path / "nowhere")("Continue") == "Continue"
    assert t("Hello {name}", name="An") == "Chào {ten}"
    assert t("Only {this}", this="x") == "Chỉ {"


def test_a_text_in_braces_from_a_person_is_not_read_as_a_placeholder(tmp_path: Path) -> None:
    folder = make_locales(tmp_path, {"Hello {name}": "Chào {name}"})
    assert Translator("vi", folder=folder)("Hello {name}", name="{x.__class__}") == "Chào {x.__class__}"


def test_a_text_in_several_languages_gives_the_readers_else_any(tmp_path: Path) -> None:
    vi, en = Translator("vi", folder=tmp_path), Translator("en", folder=tmp_path)
    both = {"vi": "Khai sinh", "en": "Birth"}
    assert (vi.text(both), en.text(both)) == ("Khai sinh", "Birth")
    assert (en.text({"vi": "Khai sinh"}), vi.text({"fr": "Naissance"}), vi.text({}), vi.text(None)) == (
        "Khai sinh", "Naissance", "", "",
    )  # fmt: skip


def test_an_unknown_language_is_read_as_vietnamese(tmp_path: Path) -> None:
    assert Translator("xx", folder=tmp_path).language == "vi"


def test_the_texts_of_the_repository_are_read() -> None:
    assert Translator("vi")("{count} working days", count=5) == "5 ngày làm việc"


def test_texts_are_sorted_as_in_a_vietnamese_dictionary() -> None:
    names = ["Đức", "Ân", "Dũng", "bạ", "An", "Ăn", "ba", "Đạt", "Ý", "Ổn", "Oanh", "Duy"]
    assert sorted_texts(names) == ["An", "Ăn", "Ân", "ba", "bạ", "Dũng", "Duy", "Đạt", "Đức", "Oanh", "Ổn", "Ý"]


def test_in_english_letters_with_marks_stand_with_those_without() -> None:
    names = ["Zambia", "Đà Nẵng", "Åland", "Dallas", "Albania", "Ăn"]
    assert sorted_texts(names, language="en") == ["Åland", "Albania", "Ăn", "Đà Nẵng", "Dallas", "Zambia"]


def test_a_list_in_vietnamese_order_is_in_english_order_in_english_and_any_other_is_left() -> None:
    english = ["Viet Nam", "Saudi Arabia", "Afghanistan", "Egypt", "Ireland", "Iceland", "Armenia", "Austria", "Brazil",
               "Cambodia", "Denmark", "Germany", "Hungary"]  # fmt: skip
    vietnamese = ["Việt Nam", "Ả Rập Xê-út", "Afghanistan", "Ai Cập", "Ai-len", "Ai-xơ-len", "Ác-mê-ni-a", "Áo",
                  "Bra-xin", "Cam-pu-chia", "Đan Mạch", "Đức", "Hung-ga-ri"]  # fmt: skip
    vietnamese[1:] = sorted_texts(vietnamese[1:])
    names = [{"vi": vi, "en": en} for vi, en in zip(vietnamese, english, strict=True)]
    in_english = [english[place] for place in in_order_of(names, "en")]
    assert in_english == ["Viet Nam", *sorted(english[1:])]
    assert in_order_of(names, "vi") == tuple(range(len(names)))
    assert in_order_of(names[::-1], "en") == tuple(range(len(names)))


def test_people_are_sorted_by_given_name_first() -> None:
    names = ["Nguyễn Văn Bình", "Trần An", "Lê Thị An", "Đỗ Ân"]
    assert sorted(names, key=person_key) == ["Lê Thị An", "Trần An", "Đỗ Ân", "Nguyễn Văn Bình"]
