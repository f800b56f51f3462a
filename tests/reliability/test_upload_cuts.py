"""U1: files of awkward sizes, cut again and again, arrive whole, and no cut costs more than one piece."""

import random
from pathlib import Path

import pytest

from tests.reliability.profile import figure, replay, seeds
from tests.reliability.uploads import LARGEST, MEGABYTE, SIZES, cut_uploads

FILES, CUTS = 40, 200


@pytest.mark.parametrize("seed", seeds(figure(ci=1, deep=50)))
async def test_files_cut_at_random_bytes_arrive_whole_and_a_cut_costs_at_most_a_piece(seed: int, tmp_path: Path):
    chance = random.Random(seed)
    sizes = [*SIZES, *(chance.randint(400, MEGABYTE) for _ in range(FILES - len(SIZES) - 1))]
    chance.shuffle(sizes)
    sizes.append(LARGEST)  # its many pieces take what cuts are still due
    pairs = list(zip(sizes[::2], sizes[1::2], strict=True))

    tally = await cut_uploads(tmp_path, pairs, cuts=CUTS, seed=seed)

    print(f"\n{tally}")
    assert tally.files >= FILES, replay(seed)
    assert tally.cuts.total() == CUTS, replay(seed)
