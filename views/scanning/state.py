"""Everything the scan of an identity card can show."""

from dataclasses import dataclass
from typing import Literal

from app.scanning.pictures import PictureProblem
from forms.card_address import CardAddress
from forms.id_card import IdCard, Reason

ScanProblem = Literal["", "unread_file", "too_large_file"] | PictureProblem | Reason


@dataclass(frozen=True, slots=True)
class Offered:
    """One can scan; ``has_filled``: a card has just been filled in."""

    has_filled: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A picture or a hand scanner is awaited; ``readings`` counts the texts a scanner has given."""

    problem: ScanProblem = ""
    is_busy: bool = False
    is_camera_open: bool = False
    readings: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """A card was read; nothing is filled in before the person agrees."""

    card: IdCard
    address: CardAddress


ScanState = Offered | Waiting | Read
