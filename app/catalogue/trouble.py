"""What can be wrong with the catalogue in use although there is one."""

from enum import StrEnum


class Trouble(StrEnum):
    """Said on the screen beside the catalogue's age; whatever it is, search and pages work."""

    DAMAGED = "damaged"
    """The catalogue kept on this device was damaged; the one that came with the app is used until a new one is here."""
    UNUSABLE = "unusable"
    """What the portal sent cannot be worked with; the last good one is used."""
    NOT_KEPT = "not_kept"
    """A newer one is in use but could not be written: the next start falls back to the older one."""
    REPAIRED = "repaired"
    """A part of the file was damaged that could be made anew from the rest; nothing is missing."""
