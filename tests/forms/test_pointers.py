import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.pointers import find_answer, with_answer

NAMES = st.text("ab/~ 1", min_size=1, max_size=3)


def test_an_answer_is_set_without_touching_the_original():
    before = {"a": {"b": 1}, "c": [1, 2]}
    assert with_answer(before, "/a/b", 2) == {"a": {"b": 2}, "c": [1, 2]}
    assert with_answer(before, "/c/1", None) == {"a": {"b": 1}, "c": [1]}
    assert before == {"a": {"b": 1}, "c": [1, 2]}


@pytest.mark.parametrize("pointer", ["", "/c/5", "/c/x"])
def test_a_pointer_to_no_place_is_told(pointer):
    with pytest.raises(ValueError, match=r".*"):
        with_answer({"c": [1]}, pointer, 1)


def test_a_member_may_have_any_name():
    answers = with_answer({}, "/a~1b/~0c", 1)
    assert answers == {"a/b": {"~c": 1}}
    assert find_answer(answers, "/a~1b/~0c") == 1


@given(st.lists(NAMES, min_size=1, max_size=4), st.integers())
def test_what_is_set_is_found(names, value):
    pointer = "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)
    answers = with_answer({}, pointer, value)
    assert find_answer(answers, pointer) == value
    assert find_answer(with_answer(answers, pointer, None), pointer) is None
