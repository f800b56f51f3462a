from forms.places import Places


def test_every_province_and_commune_of_todays_map_is_there(places: Places) -> None:
    provinces = places.provinces()

    assert len(provinces) == 34
    assert sum(len(places.communes(province.province)) for province in provinces) == 3321


def test_places_are_in_vietnamese_order(places: Places) -> None:
    names = [province.name for province in places.provinces()]

    assert names[:3] == ["An Giang", "Bắc Ninh", "Cà Mau"]
    assert names.index("Đà Nẵng") > names.index("Cao Bằng")


def test_a_place_is_named_with_its_kind_in_both_languages(places: Places) -> None:
    assert places.name("01", "00070", "vi") == "phường Hoàn Kiếm, TP Hà Nội"
    assert places.name("01", "00070", "en") == "Hoàn Kiếm ward, Hà Nội City"
    assert places.name("37", None, "vi") == "tỉnh Ninh Bình"


def test_a_code_off_the_map_stands_as_itself(places: Places) -> None:
    assert places.name("98", "99999", "vi") == "99999, 98"


def test_a_place_is_found_without_marks_best_first(places: Places) -> None:
    assert places.find("hoan kiem")[0].name == "Hoàn Kiếm"
    assert places.find("da nang")[0].commune == ""
    assert all(place.province == "48" for place in places.find("hoa", province="48"))


def test_a_commune_of_another_province_is_no_place(places: Places) -> None:
    assert places.has({"province": "01", "commune": "00070"})
    assert not places.has({"province": "48", "commune": "00070"})
    assert not places.has("Hà Nội")
