"""The device refuses in advance, in the portal's own words, what the portal would refuse of a PDF."""

import asyncio
from typing import get_args

import pytest

from app.documents.active import Found, find_active_content
from app.documents.checks import HEAD_BYTES, check_content, check_file
from app.documents.model import Refused
from app.i18n import Formats, Translator
from forms.procedure import Paper
from portal.uploads.inspection import REFUSALS
from tests.app.conftest import pdf
from tests.portal.hostile_files import JAVASCRIPT, HostileFile, corpus, in_objects
from views.documents.words import refused_words

PAPERS = tuple(file for file in corpus() if file.name.startswith("paper"))
LEFT_TO_THE_PORTAL = {"bomb", "opaque", "pixels"}
"""What only somebody who means harm makes; the device unpacks nothing that large."""
PAPER = Paper(id="birth", title={})


def verdict(data: bytes) -> str | None:
    """Return why the device refuses a file, as the portal names it."""
    refused = check_file(data[:HEAD_BYTES], len(data), PAPER) or check_content(data, "application/pdf")
    return refused.reason.replace("_", "-") if refused is not None else None


@pytest.mark.parametrize("file", PAPERS, ids=lambda file: file.name)
async def test_the_device_says_of_a_pdf_what_the_portal_says(file: HostileFile) -> None:
    expected = None if file.refusal in LEFT_TO_THE_PORTAL else file.refusal
    assert await asyncio.to_thread(lambda: verdict(file.make())) == expected


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reason", [*get_args(Found), "hidden_data"])
def test_the_words_are_the_portals(language: str, reason: Found) -> None:
    t = Translator(language)
    title, words = refused_words(Refused(reason, "giấy.pdf"), PAPER, t, Formats(language, t=t))
    assert "giấy.pdf" in title
    assert words == REFUSALS[reason.replace("_", "-")][language]


def test_a_name_spelt_in_another_way_is_found_where_objects_are_packed() -> None:
    assert find_active_content(in_objects(JAVASCRIPT.replace(b"/JavaScript", b"/Java#53cript"))) == "active_content"


def test_a_file_that_cannot_be_read_is_not_called_harmful() -> None:
    assert find_active_content(b"%PDF-1.7\n1 0 obj <</A/Launch") is None
    assert find_active_content(pdf()) is None
