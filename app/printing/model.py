"""What became of a print."""

from enum import StrEnum
from typing import Literal

PaperSize = Literal["80mm", "a5", "a4"]


class PrintOutcome(StrEnum):
    """How a print ended; after every other than ``PRINTED`` nothing of it is left in the queue."""

    PRINTED = "printed"
    NO_PRINTER = "no_printer"
    NO_PAPER = "no_paper"
    NOT_READY = "not_ready"
    """Switched off, open, or stopped by its owner."""
    DROPPED = "dropped"
    """The print system gave it up, or somebody took it out of the queue."""
    UNCERTAIN = "uncertain"
    """It has left the queue, and nobody here can say how."""
    TOO_SLOW = "too_slow"
    """Another's print stands before it, or the printer says nothing."""
