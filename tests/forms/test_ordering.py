from hypothesis import given, settings
from hypothesis import strategies as st

from forms.ordering import in_order

NAMES = "abcdefg"
GRAPHS = st.fixed_dictionaries({name: st.frozensets(st.sampled_from(NAMES)) for name in NAMES})


def test_what_waits_comes_after_and_a_circle_stands_together() -> None:
    waits = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"e"}}
    assert [tuple(sorted(group)) for group in in_order(waits)] == [("d",), ("b", "c"), ("a",), ("e",)]


def test_a_chain_may_be_longer_than_the_stack() -> None:
    waits = {str(number): {str(number + 1)} for number in range(5000)} | {"5000": set()}
    assert in_order(waits)[0] == ("5000",)


@settings(max_examples=60, deadline=None)
@given(waits=GRAPHS)
def test_every_name_stands_once_and_waits_only_for_its_group_or_those_before(waits: dict[str, frozenset[str]]) -> None:
    def reached(name: str) -> set[str]:
        found, open_names = {name}, [name]
        while open_names:
            new = waits[open_names.pop()] - found
            found |= new
            open_names += new
        return found

    before: set[str] = set()
    for group in in_order(waits):
        assert not before & set(group)
        before |= set(group)
        for name in group:
            assert waits[name] <= before
            assert set(group) <= reached(name)
    assert before == set(NAMES)
