"""The settings of a terminal in a file that only the keeper's account reads."""

import json
from pathlib import Path

from pydantic import ValidationError

from app.kiosk.settings import KioskSettings
from app.vault.private_file import write_privately

FILE_NAME = "kiosk.json"


class SettingsDamagedError(ValueError):
    """The file is there and says nothing that can be used."""


def read_settings(folder: Path) -> KioskSettings:
    """Return what the office decided, the defaults where it has decided nothing yet.

    Raises:
        SettingsDamagedError: the file is not what was written.
        OSError: it cannot be read.
    """
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return KioskSettings()
    except UnicodeDecodeError as error:
        raise SettingsDamagedError(FILE_NAME) from error
    return settings_of(text)


def settings_of(text: str) -> KioskSettings:
    """Return the settings that ``as_text`` wrote.

    Raises:
        SettingsDamagedError: it did not.
    """
    try:
        return KioskSettings.model_validate_json(text)
    except ValidationError:  # its words may tell the secret
        raise SettingsDamagedError(FILE_NAME) from None


def write_settings(folder: Path, settings: KioskSettings) -> None:
    """Keep ``settings``, whole or not at all.

    Raises:
        OSError: the old ones stand.
    """
    write_privately(folder / FILE_NAME, as_text(settings))


def as_text(settings: KioskSettings) -> str:
    """Return the settings as JSON, the terminal's secret in clear: for the file and the session's pipe only."""
    clear = settings.model_dump(mode="json") | {"terminal_secret": settings.terminal_secret.get_secret_value()}
    return json.dumps(clear, ensure_ascii=False, indent=2)
