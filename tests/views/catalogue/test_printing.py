"""The checklist on paper: read back from the PDF."""

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from app.i18n import Formats, Translator
from forms.procedure import Procedure
from tests.views.catalogue.test_own_case import LICENCE
from views.catalogue.links import public_address
from views.catalogue.printing import file_name, printed_checklist

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
"""Already the 23rd in Việt Nam."""
PROCEDURE = Procedure.model_validate({"version": "1", "summary": {}, **LICENCE})


def printed(language: str, answers: dict[str, Any], office: str = "", procedure: Procedure = PROCEDURE) -> bytes:
    t = Translator(language)
    return printed_checklist(
        procedure, answers, office, t, Formats(language, t=t), now=NOW, built_on=t.formats.date(NOW.date())
    )


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def test_it_says_for_which_answers_it_holds_and_what_follows_from_them() -> None:
    said = text_of(printed("en", {"mat": True, "cach": "mang"}, "People's Committee of Ba Vì commune, Hà Nội City"))
    for words in (
        "Licence", "9.000001", "Printed on 23/11/2026", "Lost? Yes", "How do you file? Online", "1 month",
        "115,000", "(estimated)", "People's Committee of Ba Vì commune", "Report of the loss", "ID card",
    ):  # fmt: skip
        assert words in said, (words, said)


def test_the_same_in_vietnamese_with_every_letter() -> None:
    said = text_of(printed("vi", {"mat": False, "cach": "quay"}))
    for words in ("Cấp giấy", "In ngày 23/11/2026", "Bị mất?", "Không", "5 ngày làm việc", "135.000", "Nơi cư trú"):
        assert words in said, (words, said)
    assert "Đơn trình báo" not in said  # not lost: nothing to report


def test_the_papers_stand_by_what_to_do_with_them() -> None:
    said = text_of(printed("en", {"mat": True}))
    order = ["Photo", "Report of the loss", "Usually not needed: the office looks it up", "Residence",
             "Bring along, do not send", "Card", "Bring when you collect the result", "ID card"]  # fmt: skip
    places = [said.index(words) for words in order]
    assert places == sorted(places), said


def test_it_leads_back_to_the_public_page_and_has_its_own_title() -> None:
    data = printed("vi", {})
    assert public_address("9.000001") in text_of(data).replace(" ", "")
    metadata = pypdf.PdfReader(io.BytesIO(data)).metadata
    assert metadata is not None
    assert metadata.title == "Cấp giấy 9.000001"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_hostile_and_endless_words_are_cut_and_never_stop_it(language: str) -> None:
    hostile = {"vi": "A\u202e<b>\u0000" + "dài " * 3_000, "en": "x" * 20_000}
    papers = [{"id": f"p{n}", "title": hostile} for n in range(12)]
    procedure = Procedure.model_validate(
        {"code": "9.1", "version": "1", "name": hostile, "summary": {}, "papers": papers}
    )
    data = printed(language, {}, "\u2066" + "y" * 5_000, procedure)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) < 20
    assert "\u202e" not in text_of(data)


def test_the_files_name_is_one_that_every_system_takes() -> None:
    assert file_name(PROCEDURE, Translator("vi")) == "giay-to-can-chuan-bi-9.000001.pdf"
    assert file_name(PROCEDURE, Translator("en")) == "papers-to-prepare-9.000001.pdf"
