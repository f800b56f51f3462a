"""A settings QR of the portal (``motcua-portal terminal add --url``): opened with the code that came another way.

Layout: ``MCK1`` and Base32 of the body of a sealed file (``app/vault/sealed_file.py``) holding deflated JSON.
"""

import base64
import binascii
import json
import zlib
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError

from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import as_text
from app.vault.errors import WrongKeyError
from app.vault.sealed_file import MAGIC, open_sealed_file

MARK: Final = "MCK1"
PURPOSE: Final = "kiosk-settings"
_LONGEST: Final = 4_000
_SHORTEST_BYTES: Final = 64
_MOST_BYTES: Final = 64_000
_LETTERS: Final = frozenset("BCFGHJKLMNPQRSTVXZ")
_NOT_BY_QR: Final = frozenset({"pin_hash"})


class SettingsProblem(StrEnum):
    """Why a settings text was not taken; the settings stay as they were."""

    NOT_SETTINGS = "not_settings"
    """Some other code, or a damaged one."""
    WRONG_CODE = "wrong_code"
    """The code belongs to another QR, or somebody changed or made up this one."""
    UNUSABLE = "unusable"
    """Rightly sealed, but this version cannot use what it says."""


def is_settings(text: str) -> bool:
    """Whether a scanned text looks like settings of a terminal."""
    return text.strip().upper().startswith(MARK)


def open_settings(text: str, code: str, current: KioskSettings) -> KioskSettings | SettingsProblem:
    """Return ``current`` with what a settings QR says; the staff's PIN is never in one.

    Takes a third of a second of a processor: not on the loop.
    """
    sealed = _sealed(text)
    if sealed is None:
        return SettingsProblem.NOT_SETTINGS
    letters = "".join(letter for letter in code.upper() if letter in _LETTERS)
    grouped = "-".join(letters[at : at + 5] for at in range(0, len(letters), 5))
    try:
        said = _read(open_sealed_file(MAGIC + sealed, grouped, purpose=PURPOSE))
    except WrongKeyError:
        return SettingsProblem.WRONG_CODE
    if said is None or said.keys() & _NOT_BY_QR:
        return SettingsProblem.UNUSABLE
    try:
        return KioskSettings.model_validate({**json.loads(as_text(current)), **said})
    except ValidationError:
        return SettingsProblem.UNUSABLE


def _sealed(text: str) -> bytes | None:
    typed = "".join(text.split()).upper()
    if not typed.startswith(MARK) or len(typed) > _LONGEST:
        return None
    body = typed.removeprefix(MARK)
    try:
        sealed = base64.b32decode(body + "=" * (-len(body) % 8))
    except binascii.Error:
        return None
    return sealed if len(sealed) > _SHORTEST_BYTES else None


def _read(deflated: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(zlib.decompressobj().decompress(deflated, _MOST_BYTES))
    except (ValueError, zlib.error):
        return None
    return said if isinstance(said, dict) else None
