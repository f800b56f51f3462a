"""The registry of kinds: each kind of the form language has its three functions, and each is drawn in every state."""

import re
from datetime import date

import pytest

from forms.flow import Field, Form
from tests.harness import shown_page
from tests.views.forms.device import Device, around
from tests.views.forms.household import household, member
from tests.views.screens import assert_whole, says, until
from views.design.kinds import ANSWERS, KindsPage
from views.forms.entry import TYPED
from views.forms.kinds.reading import read
from views.forms.kinds.registry import KINDS
from views.forms.screen import StepPage

TODAY = date(2026, 11, 22)


def test_every_kind_of_the_form_language_is_in_the_registry() -> None:
    said = re.search(r"``kind`` is one of: (.*?) \(calculated", Field.__doc__ or "", re.DOTALL)
    assert said is not None
    kinds = set(re.sub(r"\(.*?\)", "", said.group(1)).split())
    assert kinds == set(KINDS)
    assert set(TYPED) <= set(ANSWERS)


def test_the_rows_of_a_group_are_read_one_by_one_with_their_labels() -> None:
    procedure = household()
    assert procedure.form is not None
    form = Form(procedure.form, {})
    data = form.calculate({"thanh_vien": [member("NGUYỄN MẪU AN")], "thu_nhap": 12_500_000}, today=TODAY)
    fields = {field.pointer: field for step in form.steps(data, today=TODAY) for field in step.fields}

    rows = read(form, fields["/thanh_vien"], data, today=TODAY).rows
    amount = read(form, fields["/thu_nhap"], data, today=TODAY)

    assert [row.title["en"] for row in rows] == ["Member 1"]
    assert [(label["en"], words["en"]) for label, words in rows[0].answers] == [
        ("Full name", "NGUYỄN MẪU AN"),
        ("Date of birth", "1 May 2010"),
        ("Relation to the head", "Child"),
    ]
    assert amount.more == {
        "vi": "Mười hai triệu năm trăm nghìn đồng",
        "en": "Twelve million five hundred thousand Vietnamese dong",
    }


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_kind_is_drawn_in_every_state(device: Device, language: str) -> None:
    screen = await shown_page(KindsPage, within=around(device, language))
    await until(screen, lambda: says(screen, "personal_id: unusual"))
    assert_whole(screen)


async def test_an_amount_is_said_in_words_while_it_is_typed(device: Device) -> None:
    draft = await device.drafts.start(household())
    screen = await shown_page(StepPage, draft.id, "giay_to", within=around(device, "en"))
    await until(screen, lambda: says(screen, "Income in a month"))
    field = screen.find("field-/thu_nhap")
    await screen.write("field-/thu_nhap", "1250000")
    assert says(screen, "One million two hundred and fifty thousand Vietnamese dong")
    assert screen.find("field-/thu_nhap") is field
    await screen.write("field-/thu_nhap", "1250000 or so")
    assert not says(screen, "Vietnamese dong")
