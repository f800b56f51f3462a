"""Things of one name get names of their own, and nothing else changes."""

from views.shared.told_apart import told_apart


def test_the_second_and_third_of_a_name_get_a_number() -> None:
    assert told_apart({"a": "giấy.jpg", "b": "đơn.pdf", "c": "giấy.jpg", "d": "giấy.jpg"}) == {
        "a": "giấy.jpg",
        "b": "đơn.pdf",
        "c": "giấy.jpg (2)",
        "d": "giấy.jpg (3)",
    }


def test_a_number_that_another_thing_has_already_is_not_given_again() -> None:
    assert told_apart({"a": "x", "b": "x", "c": "x (2)"}) == {"a": "x", "b": "x (3)", "c": "x (2)"}
