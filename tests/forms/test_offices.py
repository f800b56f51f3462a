from typing import Any

import pytest

from forms.offices import Office, where_to_file
from forms.places import Place, Places
from forms.procedure import Catalogue, Procedure


def procedure(**said: Any) -> Procedure:
    return Procedure.model_validate({"code": "1.000001", "version": "1", "name": {}, "summary": {}, **said})


BIRTH = procedure(
    filing={
        "level": "commune",
        "office": {"vi": "UBND {place}", "en": "People's Committee of {place}"},
        "note": {"vi": "Nơi cư trú của cha hoặc mẹ.", "en": "Where the father or the mother lives."},
        "verified": True,
    }
)
LICENCE = procedure(
    filing={"level": "province", "of": "anywhere", "office": {"vi": "Phòng CSGT, Công an {place}"}, "verified": False}
)


def found(places: Places, text: str) -> Place:
    return places.find(text)[0].place


def office(places: Places, which: Procedure, text: str, language: str = "vi") -> Office:
    answer = where_to_file(which, found(places, text), places=places, language=language)
    assert answer is not None
    return answer


def test_an_old_address_ends_at_todays_office(places: Places) -> None:
    answer = office(places, BIRTH, "phường Bến Nghé, quận 1, TP.HCM")

    assert answer.name == "UBND phường Sài Gòn, TP Hồ Chí Minh"
    assert (answer.level, answer.verified, answer.missing) == ("commune", True, "")
    assert answer.note == "Nơi cư trú của cha hoặc mẹ."


def test_an_office_of_the_province_is_found_from_a_commune(places: Places) -> None:
    answer = office(places, LICENCE, "Kiến Xương, Thái Bình")

    assert answer.name == "Phòng CSGT, Công an tỉnh Hưng Yên"
    assert answer.place is not None
    assert (answer.place.province, answer.place.commune) == ("33", "")
    assert answer.is_any


def test_the_office_is_named_in_english(places: Places) -> None:
    answer = office(places, BIRTH, "phường Hoàn Kiếm", "en")

    assert answer.name == "People's Committee of Hoàn Kiếm ward, Hà Nội City"
    assert answer.note == "Where the father or the mother lives."


def test_a_province_alone_does_not_name_the_communes_office(places: Places) -> None:
    answer = office(places, BIRTH, "Hà Tây")

    assert (answer.missing, answer.place) == ("commune", None)
    assert answer.name == "UBND xã, phường"


def test_without_a_place_it_says_what_is_missing(places: Places) -> None:
    commune = where_to_file(BIRTH, None, places=None, language="vi")
    province = where_to_file(LICENCE, None, places=None, language="vi")

    assert commune is not None
    assert province is not None
    assert (commune.missing, province.missing) == ("commune", "province")


def test_an_office_whose_name_holds_no_place_misses_none(places: Places) -> None:
    anyones = procedure(filing={"level": "commune", "of": "anywhere", "office": {"vi": "Văn phòng công chứng"}})

    answer = where_to_file(anyones, None, places=None, language="vi")

    assert answer is not None
    assert (answer.name, answer.missing) == ("Văn phòng công chứng", "")


def test_an_office_of_the_whole_country_needs_no_place(places: Places) -> None:
    fixed = procedure(filing={"level": "ministry", "of": "fixed", "office": {"vi": "Cục Hồ sơ nghiệp vụ, Bộ Công an"}})
    answer = office(places, fixed, "Cà Mau")

    assert (answer.name, answer.place, answer.missing) == ("Cục Hồ sơ nghiệp vụ, Bộ Công an", None, "")


def test_an_imported_procedure_gives_its_agency_unverified(places: Places) -> None:
    imported = procedure(level=["province", "commune"], agency={"vi": "Ủy ban nhân dân cấp xã"})
    answer = office(places, imported, "phường Bến Thành")

    assert (answer.name, answer.verified) == ("Ủy ban nhân dân cấp xã", False)
    assert answer.place is not None
    assert answer.place.name == "Bến Thành"


def test_a_procedure_that_names_no_agency_has_no_office(places: Places) -> None:
    assert where_to_file(procedure(), found(places, "Cà Mau"), places=places, language="vi") is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_procedure_of_the_catalogue_names_its_office(catalogue: Catalogue, places: Places, language: str) -> None:
    ward = found(places, "phường Hoàn Kiếm, Hà Nội")
    for one in catalogue.procedures:
        if one.filing is None:
            continue
        answer = where_to_file(one, ward, places=places, language=language)
        assert answer is not None
        assert answer.name, one.code
        assert "{" not in answer.name, one.code
        assert answer.missing == "", one.code
