"""The cases themselves: enough of them, and no half knows the other."""

from collections import Counter

from tests.search.cases import NEAR, halves, near, read_all

CASES = read_all()


def test_there_are_enough_cases_and_none_twice() -> None:
    assert len({case.query for case in CASES}) == len(CASES)
    assert sum(not case.is_national for case in CASES) >= 400
    assert sum(case.is_national for case in CASES) >= 150


def test_no_query_of_one_half_is_nearly_one_of_the_other() -> None:
    tuning, measuring = halves(CASES)
    assert not [(a.query, b.query) for a in tuning for b in measuring if near(a.query, b.query) >= NEAR]


def test_both_halves_have_every_kind() -> None:
    tuning, measuring = (Counter((case.kind, case.is_national) for case in half) for half in halves(CASES))
    for kind in tuning | measuring:
        assert abs(tuning[kind] - measuring[kind]) <= 1 + 0.2 * (tuning[kind] + measuring[kind]), kind
