"""A terminal's page knows a hand scanner from a hand, and takes letters that no key has; played in Node."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

HERE = Path(__file__).parent
Event = dict[str, Any]
FIT = {"gap_ms": 12, "prefix": ""}
TEXT = "ab|cd"


def play(events: Sequence[Event], *, gap_ms: int = 12, prefix: str = "") -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here (python3 dev.py setup installs one)")
    asked = json.dumps({"events": list(events), "fit": {"gap_ms": gap_ms, "prefix": prefix}, "text": TEXT})
    done = subprocess.run(
        [node, HERE / "scanner_runner.mjs"], input=asked, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def keys(text: str, *, every_ms: float = 5, start: float = 0) -> list[Event]:
    return [{"type": "keydown", "key": letter, "timeStamp": start + at * every_ms} for at, letter in enumerate(text)]


def end(events: Sequence[Event], key: str = "Enter") -> Event:
    return {"type": "keydown", "key": key, "timeStamp": events[-1]["timeStamp"] + 5}


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_burst_is_scanned_and_the_field_is_as_it_was(key: str) -> None:
    burst = keys("001196900001|x y")
    played = play([*burst, end(burst, key)])
    assert played == {"scanned": ["001196900001|x y"], "swallowed": len(burst) - 7 + 1, "text": TEXT, "at": 2}


def test_without_an_end_silence_ends_it() -> None:
    assert play([*keys("0123456789"), {"type": "silence"}])["scanned"] == ["0123456789"]


@pytest.mark.parametrize(("every_ms", "length"), [(15, 60), (30, 60), (5, 7)])
def test_a_hand_is_never_taken_for_a_scanner(every_ms: float, length: int) -> None:
    typed = keys("x" * length, every_ms=every_ms)
    played = play([*typed, end(typed), {"type": "silence"}])
    assert played["scanned"] == []
    assert played["swallowed"] == 0
    assert played["text"].count("x") == length


def test_what_a_hand_typed_before_the_scan_stays() -> None:
    typed = keys("hi", every_ms=120)
    burst = keys("0123456789", start=1_000)
    played = play([*typed, *burst, end(burst)])
    assert (played["scanned"], played["text"], played["at"]) == (["0123456789"], "abhi|cd", 4)


def test_a_prefix_tells_it_at_the_first_key() -> None:
    burst = keys("~MCK1")
    played = play([*burst, end(burst)], prefix="~")
    assert played == {"scanned": ["MCK1"], "swallowed": 6, "text": TEXT, "at": 2}


def letters_without_a_key(text: str, way: str) -> Iterator[Event]:
    for at, letter in enumerate(text):
        time = {"timeStamp": at * 5.0}
        if letter.isascii():
            yield {"type": "keydown", "key": letter, **time}
        elif way == "input method":
            yield {"type": "keydown", "key": "Process", **time}
            yield {"type": "beforeinput", "data": letter, **time}
        elif way == "hexadecimal":
            held = {"ctrlKey": True, "shiftKey": True, **time}
            yield {"type": "keydown", "key": "U", "code": "KeyU", **held}
            for digit in f"{ord(letter):x}".upper():
                code = f"Digit{digit}" if digit.isdigit() else f"Key{digit}"
                yield {"type": "keydown", "key": digit, "code": code, **held}
            yield {"type": "keyup", "key": "Control", **time}
        elif way == "decimal":
            for digit in str(ord(letter)):
                yield {"type": "keydown", "key": digit, "code": f"Numpad{digit}", "altKey": True, **time}
            yield {"type": "keyup", "key": "Alt", **time}
        else:
            yield {"type": "keydown", "key": "Unidentified", **time}


@pytest.mark.parametrize("way", ["input method", "hexadecimal", "decimal"])
def test_letters_that_no_key_has_are_told_in_other_ways(way: str) -> None:
    text = "001196900001||Trần Thị Mẫu Hà|Nữ"
    events = list(letters_without_a_key(text, way))
    assert play([*events, end(events)])["scanned"] == [text]


def test_a_letter_that_never_came_is_marked_as_lost() -> None:
    events = list(letters_without_a_key("001196900001||Trần", "none"))
    assert play([*events, end(events)])["scanned"] == ["001196900001||Tr\ufffdn"]


def test_noise_breaks_nothing_and_has_an_end() -> None:
    random = Random(20261122)
    events: list[Event] = []
    for at in range(6_000):
        key = random.choice(["a", "1", "|", "Shift", "Process", "F12", "Dead", " "])
        held = {"ctrlKey": random.random() < 0.05, "shiftKey": random.random() < 0.5, "altKey": random.random() < 0.05}
        code = random.choice(["KeyU", "Numpad4", "KeyA", ""])
        kind = random.choice(["keydown", "keydown", "keyup"])
        events.append({"type": kind, "key": key, "code": code, "timeStamp": at * 4.0, **held})
    played = play([*events, end(events), {"type": "silence"}])
    assert len(played["scanned"]) == 1
    assert len(played["scanned"][0]) <= 2_001
    assert played["text"] == TEXT
