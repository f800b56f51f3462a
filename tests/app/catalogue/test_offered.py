"""A terminal at which an office offers a few procedures only."""

from pathlib import Path

import pytest

from app.catalogue.service import CatalogueService

SHIPPED = Path(__file__).resolve().parents[3] / "assets" / "catalogue.json.gz"
OFFERED = ("1.001193", "1.004873", "2.000635")


@pytest.fixture(scope="module")
def offering() -> CatalogueService:
    return CatalogueService(None, SHIPPED, offered=OFFERED)


def test_only_what_is_offered_is_found_listed_and_counted(offering: CatalogueService) -> None:
    assert {one.code for one in offering.summaries()} == set(OFFERED)
    assert sum(offering.counts().values()) == len(OFFERED)
    for query in ("khai sinh", "giấy phép lái xe", "đăng ký", "1.0", "giay to"):
        for language in ("vi", "en"):
            assert {hit.code for hit in offering.search(query, language=language)} <= set(OFFERED), query
            assert {hit.code for hit in offering.nearest(query, language=language)} <= set(OFFERED), query
    assert offering.search("khai sinh", language="vi")[0].code == "1.001193"


def test_tiles_lead_to_something(offering: CatalogueService) -> None:
    events = offering.life_events()
    assert {event.id for event in events} >= {"having_a_child", "marriage", "copies_and_papers"}
    assert "taxes" not in {event.id for event in events}
    for event in events:
        assert offering.summaries(life_event=event.id), event.id


def test_what_one_has_begun_elsewhere_keeps_its_name(offering: CatalogueService) -> None:
    assert not offering.is_offered("3.000347")
    assert offering.find("3.000347") is not None
    assert offering.is_offered(OFFERED[0])


def test_without_a_choice_all_is_offered() -> None:
    everything = CatalogueService(None, SHIPPED)
    assert everything.is_offered("3.000347")
    assert len(everything.summaries()) > 100
