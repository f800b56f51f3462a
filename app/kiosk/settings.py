"""What an office decides about its terminal; set up by staff, nothing in it is a citizen's."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from app.printing.model import PaperSize

Language = Literal["vi", "en"]


class KioskSettings(BaseModel):
    """The settings of one terminal; every value has a default with which it can be tried."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    terminal_id: str = ""
    """Its id at the portal (``motcua-portal terminal add``); without one nobody can sign in here."""
    terminal_secret: SecretStr = SecretStr("")
    name: str = ""
    """Where the citizen finds it, in the office's words: "Máy số 02"."""
    office: dict[Language, str] = {}
    """The office it stands in, as the screen says it."""
    portal_url: str = ""
    """Empty: a portal of its own on this machine, for a first look."""
    services: tuple[str, ...] = ()
    """Codes of the procedures offered here; empty: all."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("vi", "en")
    """The first is the one a session begins with."""
    idle_s: Annotated[int, Field(ge=20, le=3600)] = 120
    form_idle_s: Annotated[int, Field(ge=20, le=3600)] = 300
    """While a form is open."""
    countdown_s: Annotated[int, Field(ge=20, le=600)] = 60
    """How long the question whether somebody is still there stands (WCAG 2.2.1: at least 20 s)."""
    printer: str = ""
    """The print queue; empty: none."""
    paper: PaperSize = "80mm"
    scanner_gap_ms: Annotated[int, Field(ge=1, le=50)] = 12
    """Most milliseconds between two keys of the hand scanner; a hand is slower."""
    scanner_prefix: Annotated[str, Field(max_length=8)] = ""
    """What the hand scanner types first, if it was set up so: then the first key already tells it from a hand."""
    allows_usb: bool = False
    """Whether papers may be read from a stick and a sealed draft be written to one."""
    scan_folder: str = ""
    """A folder of its own in which a document scanner puts its files; emptied for every session. Empty: no scanner."""
    pin_hash: str = ""
    """Of the staff's PIN, as ``app/kiosk/pin.py`` makes it; empty: settings cannot be opened at the screen."""
