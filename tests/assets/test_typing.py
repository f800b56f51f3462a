"""The terminal's keyboard types Vietnamese: held against syllables that are put together elsewhere, in Node."""

import json
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.assets.syllables import KEYS, syllables

HERE = Path(__file__).parent
METHODS = ("telex", "vni")


def type_all(asked: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here (python3 dev.py setup installs one)")
    lines = "\n".join(json.dumps(one) for one in asked)
    done = subprocess.run(
        [node, HERE / "typing_runner.mjs"], input=lines, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def typed(method: str, *keys: str, before: str = "") -> list[str]:
    asked = [{"keys": one, "method": method, "before": before} for one in keys]
    return [answer["typed"] for answer in type_all(asked)]


@pytest.mark.parametrize("method", METHODS)
def test_every_syllable_is_typed_in_every_order_of_its_keys(method: str) -> None:
    table = list(syllables())
    assert len({one.written for one in table}) > 500
    wanted: list[tuple[str, str]] = []
    for one in table:
        for at_once in (False, True):
            keys = one.keys(method, tone_at_once=at_once)
            wanted += [
                (keys, one.written),
                (keys.upper(), one.written.upper()),
                (keys.capitalize(), one.written.capitalize()),
            ]
    answers = type_all([{"keys": keys, "method": method} for keys, _ in wanted])
    wrong = [
        (keys, written, answer)
        for (keys, written), answer in zip(wanted, answers, strict=True)
        if answer != {"composed": written, "typed": written}
    ]
    assert not wrong, f"{len(wrong)} of {len(wanted)}: {wrong[:10]}"


@pytest.mark.parametrize("method", METHODS)
def test_a_mark_typed_twice_is_taken_back_and_stands_for_itself(method: str) -> None:
    table = [one for one in syllables() if one.tone]
    keys = [one.keys(method) for one in table]
    doubled = type_all([{"keys": one + one[-1], "method": method} for one in keys])
    plain = [unicodedata.normalize("NFC", one.onset + one.rime.replace("*", "")) for one in table]
    wrong = [
        (one, answer["typed"], text + one[-1])
        for one, answer, text in zip(keys, doubled, plain, strict=True)
        if answer["typed"] != text + one[-1]
    ]
    assert not wrong, wrong[:10]


TELEX = {
    "DDawsk Lawsk": "Đắk Lắk",
    "Kroong Buks": "Krông Búk",
    "xooong": "xoong",
    "dduwowcj dduwocj dduocwj": "được được được",
    "thuowr thuowngf": "thuở thường",
    "w thw ww": "ư thư w",
    "aaa ddd ass": "aa dd as",
    "asz": "a",
    "baft cacsr": "baft cacsr",
    "quys gif gias": "quý gì giá",
    "facebook windows user tesla Maria": "facebook windows user tesla Maria",
    "soos 12A dduwowngf 3/2,": "số 12A đường 3/2,",
    "haf⌫af": "hà",
    "hoaf⌫": "hò",
}
VNI = {
    "Tra62n Thi5 Ha2": "Trần Thị Hà",
    "d9u7o7c5 d9uoc75": "được được",
    "a11 a66 d99": "a1 a6 d9",
    "nha2 12 ngo4 3": "nhà 12 ngõ 3",
    "001196900001": "001196900001",
}


@pytest.mark.parametrize(("method", "table"), [("telex", TELEX), ("vni", VNI)])
def test_names_places_and_foreign_words(method: str, table: dict[str, str]) -> None:
    assert dict(zip(table, typed(method, *table), strict=True)) == table


def test_without_a_method_keys_stay_as_they_are() -> None:
    assert typed("plain", "Tieengs Vieetj 1@x.vn") == ["Tieengs Vieetj 1@x.vn"]


@pytest.mark.parametrize("method", METHODS)
def test_a_word_that_stands_there_goes_on_being_typed(method: str) -> None:
    assert typed(method, KEYS[method]["\u0323"], before="Ông Viêt") == ["Ông Việt"]
    assert typed(method, KEYS[method]["\u0301"], before="ha") == ["há"]
    assert typed(method, "s", before="https://x") == ["https://xs"]


@pytest.mark.parametrize("method", METHODS)
def test_a_word_that_stands_there_is_never_taken_apart(method: str) -> None:
    assert typed(method, "o", "b", "ow", before="Hà Nội") == ["Hà Nộio", "Hà Nộib", "Hà Nộiow"]
    assert typed(method, " ", ",", before="Kpă tés") == ["Kpă tés ", "Kpă tés,"]
    tone, other = KEYS[method]["\u0301"], KEYS[method]["\u0300"]
    assert typed(method, tone, other + other, tone + "k", before="Há") == ["Há" + tone, "Ha" + other, f"Há{tone}k"]


def test_letters_and_tones_of_their_own_keys_need_no_method() -> None:
    assert typed("telex", "kpă\u0301", "hoa\u0300", "Ê\u0301", "zt\u0301") == ["kpắ", "hòa", "Ế", "zt"]


@pytest.mark.parametrize("method", METHODS)
def test_any_keys_leave_a_text_and_never_touch_what_stands_before_the_word(method: str) -> None:
    random = Random(20261122)
    letters = "aeiouydwsfrxjzhngtcmpbklqv0123456789 .,-⌫ăâêôơưđ\u0301\u0300\u0309\u0303\u0323AEOUD"
    asked = [
        {"keys": "".join(random.choices(letters, k=random.randint(1, 24))), "method": method, "before": "Xã Đông, "}
        for _ in range(1_500)
    ]
    for one, answer in zip(asked, type_all(asked), strict=True):
        text = answer["typed"]
        if "⌫" not in one["keys"]:
            assert text.startswith("Xã Đông, "), one
        assert text == unicodedata.normalize("NFC", text), one
        marks = sum(unicodedata.combining(letter) > 0 for letter in text)
        assert marks == 0, f"{one}: {text!r} has a mark on no letter"
