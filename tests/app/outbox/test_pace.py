"""How large pieces are: as large as the line carries of late, small where nothing is known of it."""

from app.outbox.pace import AHEAD_BYTES, KNOWN_SECONDS, Pace
from app.outbox.plan import LARGEST_PIECE_BYTES, LARGEST_WHOLE_BYTES, SMALLEST_PIECE_BYTES

MEGABYTE = 1024 * 1024


def quick() -> Pace:
    pace = Pace()
    for _ in range(3):
        size = pace.piece_bytes(now=0.0)
        pace.carried(size, of=size, seconds=0.01, now=0.0)
    return pace


def test_nothing_known_begins_small_and_a_quick_line_is_soon_known():
    assert Pace().piece_bytes(now=0.0) == SMALLEST_PIECE_BYTES
    assert quick().piece_bytes(now=1.0) == LARGEST_PIECE_BYTES


def test_the_short_end_of_a_file_says_nothing_of_a_quick_line_and_something_of_one_that_is_slow_now():
    pace = quick()
    pace.carried(3000, of=LARGEST_PIECE_BYTES, seconds=0.02, now=1.0)
    assert pace.piece_bytes(now=2.0) == LARGEST_PIECE_BYTES
    pace.carried(2 * MEGABYTE, of=LARGEST_PIECE_BYTES, seconds=4.0, now=5.0)
    assert pace.piece_bytes(now=6.0) == MEGABYTE // 2


def test_a_file_that_the_line_carries_in_a_second_goes_in_one_piece():
    pace = Pace()
    assert pace.whole_bytes(now=0.0) == SMALLEST_PIECE_BYTES
    pace.carried(LARGEST_PIECE_BYTES, of=LARGEST_PIECE_BYTES, seconds=0.5, now=0.0)
    assert (pace.whole_bytes(now=1.0), pace.piece_bytes(now=1.0)) == (2 * LARGEST_PIECE_BYTES, LARGEST_PIECE_BYTES)
    pace.carried(3000, of=2 * LARGEST_PIECE_BYTES, seconds=0.02, now=1.0)  # a file's short end
    assert pace.whole_bytes(now=2.0) == 2 * LARGEST_PIECE_BYTES
    pace.carried(LARGEST_PIECE_BYTES, of=LARGEST_PIECE_BYTES, seconds=0.07, now=2.0)
    assert pace.whole_bytes(now=3.0) == LARGEST_WHOLE_BYTES
    pace.carried(2 * LARGEST_PIECE_BYTES, of=LARGEST_WHOLE_BYTES, seconds=4.0, now=7.0)
    assert pace.whole_bytes(now=8.0) == LARGEST_PIECE_BYTES // 2
    assert pace.whole_bytes(now=7.0 + KNOWN_SECONDS) == SMALLEST_PIECE_BYTES
    pace.lost()
    assert pace.whole_bytes(now=8.0) == SMALLEST_PIECE_BYTES


def test_a_piece_that_is_lost_makes_the_next_one_small_of_whatever_file():
    pace = quick()
    pace.lost()
    assert pace.piece_bytes(now=1.0) == SMALLEST_PIECE_BYTES


def test_after_a_rest_the_line_may_be_another():
    pace = quick()
    assert pace.piece_bytes(now=KNOWN_SECONDS - 1) == LARGEST_PIECE_BYTES
    assert pace.piece_bytes(now=KNOWN_SECONDS) == SMALLEST_PIECE_BYTES


def test_no_more_is_read_ahead_than_can_be_while_a_piece_is_sent():
    pace = quick()
    assert pace.ahead_bytes(SMALLEST_PIECE_BYTES) == AHEAD_BYTES
    assert pace.ahead_bytes(4 * MEGABYTE) == 12 * MEGABYTE
    pace.carried(MEGABYTE, of=MEGABYTE, seconds=2.0, now=0.0)
    assert pace.ahead_bytes(MEGABYTE) == MEGABYTE // 2
