"""Sets of procedures as bits: the same answers as counting one by one."""

import random
from collections import Counter

import pytest

from app.catalogue.search.postings import DENSE, Postings, Tally, flatten, lowest


def postings(size: int, rows: list[list[int]]) -> Postings:
    sections = flatten(size, rows, typecode="H")
    views = {name: memoryview(content) for name, content in sections.items()}
    return Postings(size, views["spans"].cast("I"), views["listed"].cast("H"), views["dense"].cast("I"), views["bits"])


@pytest.mark.parametrize("size", [1, 7, 8, 9, 64, 1000])
def test_a_term_is_had_by_the_procedures_it_was_given_few_or_many(size: int) -> None:
    chance = random.Random(size)
    rows = [sorted(chance.sample(range(size), min(size, count))) for count in (0, 1, 2, 3, size // DENSE + 1, size)]
    kept = postings(size, rows)
    for place, numbers in enumerate(rows):
        assert lowest(kept.of(place), size) == numbers
    assert lowest(kept.of_any(1, len(rows) - 1), size) == sorted({number for row in rows[1:-1] for number in row})


def test_the_best_are_those_with_the_greatest_sums_and_of_equal_ones_the_first() -> None:
    chance = random.Random(11)
    for _ in range(100):
        tally, sums = Tally(), Counter[int]()
        for _ in range(chance.randint(1, 8)):
            worth = chance.randint(1, 40)
            numbers = chance.sample(range(200), chance.randint(1, 150))
            tally.add(sum(1 << number for number in numbers), worth)
            sums.update(dict.fromkeys(numbers, worth))
        expected = sorted(((total, number) for number, total in sums.items()), key=lambda item: (-item[0], item[1]))
        assert tally.best(10) == expected[:10]


def test_nothing_added_is_nothing_found() -> None:
    tally = Tally()
    tally.add(0, 3)
    assert tally.best(5) == []
