"""How large pieces are: what the line carried of late, whatever file it was of, so that none begins small again."""

from dataclasses import dataclass

from app.outbox import plan

KNOWN_SECONDS = 120.0
"""After so long a rest it may be another line, and a large piece is much to lose."""

AHEAD_BYTES, AHEAD_TIMES = 4 * 1024 * 1024, 3


@dataclass(slots=True)
class Pace:
    """The size of the next piece; seconds are of any clock that only goes on."""

    _whole_bytes: int = plan.SMALLEST_PIECE_BYTES
    _seconds_a_byte: float = 0.0
    _known_until: float = 0.0

    def whole_bytes(self, *, now: float) -> int:
        """Return how large a file may be that goes in one piece: what the line carries in a second."""
        return self._whole_bytes if now < self._known_until else plan.SMALLEST_PIECE_BYTES

    def piece_bytes(self, *, now: float) -> int:
        """Return how large the next piece of a larger file is."""
        return min(self.whole_bytes(now=now), plan.LARGEST_PIECE_BYTES)

    def ahead_bytes(self, length: int) -> int:
        """Return how much to read while ``length`` bytes are sent: for much more, the fastest line would wait."""
        following = plan.next_piece_bytes(length, succeeded=True, seconds=length * self._seconds_a_byte)
        return min(following, max(AHEAD_BYTES, AHEAD_TIMES * length))

    def lost(self) -> None:
        """Begin small: a piece is on its way, and nobody knows yet whether it arrives."""
        self._whole_bytes = plan.next_piece_bytes(0, succeeded=False)

    def carried(self, length: int, *, of: int, seconds: float, now: float) -> None:
        """Learn from a piece of ``length`` bytes that arrived after ``seconds``.

        A file's short end, where ``of`` bytes would have been sent, tells of a line that is slower now, never of more.
        """
        carried = plan.next_piece_bytes(length, succeeded=True, seconds=seconds, largest=plan.LARGEST_WHOLE_BYTES)
        self._whole_bytes = max(carried, of) if length < of and seconds <= 1.0 else carried
        self._seconds_a_byte = seconds / length
        self._known_until = now + KNOWN_SECONDS
