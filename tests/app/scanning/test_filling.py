"""Which fields a card fills: by what the form says, each only with what it can take."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.catalogue.service import CatalogueService
from app.scanning.filling import card_holders, card_values
from forms.card_address import CardAddress
from forms.flow import Field, Form
from forms.id_card import IdCard

TODAY = date(2026, 11, 22)
HOME = CardAddress("40", "16702", "Xóm 3")
PERSON = IdCard(
    "001196900001", "", "TRẦN THỊ MẪU HÀ", "1996-08-14", "nu", "Xóm 3, Nghi Phú, Vinh, Nghệ An", "2021-06-20"
)


@pytest.fixture(scope="module")
def catalogue(project_root: Path) -> CatalogueService:
    return CatalogueService(None, project_root / "assets" / "catalogue.json.gz")


def steps_of(catalogue: CatalogueService, code: str, answers: dict[str, Any]) -> list[tuple[Field, ...]]:
    definition = catalogue.get(code).form
    assert definition is not None
    form = Form(definition, catalogue.lists, places=catalogue.places)
    return [step.fields for step in form.steps(answers, today=TODAY)]


def test_the_cards_of_both_parents_can_be_scanned(catalogue: CatalogueService) -> None:
    steps = steps_of(catalogue, "1.001193", {"yc_quan_he": "ong"})
    people = {holder.who: set(holder.fields) for fields in steps for holder in card_holders(fields)}
    asked = {"full_name", "personal_id", "birth_date", "residence"}
    assert people == {"holder": asked, "me": asked, "cha": asked}


def test_a_field_takes_only_what_it_can_hold(catalogue: CatalogueService) -> None:
    (holder,) = card_holders(steps_of(catalogue, "3.000347", {})[0])
    values = card_values(PERSON, HOME, holder)
    assert values["/gioi_tinh"] == "nu"
    assert values["/noi_cu_tru"] == {"province": "40", "commune": "16702", "detail": "Xóm 3"}
    poor = replace(PERSON, birth_date="1996", sex="", issued_on="")
    left = card_values(poor, CardAddress("", "", "zzz"), holder)
    assert not {"/ngay_sinh", "/gioi_tinh", "/noi_cu_tru", "/ngay_cap"} & left.keys()
    assert {"/ho_ten", "/so_dinh_danh"} <= left.keys()


def test_a_year_of_birth_fills_a_date_that_may_be_partial(catalogue: CatalogueService) -> None:
    steps = steps_of(catalogue, "1.001193", {"yc_quan_he": "me"})
    father = next(holder for fields in steps for holder in card_holders(fields) if holder.who == "cha")
    assert card_values(replace(PERSON, birth_date="1996"), HOME, father)["/cha_nam_sinh"] == "1996"


def test_a_control_can_say_no(catalogue: CatalogueService) -> None:
    fields = steps_of(catalogue, "3.000347", {})[0]
    refused = [replace(field, options={**field.options, "scan": False}) for field in fields]
    assert card_holders(refused) == ()
