"""What a scanned code is, where no screen waited for it."""

import base64
import binascii
import contextlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.kiosk.settings_code import is_settings
from app.relay.code import BadCodeError, read_code
from forms.id_card import IdCard, Reason, read_id_card

Kind = Literal["id_card", "application", "hand_over", "settings", "procedure", "unknown"] | Reason

_LONGEST: Final = 4_000
_APPLICATION: Final = re.compile(r"[A-Z]\d{2}(?:\.\d{2,3})*-\d{6}-\d{4,6}", re.ASCII)
_PROCEDURE: Final = re.compile(r"(?<![\d.])\d\.\d{6}(?:\.[A-Z0-9]{1,4})*(?![\d])", re.ASCII)
_PART: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of code; ``value`` is what leads to a screen, never what stands on somebody's card."""

    kind: Kind
    value: str = ""


def read_scanned(text: str) -> Code:
    """Return what a scanned text is.

    Args:
        text: As the hand scanner typed it.
    """
    text = text.strip()
    if is_settings(text):
        return Code("settings", text)
    if len(text) > _LONGEST:
        return Code("unknown")
    if application := _application(text):
        return Code("application", application)
    with contextlib.suppress(BadCodeError):
        return Code("hand_over", read_code(text))
    card = read_id_card(text, is_typed=True)
    if isinstance(card, IdCard):
        return Code("id_card")
    if card.reason != "another_code":
        return Code(card.reason)
    if found := _PROCEDURE.search(text):
        return Code("procedure", found[0])
    return Code("unknown")


def _application(text: str) -> str:
    """Return the code of an application, printed as such or told by the statement of a slip; else nothing."""
    if _APPLICATION.fullmatch(text):
        return text
    parts = text.split(".")
    if len(parts) != 3 or not all(_PART.fullmatch(part) for part in parts):
        return ""
    try:
        claims: Any = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return ""
    code = claims.get("code") if isinstance(claims, dict) else None
    return code if isinstance(code, str) and _APPLICATION.fullmatch(code) else ""
