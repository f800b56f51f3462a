"""Who wants to hear of something is told, in order, for as long as they listen."""

import logging

import pytest

from app.listeners import Listeners


def test_listeners_are_told_in_order_and_who_left_meanwhile_is_not() -> None:
    listeners, heard = Listeners[str](), []

    def first(word: str) -> None:
        heard.append(f"first {word}")
        leave_second()

    leave_first = listeners.add(first)
    leave_second = listeners.add(lambda word: heard.append(f"second {word}"))
    listeners.add(lambda word: heard.append(f"third {word}"))
    listeners.tell("a")
    assert heard == ["first a", "third a"]
    leave_first()
    leave_first()
    listeners.tell("b")
    assert heard[2:] == ["third b"]


def test_the_same_listener_twice_leaves_once_for_each_time() -> None:
    listeners, heard = Listeners[[]](), []

    def listen() -> None:
        heard.append("told")

    leave = listeners.add(listen)
    listeners.add(listen)
    leave()
    leave()
    listeners.tell()
    assert heard == ["told"]


def test_one_that_fails_is_logged_and_the_others_hear_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    listeners, heard = Listeners[str](), []

    def fail(_word: str) -> None:
        raise RuntimeError("a screen that cannot show it")

    listeners.add(fail)
    listeners.add(heard.append)
    with caplog.at_level(logging.ERROR):
        listeners.tell("a")
    assert heard == ["a"]
    assert "a listener failed" in caplog.text
