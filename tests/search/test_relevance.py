"""What is asked is found: floors under the figures of ``python -m tests.search``, on the half nothing is tuned on."""

from collections.abc import Sequence

import pytest

from app.catalogue.index import SearchIndex
from benchmarks.procedures import find_pages, real
from tests.search.cases import Case, halves, read_all
from tests.search.relevance import Figures, figures, own, with_national

_, UNSEEN = halves(read_all())
OURS = [case for case in UNSEEN if not case.is_national]
NATIONAL = [case for case in UNSEEN if case.is_national]


@pytest.fixture(scope="module")
def together() -> SearchIndex:
    if find_pages() is None:
        pytest.skip("the national database's pages are not here (MOTCUA_NATIONAL_DATA)")
    return SearchIndex.build(with_national(real()))


@pytest.fixture(scope="module")
def found_alone() -> dict[str, Figures]:
    return figures(SearchIndex.build(own()), OURS)


def test_unseen_queries_find_our_own_procedures(found_alone: dict[str, Figures]) -> None:
    assert found_alone["all"].hit3 >= 0.96
    assert found_alone["all"].hit1 >= 0.90


@pytest.mark.parametrize(("cases", "hit1", "hit3"), [(OURS, 0.90, 0.96), (NATIONAL, 0.80, 0.92)])
def test_unseen_queries_find_them_among_the_national_database(
    together: SearchIndex, cases: Sequence[Case], hit1: float, hit3: float
) -> None:
    found = figures(together, cases)["all"]
    assert found.hit3 >= hit3
    assert found.hit1 >= hit1


def test_of_all_unseen_queries_nine_in_ten_are_answered_by_the_first_three(together: SearchIndex) -> None:
    assert figures(together, UNSEEN)["all"].hit3 >= 0.95


@pytest.mark.parametrize(
    "kind", ["exact", "no-diacritics", "telex", "typo", "prefix", "abbreviation", "english", "short"]
)
def test_no_kind_of_query_is_left_behind(found_alone: dict[str, Figures], kind: str) -> None:
    assert found_alone[kind].hit3 >= 0.9
